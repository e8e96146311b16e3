import { isBytes } from './built-ins.js'
import { unfit, type WireCodec, type WireType } from './wire-type.js'

function checkBytes(value: unknown): void {
  if (isBytes(value)) return
  const isByte = (one: unknown): boolean =>
    Number.isInteger(one) && (one as number) >= 0 && (one as number) <= 255
  // A hole of an array is no byte: `every` would step over it.
  if (!Array.isArray(value) || !Array.from(value).every(isByte)) {
    throw unfit(value, 'a Uint8Array, or an array of integers from 0 to 255')
  }
}

const bytesCodec: WireCodec = {
  smallest: 8,
  check: checkBytes,
  write(writer, value: Uint8Array | readonly number[]) {
    checkBytes(value)
    writer.count(value.length)
    writer.raw(isBytes(value) ? value : Uint8Array.from(value))
  },
  read: (reader) => reader.copy(reader.count(1)),
}

/**
 * Bytes: a `Uint8Array`. Rust's `Vec<u8>`. What is read is a copy.
 *
 * @see Rule W-6 of the specification.
 *
 * @example
 * ```ts
 * import { bytes, decodeWire, encodeWire } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual(decodeWire(bytes, encodeWire(bytes, [1, 2, 3])), new Uint8Array([1, 2, 3]))
 * ```
 */
export const bytes: WireType<Uint8Array, Uint8Array | readonly number[]> = Object.freeze<
  WireType<Uint8Array, Uint8Array | readonly number[]>
>({
  kind: 'bytes',
  name: 'Vec<u8>',
  makeCodec: () => bytesCodec,
  makeSchema: () => ({ kind: 'vector', item: { kind: 'primitive', name: 'u8' }, layout: 0 }),
})
