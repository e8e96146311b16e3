import { indexCheck } from './accessor/check-source.js'
import { scalar } from './scalar.js'
import type { ScalarName, Type } from './type.js'

type SmallInteger = Extract<ScalarName, 'i8' | 'i16' | 'i32' | 'u8' | 'u16' | 'u32'>

function smallInteger(name: SmallInteger, bits: 8 | 16 | 32): Type<number> {
  const signed = name.startsWith('i')
  const minimum = signed ? -(2 ** (bits - 1)) : 0
  const maximum = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1
  const wrapped = wrapSource(signed, bits)
  return scalar<number>({
    name,
    size: bits / 8,
    alignment: () => bits / 8,
    cName: `${signed ? '' : 'u'}int${bits}_t`,
    dataView: `${signed ? 'Int' : 'Uint'}${bits}`,
    range: `a whole number from ${minimum} to ${maximum}`,
    accepts: (value): value is number =>
      Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum,
    acceptsSource: (value) => `typeof ${value} === 'number' && ${wrapped(value)} === ${value}`,
    check: (set) =>
      bits === 32 ? { kind: 'narrowing', narrow: wrapped } : indexCheck(minimum, 2 ** bits, set),
    javascriptType: 'number',
    zero: 0,
    integer: { isSigned: () => signed, isBig: false },
  })
}

/** An expression that wraps a number to the width, which leaves exactly the numbers in range as they are. */
function wrapSource(signed: boolean, bits: 8 | 16 | 32): (value: string) => string {
  if (bits === 32) return (value) => (signed ? `(${value} | 0)` : `(${value} >>> 0)`)
  if (!signed) return (value) => `(${value} & ${2 ** bits - 1})`
  return (value) => `(${value} << ${32 - bits} >> ${32 - bits})`
}

/**
 * An expression for the bigint of a result of the FFI, which is a number where that is exact.
 *
 * V8 makes bigints of 32-bit integers, and computes with those of 64 bits, in a few instructions. It asks its runtime for
 * the bigint of any other number, which takes half as long as a call.
 */
function unsignedBigSource(raw: string): string {
  const halves = `(BigInt((${raw} / 4294967296) >>> 0) << 32n) | BigInt(${raw} >>> 0)`
  return `(typeof ${raw} === 'bigint' ? ${raw}
    : (${raw} >>> 0) === ${raw} ? BigInt(${raw} >>> 0) : BigInt.asUintN(64, ${halves}))`
}

/** The same for signed integers. The upper half of a negative number is rounded down, as the lower one counts up from it. */
function signedBigSource(raw: string): string {
  const halves = `(BigInt(Math.floor(${raw} / 4294967296) | 0) << 32n) | BigInt(${raw} >>> 0)`
  return `(typeof ${raw} === 'bigint' ? ${raw}
    : (${raw} | 0) === ${raw} ? BigInt(${raw} | 0) : BigInt.asIntN(64, ${halves}))`
}

function bigInteger(name: 'i64' | 'u64'): Type<bigint> {
  const signed = name === 'i64'
  const minimum = signed ? -(1n << 63n) : 0n
  const maximum = signed ? (1n << 63n) - 1n : (1n << 64n) - 1n
  return scalar<bigint>({
    name,
    size: 8,
    alignment: (target) => target.int64Alignment,
    cName: signed ? 'int64_t' : 'uint64_t',
    dataView: signed ? 'BigInt64' : 'BigUint64',
    range: `a bigint from ${minimum}n to ${maximum}n`,
    accepts: (value): value is bigint => typeof value === 'bigint' && value >= minimum && value <= maximum,
    acceptsSource: (value) =>
      `typeof ${value} === 'bigint' && BigInt.as${signed ? 'Int' : 'Uint'}N(64, ${value}) === ${value}`,
    javascriptType: 'bigint',
    zero: 0n,
    fromNativeSource: signed ? signedBigSource : unsignedBigSource,
    // What native code passes to JavaScript arrives as if it was signed.
    fromNative: (raw) =>
      signed ? BigInt(raw as number | bigint) : BigInt.asUintN(64, BigInt(raw as number | bigint)),
    json: String,
    integer: { isSigned: () => signed, isBig: true },
  })
}

/** Signed 8-bit integer, a `number`. C: `int8_t`. */
export const i8: Type<number> = smallInteger('i8', 8)
/** Signed 16-bit integer, a `number`. C: `int16_t`. */
export const i16: Type<number> = smallInteger('i16', 16)
/** Signed 32-bit integer, a `number`. C: `int32_t`. */
export const i32: Type<number> = smallInteger('i32', 32)
/** Signed 64-bit integer, a `bigint`; a decimal string in JSON. C: `int64_t`. */
export const i64: Type<bigint> = bigInteger('i64')
/** Unsigned 8-bit integer, a `number`. C: `uint8_t`. */
export const u8: Type<number> = smallInteger('u8', 8)
/** Unsigned 16-bit integer, a `number`. C: `uint16_t`. */
export const u16: Type<number> = smallInteger('u16', 16)
/** Unsigned 32-bit integer, a `number`. C: `uint32_t`. */
export const u32: Type<number> = smallInteger('u32', 32)
/** Unsigned 64-bit integer, a `bigint`; a decimal string in JSON. C: `uint64_t`. */
export const u64: Type<bigint> = bigInteger('u64')
