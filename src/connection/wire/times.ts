import { ValueError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'
import { isDate } from './built-ins.js'
import type { Schema } from './schema.js'
import { WireProblem } from './wire-problem.js'
import { unfit, type WireType } from './wire-type.js'

const perSecond = 1_000_000_000n
const perMillisecond = 1_000_000n
const longestDuration = (1n << 64n) * perSecond - 1n

function checkDuration(value: unknown): void {
  if (typeof value === 'bigint' && value >= 0n && value <= longestDuration) return
  throw unfit(value, `a bigint of nanoseconds from 0 to ${longestDuration}`)
}

/**
 * A span of time: a `bigint` of nanoseconds. Rust's `Duration`.
 *
 * @see Rule W-14 of the specification.
 *
 * @example
 * ```ts
 * import { decodeWire, duration, encodeWire } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(decodeWire(duration, encodeWire(duration, 1_500_000_000n)), 1_500_000_000n)
 * ```
 */
export const duration: WireType<bigint> = Object.freeze<WireType<bigint>>({
  kind: 'duration',
  name: 'Duration',
  makeCodec: () => ({
    smallest: 16,
    check: checkDuration,
    write(writer, value: bigint) {
      checkDuration(value)
      writer.u128(value)
    },
    read(reader) {
      const value = reader.u128()
      if (value <= longestDuration) return value
      throw tooLong('a span of time', `at most ${longestDuration} nanoseconds`, value)
    },
  }),
  makeSchema: () => spanSchema('Duration', 'Duration'),
})

/**
 * A point in time, as exact as its sender knew it: a `Date` with the nanoseconds that a `Date` cannot hold.
 *
 * @see Rule W-14 of the specification.
 *
 * @example
 * ```ts
 * import { PreciseDate } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const date = PreciseDate.fromNanoseconds(1_000_001n)
 * assert.equal(date.getTime(), 1)
 * assert.equal(date.nanoseconds, 1)
 * assert.equal(date.sinceEpoch, 1_000_001n)
 * ```
 */
export class PreciseDate extends Date {
  /** Nanoseconds beyond the millisecond, from 0 to 999,999. */
  readonly nanoseconds: number

  /**
   * Makes a point in time.
   *
   * @param milliseconds - Milliseconds since 1970, an integer.
   * @param nanoseconds - Nanoseconds beyond them, an integer from 0 to 999,999.
   * @throws `ValueError` `ABI-V001` for other nanoseconds.
   */
  constructor(milliseconds: number, nanoseconds = 0) {
    if (!(Number.isInteger(nanoseconds) && nanoseconds >= 0 && nanoseconds < 1_000_000))
      refuseTime('nanoseconds', 'an integer from 0 to 999999', nanoseconds)
    super(milliseconds)
    this.nanoseconds = nanoseconds
  }

  /**
   * Makes a point in time from the nanoseconds since 1970.
   *
   * @param sinceEpoch - Nanoseconds, negative before 1970.
   * @throws `ValueError` `ABI-V001` for what is no `bigint`.
   */
  static fromNanoseconds(sinceEpoch: bigint): PreciseDate {
    if (typeof sinceEpoch !== 'bigint') refuseTime('fromNanoseconds', 'a bigint', sinceEpoch)
    const nanoseconds = ((sinceEpoch % perMillisecond) + perMillisecond) % perMillisecond
    return new PreciseDate(Number((sinceEpoch - nanoseconds) / perMillisecond), Number(nanoseconds))
  }

  /**
   * Nanoseconds since 1970.
   *
   * @throws `ValueError` `ABI-V001` where the date is no point in time.
   */
  get sinceEpoch(): bigint {
    if (Number.isNaN(this.getTime())) refuseTime('sinceEpoch', 'a point in time', this)
    return BigInt(this.getTime()) * perMillisecond + BigInt(this.nanoseconds)
  }
}

function refuseTime(member: string, expected: string, found: unknown): never {
  throw new ValueError('not a point in time', {
    code: 'ABI-V001',
    rule: 'W-14',
    path: `PreciseDate → ${member}`,
    expected,
    found: describeValue(found),
  })
}

function nanosecondsOf(value: unknown): bigint {
  if (!isDate(value) || Number.isNaN(value.getTime())) throw unfit(value, 'a Date that is a point in time')
  return value instanceof PreciseDate ? value.sinceEpoch : BigInt(value.getTime()) * perMillisecond
}

/** The last nanosecond that a Date can be, in either direction. */
const farthest = 8_640_000_000_000_000n * perMillisecond

function toDate(sinceEpoch: bigint): PreciseDate {
  if (sinceEpoch >= -farthest && sinceEpoch <= farthest) return PreciseDate.fromNanoseconds(sinceEpoch)
  throw tooLong('a point in time', 'what a Date can be', sinceEpoch)
}

const beforeEpoch = 1n << 127n

/**
 * A point in time by the clock of the system: a `Date`, exact to the nanosecond when it is a {@link PreciseDate}; reading
 * gives one. Rust's `SystemTime`.
 *
 * @see Rule W-14 of the specification.
 *
 * @example
 * ```ts
 * import { decodeWire, encodeWire, systemTime } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const date = new Date('2026-01-01T00:00:00Z')
 * assert.equal(decodeWire(systemTime, encodeWire(systemTime, date)).getTime(), date.getTime())
 * ```
 */
export const systemTime: WireType<PreciseDate, Date> = Object.freeze<WireType<PreciseDate, Date>>({
  kind: 'systemTime',
  name: 'SystemTime',
  makeCodec: () => ({
    smallest: 16,
    check: (value) => void nanosecondsOf(value),
    write(writer, value: Date) {
      const sinceEpoch = nanosecondsOf(value)
      writer.u128(sinceEpoch >= 0n ? sinceEpoch : -sinceEpoch | beforeEpoch)
    },
    read(reader) {
      const bits = reader.u128()
      return toDate(bits < beforeEpoch ? bits : -(bits ^ beforeEpoch))
    },
  }),
  makeSchema: () => spanSchema('SystemTime', 'SystemTimeDuration'),
})

/**
 * A point in time in UTC: a `Date`, exact to the nanosecond when it is a {@link PreciseDate}; reading gives one. The
 * `DateTime<Utc>` of the crate `chrono`, which reaches from 1677 to 2262.
 *
 * @see Rule W-14 of the specification.
 *
 * @example
 * ```ts
 * import { encodeWire, utcTimestamp } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual([...encodeWire(utcTimestamp, new Date(0))], [0, 0, 0, 0, 0, 0, 0, 0])
 * assert.throws(() => encodeWire(utcTimestamp, new Date('3000-01-01')), { code: 'ABI-V002' })
 * ```
 */
export const utcTimestamp: WireType<PreciseDate, Date> = Object.freeze<WireType<PreciseDate, Date>>({
  kind: 'utcTimestamp',
  name: 'DateTime<Utc>',
  makeCodec: () => ({
    smallest: 8,
    check: (value) => void timestampOf(value),
    write: (writer, value: Date) => writer.u64(BigInt.asUintN(64, timestampOf(value))),
    read: (reader) => toDate(BigInt.asIntN(64, reader.u64())),
  }),
  makeSchema: () => ({ kind: 'utcTimestamp' }),
})

function timestampOf(value: unknown): bigint {
  const sinceEpoch = nanosecondsOf(value)
  if (BigInt.asIntN(64, sinceEpoch) === sinceEpoch) return sinceEpoch
  throw tooLong('a point in time', 'one between the years 1677 and 2262', sinceEpoch)
}

function spanSchema(name: string, field: string): Schema {
  return { kind: 'struct', name, fields: [{ name: field, schema: { kind: 'primitive', name: 'u128' } }] }
}

function tooLong(what: string, expected: string, found: bigint): WireProblem {
  return new WireProblem(`${what} out of range`, {
    code: 'ABI-V002',
    rule: 'W-14',
    expected,
    found: `${found} nanoseconds`,
  })
}
