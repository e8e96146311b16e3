import { ValueError } from '../errors/index.js'
import { struct, u64, type StructType, type Type } from '../layout/index.js'
import { describeValue } from '../layout/names.js'
import { subsecondNanoseconds } from './subsecond-nanoseconds.js'

/**
 * A span of time: whole seconds and the nanoseconds beyond them, below 1,000,000,000. The layout is that of
 * `abi_stable`'s `RDuration`.
 *
 * @see Rule T-2 of the specification.
 *
 * @example
 * ```ts
 * import { layoutOf, RDuration } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(layoutOf(RDuration).size, 16)
 * ```
 */
export const RDuration: StructType<{
  readonly secs: typeof u64
  readonly nanos: Type<number>
}> = struct(
  'RDuration',
  { secs: u64, nanos: subsecondNanoseconds },
  {
    doc: 'A span of time: whole seconds, and the nanoseconds beyond them.',
    abiStable: { name: 'RDuration', parameters: [] },
  },
)

/** A span of time: what is read as, and written as, an {@link RDuration}. */
export interface Duration {
  /** Whole seconds, from 0 to 2^64 - 1. */
  readonly secs: bigint
  /** Nanoseconds beyond them, from 0 to 999,999,999. */
  readonly nanos: number
}

/** The most milliseconds of which every whole one is a number of JavaScript. */
const mostMilliseconds = Number.MAX_SAFE_INTEGER

/**
 * A span of time of milliseconds, as they are counted in JavaScript.
 *
 * @param milliseconds - From 0 to 2^53 - 1. Fractions are kept to the nearest nanosecond.
 * @throws {@link ValueError} `ABI-V001` for what is no number, `ABI-V002` for one outside of the range.
 *
 * @see Rule T-28 of the specification.
 *
 * @example
 * ```ts
 * import { durationFromMilliseconds } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual(durationFromMilliseconds(2500), { secs: 2n, nanos: 500_000_000 })
 * ```
 */
export function durationFromMilliseconds(milliseconds: number): Duration {
  if (typeof milliseconds !== 'number' || !(milliseconds >= 0 && milliseconds <= mostMilliseconds))
    refuse(milliseconds)
  const whole = Math.floor(milliseconds)
  // The fraction alone: of the whole number few digits would be left for it.
  const nanos = BigInt(whole % 1000) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1e6))
  const secs = BigInt(Math.floor(whole / 1000)) + nanos / 1_000_000_000n
  return { secs, nanos: Number(nanos % 1_000_000_000n) }
}

/**
 * A span of time in milliseconds.
 *
 * @param duration - A span of time, as an accessor or as a plain object.
 * @returns The nearest number. Of spans of more than about 104 days the last nanoseconds are lost.
 *
 * @see Rule T-28 of the specification.
 *
 * @example
 * ```ts
 * import { durationToMilliseconds } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(durationToMilliseconds({ secs: 2n, nanos: 500_000_000 }), 2500)
 * ```
 */
export function durationToMilliseconds({ secs, nanos }: Duration): number {
  return Number(secs) * 1000 + nanos / 1e6
}

function refuse(found: unknown): never {
  const isNumber = typeof found === 'number'
  throw new ValueError(isNumber ? 'a span of time that cannot be' : 'not a number', {
    code: isNumber ? 'ABI-V002' : 'ABI-V001',
    rule: 'T-28',
    path: 'durationFromMilliseconds → param milliseconds',
    expected: `a number from 0 to ${mostMilliseconds}`,
    found: describeValue(found),
  })
}
