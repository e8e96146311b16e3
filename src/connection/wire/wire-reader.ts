import { decodeUtf8 } from '../../layout/utf8.js'
import { readUtf8 } from './buffer-text.js'
import type { Passage } from './passage.js'
import { deepest, tooDeep, WireProblem } from './wire-problem.js'

/** The most items that are read of a type whose values take no bytes: nothing else bounds their number. */
const mostEmptyItems = 2 ** 20

/**
 * Reads what {@link WireWriter} wrote, and whatever somebody else claims to be that. Nothing is read beyond the end, and
 * no number that was read makes it take more memory than the bytes that are there can justify.
 *
 * @see Rules W-1 and W-3 of the specification.
 *
 * @internal
 */
export class WireReader {
  readonly view: DataView
  /** Where the next value begins. */
  position = 0
  /** What the call offers that the bytes belong to. */
  passage: Passage | undefined
  #depth = 0

  readonly bytes: Uint8Array

  /** Reads some bytes from their start. */
  constructor(bytes: Uint8Array) {
    // A plain one: a Buffer does not copy where it is sliced.
    this.bytes =
      bytes.constructor === Uint8Array
        ? bytes
        : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** How many bytes are left. */
  get left(): number {
    return this.bytes.length - this.position
  }

  /** Steps over some bytes, and gives where they begin. */
  take(count: number): number {
    const at = this.position
    if (count > this.bytes.length - at) this.#refuseEnd(count)
    this.position = at + count
    return at
  }

  #refuseEnd(count: number): never {
    throw new WireProblem('the bytes end too soon', {
      code: 'ABI-W001',
      rule: 'W-3',
      expected: `${count} more bytes`,
      found: `${this.left}`,
    })
  }

  u8(): number {
    return this.bytes[this.take(1)]!
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true)
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true)
  }

  u64(): bigint {
    return this.view.getBigUint64(this.take(8), true)
  }

  u128(): bigint {
    const at = this.take(16)
    return this.view.getBigUint64(at, true) | (this.view.getBigUint64(at + 8, true) << 64n)
  }

  /**
   * The number of items that follow.
   *
   * @param smallest - The fewest bytes that an item takes.
   */
  count(smallest: number): number {
    const at = this.take(8)
    const count = this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32
    const most = smallest === 0 ? mostEmptyItems : Math.floor(this.left / smallest)
    if (count > most) {
      throw new WireProblem('more items than there are bytes for', {
        code: 'ABI-W001',
        rule: 'W-3',
        expected: `at most ${most} items`,
        found: `${count}`,
      })
    }
    return count
  }

  /** Some bytes, as a view of what is read. */
  raw(count: number): Uint8Array {
    const at = this.take(count)
    return this.bytes.subarray(at, at + count)
  }

  /** A copy of some bytes. */
  copy(count: number): Uint8Array {
    const at = this.take(count)
    return this.bytes.slice(at, at + count)
  }

  /** The number of bytes, then UTF-8. */
  text(): string {
    const count = this.count(1)
    const at = this.take(count)
    return readUtf8(this.bytes, at, at + count) ?? this.#carefulText(at, count)
  }

  #carefulText(at: number, count: number): string {
    try {
      return decodeUtf8(this.bytes.subarray(at, at + count))
    } catch (cause) {
      throw new WireProblem('text that is not UTF-8', {
        code: 'ABI-V005',
        rule: 'W-3',
        expected: 'well-formed UTF-8',
        found: `${count} bytes that are not`,
        cause,
      })
    }
  }

  /** Begins a level of a recursive type. */
  enter(): void {
    if (++this.#depth > deepest) throw tooDeep()
  }

  /** Ends it. */
  leave(): void {
    this.#depth -= 1
  }
}
