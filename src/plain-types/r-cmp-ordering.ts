import { enumeration, u8, type EnumType } from '../layout/index.js'

/** How one value compares to another. */
export type Ordering = 'Less' | 'Equal' | 'Greater'

/**
 * How one value compares to another: Rust's `Ordering`, laid out as `abi_stable`'s `RCmpOrdering`. One byte: 0, 1 or 2.
 *
 * @see Rule T-29 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, RCmpOrdering, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Comparison = struct('Comparison', { result: RCmpOrdering })
 * const comparison = bufferMemory(new ArrayBuffer(64)).allocate(Comparison, { result: 'Less' })
 * assert.equal(comparison.result, 'Less')
 * ```
 */
export const RCmpOrdering: EnumType<Ordering> = enumeration(
  'RCmpOrdering',
  u8,
  ['Less', 'Equal', 'Greater'],
  {
    abiStable: { name: 'RCmpOrdering', parameters: [] },
  },
)

const numbers: Readonly<Record<Ordering, number>> = { Less: -1, Equal: 0, Greater: 1 }

/**
 * An ordering as the number that a comparison for `Array.prototype.sort` gives.
 *
 * @param ordering - An ordering.
 * @returns -1, 0 or 1.
 *
 * @see Rule T-29 of the specification.
 *
 * @example
 * ```ts
 * import { orderingToNumber } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(orderingToNumber('Less'), -1)
 * ```
 */
export function orderingToNumber(ordering: Ordering): number {
  return numbers[ordering]
}

/**
 * The ordering that stands for what a comparison of JavaScript gives.
 *
 * @param number - A negative number, 0 or a positive number. What is no number counts as 0, as it does for
 * `Array.prototype.sort`.
 *
 * @see Rule T-29 of the specification.
 *
 * @example
 * ```ts
 * import { orderingFromNumber } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(orderingFromNumber('a'.localeCompare('b')), 'Less')
 * ```
 */
export function orderingFromNumber(number: number): Ordering {
  return number < 0 ? 'Less' : number > 0 ? 'Greater' : 'Equal'
}
