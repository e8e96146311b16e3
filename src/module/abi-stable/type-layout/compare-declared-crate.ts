import { compareRoomOf, refuseName } from './declared-reports.js'
import type { DeclaredComparison, DeclaredPair } from './declared-comparison.js'

/**
 * Compares a type that says what Rust calls it: the name, and the types that are its parameters.
 *
 * @returns Whether it has to be looked into too: types of the crate itself are known, those of others are not.
 *
 * @see Rule A-34 of the specification.
 *
 * @internal
 */
export function compareCrateType(pair: DeclaredPair, comparison: DeclaredComparison): boolean {
  const { type, found, place } = pair
  const { name, parameters } = type.abiStable!
  if (found.name !== name) {
    refuseName(pair, comparison)
    return false
  }
  parameters.forEach((parameter, index) => {
    const other = found.typeParameters[index]
    if (other === undefined) return
    comparison.types({ type: parameter, found: other, place })
  })
  if (found.package !== 'abi_stable') return true
  compareRoomOf(pair, comparison)
  return false
}
