import { ValueError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'
import type { AnyTrait } from './trait.js'

/**
 * Whether a value is a trait, of this or of another copy of the library.
 *
 * @internal
 */
export function isTrait(value: unknown): value is AnyTrait {
  return (value as Partial<AnyTrait> | null | undefined)?.declares === 'connectedTrait'
}

/**
 * Refuses what is no trait.
 *
 * @param value - What was given as such.
 * @param path - The function that it was given to.
 * @param rule - The rule of that function.
 * @throws `ValueError` `ABI-V001`.
 *
 * @internal
 */
export function checkTrait(value: unknown, path: string, rule: string): asserts value is AnyTrait {
  if (isTrait(value)) return
  throw new ValueError('not a trait of a connection', {
    code: 'ABI-V001',
    rule,
    path,
    expected: "what trait('…', …) of abiding/connection gives",
    found: describeValue(value),
  })
}
