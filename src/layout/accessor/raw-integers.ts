import { leavesOf } from '../layout.js'
import type { Target } from '../target.js'
import type { AnyType, ScalarName } from '../type.js'

/** A typed array with which `Atomics` works. */
export type IntegerArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array

/** Makes such arrays. */
export type IntegerArrayClass = new (
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number,
) => IntegerArray

/** How an integer type lies in a typed array. */
export interface RawIntegers {
  /** The typed array whose elements have the size and the sign of the type. */
  readonly Array: IntegerArrayClass
  /** Bytes of an element. */
  readonly size: number
  /** The element that stands for a value of the type. */
  readonly toRaw: (value: unknown) => number | bigint
  /** The value that an element stands for. */
  readonly fromRaw: (raw: number | bigint) => number | bigint
}

const signed: Readonly<Record<number, IntegerArrayClass>> = {
  1: Int8Array,
  2: Int16Array,
  4: Int32Array,
  8: BigInt64Array,
}

const unsigned: Readonly<Record<number, IntegerArrayClass>> = {
  1: Uint8Array,
  2: Uint16Array,
  4: Uint32Array,
  8: BigUint64Array,
}

const areSigned: Partial<Record<ScalarName, boolean>> = {
  i8: true,
  i16: true,
  i32: true,
  i64: true,
  isize: true,
  u8: false,
  u16: false,
  u32: false,
  u64: false,
  address: false,
}

/**
 * How an integer type lies in a typed array: a type that is a single integer for the machine, and a number or a bigint for
 * JavaScript.
 *
 * @returns `undefined` for all other types.
 *
 * @internal
 */
export function rawIntegersOf(type: AnyType, target: Target): RawIntegers | undefined {
  if (type.contains !== undefined && type.inner === undefined) return undefined
  const value = typeof type.defaultValue?.()
  if ((value !== 'number' && value !== 'bigint') || type.integer?.fromInteger !== undefined) return undefined
  const [leaf] = leavesOf(type, target)
  const isSigned = leaf === undefined ? undefined : areSigned[leaf.scalar]
  const Array = isSigned === undefined ? undefined : (isSigned ? signed : unsigned)[leaf!.size]
  if (Array === undefined) return undefined
  return { Array, size: leaf!.size, ...conversions(value === 'bigint', leaf!.size === 8) }
}

type Conversions = Pick<RawIntegers, 'toRaw' | 'fromRaw'>

/** Values are bigints or numbers as the type says, elements as their size says. */
function conversions(isBig: boolean, isRawBig: boolean): Conversions {
  if (isBig === isRawBig) return { toRaw: (value) => value as number | bigint, fromRaw: (raw) => raw }
  if (isBig) return { toRaw: Number, fromRaw: BigInt }
  return { toRaw: (value) => BigInt(value as number), fromRaw: Number }
}
