import { deepest, tooDeep } from './wire-problem.js'

const encoder = new TextEncoder()

/** Up to this many characters, a loop is faster than the encoder. */
const shortText = 48

/**
 * Bytes that grow as values are written to them, in the order of the savefile format: least significant byte first,
 * nothing in between.
 *
 * @see Rule W-1 of the specification.
 *
 * @internal
 */
export class WireWriter {
  /** The room. Replaced when it grows. */
  bytes: Uint8Array
  /** The same room. */
  view: DataView
  /** How many bytes were written. */
  length = 0
  #depth = 0

  /** Makes an empty one with room for some bytes. */
  constructor(room = 256) {
    this.bytes = new Uint8Array(room)
    this.view = new DataView(this.bytes.buffer)
  }

  /** Takes room for some bytes, and gives where it begins. */
  take(count: number): number {
    const at = this.length
    const end = at + count
    if (end > this.bytes.length) this.#grow(end)
    this.length = end
    return at
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(needed, 2 * this.bytes.length))
    bytes.set(this.bytes.subarray(0, this.length))
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
  }

  u8(value: number): void {
    const at = this.take(1)
    this.bytes[at] = value
  }

  u16(value: number): void {
    const at = this.take(2)
    this.view.setUint16(at, value, true)
  }

  u32(value: number): void {
    const at = this.take(4)
    this.view.setUint32(at, value, true)
  }

  u64(value: bigint): void {
    const at = this.take(8)
    this.view.setBigUint64(at, value, true)
  }

  u128(value: bigint): void {
    const at = this.take(16)
    this.view.setBigUint64(at, BigInt.asUintN(64, value), true)
    this.view.setBigUint64(at + 8, BigInt.asUintN(64, value >> 64n), true)
  }

  /** A length or a count: a u64. */
  count(value: number): void {
    const at = this.take(8)
    this.view.setUint32(at, value % 2 ** 32, true)
    this.view.setUint32(at + 4, Math.floor(value / 2 ** 32), true)
  }

  /** Bytes without their number. */
  raw(bytes: Uint8Array): void {
    const at = this.take(bytes.length)
    this.bytes.set(bytes, at)
  }

  /** The number of bytes, then the text as UTF-8. The text is well-formed. */
  text(text: string): void {
    if (text.length <= shortText && this.#ascii(text)) return
    // A character takes three bytes at most; the number is known afterwards.
    const start = this.length
    const at = this.take(8 + 3 * text.length) + 8
    const { written } = encoder.encodeInto(text, this.bytes.subarray(at))
    this.length = start
    this.count(written)
    this.length = at + written
  }

  #ascii(text: string): boolean {
    const { length } = text
    const start = this.length
    const at = this.take(8 + length) + 8
    const { bytes } = this
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code > 0x7f) {
        this.length = start
        return false
      }
      bytes[at + index] = code
    }
    this.view.setUint32(start, length, true)
    this.view.setUint32(start + 4, 0, true)
    return true
  }

  /** Begins a level of a recursive type. */
  enter(): void {
    if (++this.#depth > deepest) throw tooDeep()
  }

  /** Ends it. */
  leave(): void {
    this.#depth -= 1
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }

  /** Forgets what was written, and keeps the room. */
  clear(): void {
    this.length = 0
    this.#depth = 0
  }
}
