import type { Codec, DataViewScalar } from '../type.js'

/** A typed array of numbers. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array

/** A typed array of bigints. */
export type BigIntArray = BigInt64Array | BigUint64Array

/** Any typed array. */
export type TypedArray = NumberArray | BigIntArray

/** Makes typed arrays of one kind. */
export interface TypedArrayClass {
  new (length: number): TypedArray
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray
  /** Bytes of an element. */
  readonly BYTES_PER_ELEMENT: number
}

/** The typed array whose elements are the values of a type. */
export interface TypedElements {
  /** Its class. */
  readonly Array: TypedArrayClass
  /** Whether the bytes of the type's values are in the order of this machine, which is that of typed arrays. */
  readonly isNativeOrder: boolean
}

const classes: Readonly<Record<DataViewScalar, TypedArrayClass>> = {
  Int8: Int8Array,
  Uint8: Uint8Array,
  Int16: Int16Array,
  Uint16: Uint16Array,
  Int32: Int32Array,
  Uint32: Uint32Array,
  BigInt64: BigInt64Array,
  BigUint64: BigUint64Array,
  Float32: Float32Array,
  Float64: Float64Array,
}

/** The order of the bytes in typed arrays. */
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/**
 * The typed array whose elements are the values of a type: of a type that is read by one DataView method and nothing else.
 *
 * @param codec - Reads and writes a value.
 * @returns `undefined` where there is none, as for bools, names and addresses.
 *
 * @internal
 */
export function typedElementsOf(codec: Codec): TypedElements | undefined {
  const { dataView, size } = codec
  if (dataView === undefined) return undefined
  const isNativeOrder = size === 1 || dataView.littleEndian === isLittleEndian
  return { Array: classes[dataView.scalar], isNativeOrder }
}

/**
 * Whether a value is a typed array of a kind. A clamped array of bytes holds what an array of bytes holds.
 *
 * @internal
 */
export function isTypedArrayOf({ Array }: TypedElements, value: unknown): value is TypedArray {
  return (
    value instanceof (Array as unknown as typeof Uint8Array) ||
    (Array === Uint8Array && value instanceof Uint8ClampedArray)
  )
}
