import { MemoryError } from '../errors/index.js'
import { allocateNative, freeNative, unsafeViewAt } from '../ffi/index.js'
import {
  alignUp,
  type Address,
  type AddressSpace,
  type AnyType,
  type InputOf,
  type Keep,
  type Memory,
  type MemoryLocation,
  type ViewOf,
} from '../layout/index.js'
import { nativeSpace } from './native-space.js'
import { keepIn, placeValue } from '../buffer/place-value.js'

const usualBlock = 4096

let liveBytes = 0

/**
 * Bytes of native memory that arenas hold at the moment, for tests that look for leaks.
 *
 * @example
 * ```ts
 * import { liveArenaBytes, NativeArena, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const before = liveArenaBytes()
 * {
 *   using arena = new NativeArena()
 *   arena.allocateBytes(100)
 *   assert(liveArenaBytes() > before)
 * }
 * assert.equal(liveArenaBytes(), before)
 * ```
 */
export function liveArenaBytes(): number {
  return liveBytes
}

/**
 * One stretch of native memory that belongs to an arena. It does not change until it is released, and all of them have
 * one shape: V8 then knows for every accessor what its memory looks like.
 */
class Block implements Memory {
  readonly view: DataView
  // Begins as null because some addresses are small integers for V8 and some are not, which makes two shapes otherwise.
  readonly base = null as unknown as Address
  readonly reach: number
  readonly space: AddressSpace = nativeSpace

  constructor(
    readonly byteLength: number,
    readonly keep: Keep,
  ) {
    this.reach = byteLength
    this.base = allocateNative(byteLength)
    this.view = new DataView(unsafeViewAt(this.base, byteLength))
    liveBytes += byteLength
  }

  release(): void {
    // Accessors reach their bytes and their addresses through these properties: from now on they throw.
    const { base } = this
    const refuse = { get: refuseAfterDispose }
    Object.defineProperties(this, { view: refuse, base: refuse, reach: { value: 0 } })
    freeNative(base)
    liveBytes -= this.byteLength
  }
}

function refuseAfterDispose(): never {
  throw new MemoryError('this memory was freed: its arena was disposed of', {
    code: 'ABI-M004',
    rule: 'M-5',
    hint: 'keep the arena for as long as accessors into it are used',
  })
}

/**
 * Native memory for values that live equally long. Disposing of the arena frees all of them at once; accessors that
 * still look into it then throw.
 *
 * @see Rule M-5 of the specification.
 *
 * @example
 * ```ts
 * import { NativeArena, pointer, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Point = struct('Point', { x: u32, y: u32 })
 * const arena = new NativeArena()
 * const point = arena.allocate(Point, { x: 1, y: 2 })
 * assert.equal(point.y, 2)
 *
 * arena[Symbol.dispose]()
 * assert.throws(() => point.y, { code: 'ABI-M004' })
 * ```
 */
export class NativeArena implements Disposable {
  readonly #blocks: Block[] = []
  /** Bytes of the last block that are taken. */
  #used = 0
  readonly #keep = keepIn((byteLength, alignment) => this.allocateBytes(byteLength, alignment))
  #isDisposed = false

  /**
   * Gets zeroed memory for a value and writes it.
   *
   * @param type - What to make room for.
   * @param value - What to write; without it all bytes are zero.
   * @returns An accessor for structs and arrays, the value for scalars.
   * @throws {@link MemoryError} `ABI-M004` after dispose, `ABI-M007` where no memory is left.
   */
  allocate<T extends AnyType>(type: T, value?: InputOf<T>): ViewOf<T> {
    return placeValue(
      type,
      nativeSpace.target,
      (size, alignment) => this.allocateBytes(size, alignment),
      value,
    )
  }

  /**
   * Gets zeroed memory.
   *
   * @param byteLength - How much, 1 or more.
   * @param alignment - The address is a multiple of this power of two, at most 4096.
   * @returns Where it lies.
   * @throws {@link MemoryError} `ABI-M004` after dispose, `ABI-M007` where no memory is left or the length is impossible.
   */
  allocateBytes(byteLength: number, alignment = 16): MemoryLocation {
    if (this.#isDisposed) refuseAfterDispose()
    if (!Number.isSafeInteger(byteLength) || byteLength < 1 || byteLength > 2 ** 32) {
      throw new MemoryError('not a number of bytes', {
        code: 'ABI-M007',
        expected: 'a whole number from 1 to 2^32',
        found: String(byteLength),
      })
    }
    checkAlignment(alignment)
    const last = this.#blocks.at(-1)
    const found = last === undefined ? undefined : this.#reserve(last, byteLength, alignment)
    if (found !== undefined) return found
    const block = new Block(Math.max(usualBlock, byteLength + alignment), this.#keep)
    this.#blocks.push(block)
    this.#used = 0
    return this.#reserve(block, byteLength, alignment)!
  }

  #reserve(block: Block, byteLength: number, alignment: number): MemoryLocation | undefined {
    const offset = alignUp(block.base + this.#used, alignment) - block.base
    if (offset + byteLength > block.byteLength) return undefined
    this.#used = offset + byteLength
    return { memory: block, offset }
  }

  /**
   * Copies bytes into the arena.
   *
   * @param bytes - What to copy; not empty.
   * @param alignment - The address is a multiple of this power of two.
   * @returns The address of the copy.
   * @throws {@link MemoryError} as {@link NativeArena.allocateBytes}.
   */
  keep(bytes: Uint8Array, alignment = 1): Address {
    return this.#keep(bytes, alignment)
  }

  /** Frees everything. Doing it twice is harmless. */
  [Symbol.dispose](): void {
    this.#isDisposed = true
    for (const block of this.#blocks.splice(0)) block.release()
  }
}

function checkAlignment(alignment: number): void {
  if (
    Number.isInteger(alignment) &&
    Number.isInteger(Math.log2(alignment)) &&
    alignment >= 1 &&
    alignment <= 4096
  )
    return
  throw new MemoryError('not an alignment', {
    code: 'ABI-M007',
    rule: 'M-5',
    expected: 'a power of two from 1 to 4096',
    found: String(alignment),
  })
}
