import { declaredName } from '../../module/abi-stable/type-layout/declared-name.js'

/**
 * Names for things that stand beside each other: those that are declared under one name are told apart by underscores.
 *
 * @param names - Their names in Rust.
 *
 * @see Rule A-47 of the specification.
 *
 * @internal
 */
export function declaredNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name, index) => {
    let found = declaredName(name, index)
    while (taken.has(found)) found += '_'
    taken.add(found)
    return found
  })
}
