import { ValueError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'
import type { Implementing } from './host-objects.js'
import { methodsOf } from './supertrait.js'
import type { Trait } from './trait-object.js'

/**
 * Refuses what does not implement a trait.
 *
 * @param trait - The trait.
 * @param object - What should implement it.
 * @param path - What it is, for the error.
 * @throws {@link ValueError} `ABI-B002` with all that is missing.
 *
 * @see Rule B-6 of the specification.
 *
 * @internal
 */
export function checkImplementation(
  trait: Trait,
  object: unknown,
  path: string,
): asserts object is Implementing {
  const isObject = (typeof object === 'object' && object !== null) || typeof object === 'function'
  const needed = [
    ...[...trait.methods.keys()].filter((name) => trait.defaults[name] === undefined),
    ...trait.supertraits.flatMap(methodsOf),
  ]
  const missing = isObject
    ? needed.filter((name) => typeof (object as Record<string, unknown>)[name] !== 'function')
    : needed
  if (isObject && missing.length === 0) return
  throw new ValueError(`not an implementation of ${trait.name} ${trait.version}`, {
    code: 'ABI-B002',
    rule: 'B-6',
    path: `${trait.name} → ${path}`,
    expected: needed.length === 0 ? 'an object' : `an object with the methods ${needed.join(', ')}`,
    found: isObject ? `nothing for ${missing.join(', ')}` : describeValue(object),
  })
}
