import { decodeText } from './buffer-text.js'
import type { DiscriminantSize } from './discriminant-size.js'
import type { Passage } from './passage.js'
import { TextReader } from './text-reader.js'
import { deepest, tooDeep, WireProblem } from './wire-problem.js'

/**
 * The most items that are read of a type whose values take no bytes: nothing else bounds their number.
 *
 * @internal
 */
export const mostEmptyItems = 2 ** 20

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
  #texts: TextReader | undefined

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

  /** A number of so many bytes. */
  unsigned(size: DiscriminantSize): number {
    return size === 1 ? this.u8() : size === 2 ? this.u16() : this.u32()
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
    const { view } = this
    let count = view.getUint32(at, true)
    const upper = view.getUint32(at + 4, true)
    // Only then: a sum with a product of numbers would make the engine count with fractions.
    if (upper !== 0) count += upper * 2 ** 32
    this.checkCount(count, smallest)
    return count
  }

  /**
   * Refuses more items than the bytes that are left can hold.
   *
   * @param count - How many items follow.
   * @param smallest - The fewest bytes that an item takes. What is in a box takes none as far as anybody knows.
   */
  checkCount(count: number, smallest: number): void {
    const most = smallest === 0 ? Math.max(mostEmptyItems, this.left) : Math.floor(this.left / smallest)
    if (count <= most) return
    throw new WireProblem('more items than there are bytes for', {
      code: 'ABI-W001',
      rule: 'W-3',
      expected: `at most ${most} items`,
      found: `${count}`,
    })
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
    this.#texts ??= new TextReader(this.bytes, this.view)
    return this.#texts.read(at, at + count) ?? decodeText(this.bytes.subarray(at, at + count), 'W-3')
  }

  /** Begins again, with what lies there now. */
  restart(): void {
    this.position = 0
    this.#texts = undefined
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
