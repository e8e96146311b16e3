import { MemoryError } from '../errors/index.js'
import { allocateNative, freeNative } from '../ffi/index.js'
import {
  alignUp,
  type Address,
  type AnyType,
  type InputOf,
  type MemoryLocation,
  type ViewOf,
} from '../layout/index.js'
import { Owner, ownershipKey, type Ownership } from '../ownership/index.js'
import { keepIn, placeValue } from '../buffer/place-value.js'
import { NativeMemory } from './native-memory.js'
import { nativeSpace } from './native-space.js'

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

/** What an arena frees. The block keeps its arena alive, so it is not kept alive here. */
interface Allocation {
  readonly address: Address
  readonly byteLength: number
  readonly block: WeakRef<NativeMemory>
}

/** Made where `this` is not in sight, so that it cannot keep the arena alive. */
function releaseOf(allocations: Allocation[]): () => void {
  return () => {
    for (const { address, byteLength, block } of allocations.splice(0)) {
      block.deref()?.withdraw(refuseAfterDispose)
      freeNative(address)
      liveBytes -= byteLength
    }
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
export class NativeArena extends Owner {
  readonly #allocations: Allocation[]
  #last: NativeMemory | undefined
  /** Bytes of the last block that are taken. */
  #used = 0
  readonly #keep = keepIn((byteLength, alignment) => this.allocateBytes(byteLength, alignment))

  /** Makes an arena that holds no memory yet. */
  constructor() {
    const allocations: Allocation[] = []
    super({ kind: 'arena', type: '' }, releaseOf(allocations))
    this.#allocations = allocations
  }

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
    const ownership = this[ownershipKey]
    if (ownership.state !== 'owned') refuseUnowned(ownership)
    if (!Number.isSafeInteger(byteLength) || byteLength < 1 || byteLength > 2 ** 32) {
      throw new MemoryError('not a number of bytes', {
        code: 'ABI-M007',
        expected: 'a whole number from 1 to 2^32',
        found: String(byteLength),
      })
    }
    checkAlignment(alignment)
    const found = this.#last === undefined ? undefined : this.#reserve(this.#last, byteLength, alignment)
    if (found !== undefined) return found
    const block = this.#allocateBlock(Math.max(usualBlock, byteLength + alignment))
    this.#allocations.push({
      address: block.base,
      byteLength: block.reach,
      block: new WeakRef(block),
    })
    this.#last = block
    this.#used = 0
    return this.#reserve(block, byteLength, alignment)!
  }

  #allocateBlock(byteLength: number): NativeMemory {
    const block = new NativeMemory(allocateNative(byteLength), byteLength, {
      space: nativeSpace,
      keep: this.#keep,
    })
    liveBytes += byteLength
    return block
  }

  #reserve(block: NativeMemory, byteLength: number, alignment: number): MemoryLocation | undefined {
    const offset = alignUp(block.base + this.#used, alignment) - block.base
    if (offset + byteLength > block.reach) return undefined
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
}

function refuseUnowned(ownership: Ownership): void {
  if (ownership.state === 'disposed') refuseAfterDispose()
  ownership.assertOwned()
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
