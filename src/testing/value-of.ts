import type { Arbitrary } from 'fast-check'
import { domainOf, hostTarget, type AnyType, type InputOf, type Target } from '../layout/index.js'
import { valuesIn, type ValueSources } from './domain-values.js'

/** Where the values come from that nobody can make up. */
export interface ValueOptions extends ValueSources {
  /** The machine on which the values are written; this one where it is left out. */
  readonly target?: Target
}

/**
 * Values that may be written where a type is declared: numbers within their range on the target, names of enums, one
 * field of unions, text that fits, all elements of arrays. They shrink to what is simplest: 0, the empty text, null.
 *
 * A pointer that may be null is null, and one that may not gets an address that leads nowhere, unless there is a source of
 * addresses. There is no function to be made up: one that may be null is null.
 *
 * @param type - Any type that has values.
 * @param options - The target, or the target and where addresses and functions come from.
 * @throws DeclarationError `ABI-L007` for a type without known values, as a function pointer that may not be null.
 *
 * @see Rule V-3 of the specification.
 *
 * @example
 * ```ts
 * import fc from 'fast-check'
 * import { bufferMemory, i64, snapshot, struct, u16 } from 'abiding'
 * import { valueOf } from 'abiding/testing'
 * import assert from 'node:assert/strict'
 *
 * const Entry = struct('Entry', { key: u16, value: i64 })
 * fc.assert(
 *   fc.property(valueOf(Entry), (value) => {
 *     const entry = bufferMemory(new ArrayBuffer(64)).allocate(Entry, value)
 *     assert.deepEqual(snapshot(entry), value)
 *   }),
 * )
 * ```
 */
export function valueOf<T extends AnyType>(
  type: T,
  options: Target | ValueOptions = {},
): Arbitrary<InputOf<T>> {
  const { target = hostTarget(), ...sources } = 'triple' in options ? { target: options } : options
  return valuesIn(domainOf(type, target), sources) as Arbitrary<InputOf<T>>
}
