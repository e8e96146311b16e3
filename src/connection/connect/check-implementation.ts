import { ValueError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'
import type { AnyTrait } from '../trait/trait.js'

/**
 * Refuses what does not implement a trait: tells all methods that are missing.
 *
 * @param trait - The trait.
 * @param implementation - Anything.
 * @param path - What it is, for the error.
 * @throws ValueError `ABI-J010`.
 *
 * @see Rule X-16 of the specification.
 *
 * @internal
 */
export function checkTraitImplementation(
  { name, methods }: AnyTrait,
  implementation: unknown,
  path: string,
): asserts implementation is object {
  const isObject =
    (typeof implementation === 'object' && implementation !== null) || typeof implementation === 'function'
  const missing = [...methods.keys()].filter(
    (method) =>
      !isObject || typeof (implementation as unknown as Record<string, unknown>)[method] !== 'function',
  )
  if (isObject && missing.length === 0) return
  throw new ValueError('an implementation that does not fit the trait', {
    code: 'ABI-J010',
    rule: 'X-16',
    path,
    expected: `an object with the methods ${[...methods.keys()].join(', ')}`,
    found: isObject ? `one without ${missing.join(', ')}` : describeValue(implementation),
    hint: `implement ${name} as it is declared; a peer of an older version lacks methods, an implementation does not`,
  })
}
