import { isText } from '../../layout/utf8.js'
import { writeUtf8 } from './buffer-text.js'
import type { DiscriminantSize } from './discriminant-size.js'
import type { Passage } from './passage.js'
import { writeShortUtf8 } from './short-utf8.js'
import { deepest, tooDeep } from './wire-problem.js'

/** Up to this many characters, a loop is faster than a call of the runtime. */
const shortText = 24

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
  /** What the call offers that the bytes belong to. */
  passage: Passage | undefined
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

  /** A number of so many bytes. */
  unsigned(value: number, size: DiscriminantSize): void {
    if (size === 1) this.u8(value)
    else if (size === 2) this.u16(value)
    else this.u32(value)
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

  /**
   * The number of bytes, then the text as UTF-8.
   *
   * @returns Whether it is text: nothing is written of what has half of a surrogate pair.
   */
  text(text: string): boolean {
    const { length } = text
    // A character takes three bytes at most; the number is known afterwards.
    const start = this.take(8 + 3 * length)
    const at = start + 8
    const end = length > shortText ? this.#longText(at, text) : writeShortUtf8(this.bytes, at, text)
    if (end < 0) {
      this.length = start
      return false
    }
    this.view.setUint32(start, end - at, true)
    this.view.setUint32(start + 4, 0, true)
    this.length = end
    return true
  }

  /** Gives where the text ends, or -1 where it is none. */
  #longText(at: number, text: string): number {
    const written = writeUtf8(this.bytes, at, text)
    // What takes a byte for each character is ASCII.
    return written === text.length || isText(text) ? at + written : -1
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
