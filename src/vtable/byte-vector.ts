import { allocateNative, freeNative } from '../ffi/index.js'
import { addressOf, u8, type Address } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { readUtf8 } from '../layout/utf8.js'
import { native } from '../memory/native.js'
import { nativeSpace } from '../memory/native-space.js'
import { Owner } from '../ownership/index.js'
import { hostVectors } from './host-vectors.js'
import { ByteVectorType } from './tables/formatting.js'
import type { VectorWords } from './tables/vec-vtable.js'

/** What the buffer of a vector without room is: not null, and nothing lies there. */
const noBuffer = 1

function bytesAt(address: number, length: number): Uint8Array {
  const { view, base } = nativeSpace.memoryAt(address, length, ByteVectorType.name)
  return new Uint8Array(view.buffer, view.byteOffset + address - base!, length)
}

/**
 * Makes room in a vector, whoever made it: its own table does it.
 *
 * @param vector - Accessor of a vector in native memory.
 * @param needed - For how many elements there shall be room.
 *
 * @see Rule B-10 of the specification.
 *
 * @internal
 */
export function reserve(vector: VectorWords, needed: number): void {
  if (needed > vector.capacity) vector.vtable.grow_capacity_to(addressOf(vector), needed, 'Above')
}

/**
 * Appends bytes to a vector, whoever made it: its own table makes the room.
 *
 * @param vector - Accessor of a vector in native memory.
 * @param bytes - What to append.
 *
 * @see Rule B-10 of the specification.
 *
 * @internal
 */
export function appendBytes(vector: VectorWords, bytes: Uint8Array): void {
  if (bytes.length === 0) return
  const needed = vector.length + bytes.length
  reserve(vector, needed)
  bytesAt(vector.buffer + vector.length, bytes.length).set(bytes)
  vector.length = needed
}

/**
 * A growable vector of bytes with a table of this side: what native code appends a text to. The layout is that of
 * `RVec<u8>`.
 *
 * @see Rule B-10 of the specification.
 *
 * @internal
 */
export class ByteVector extends Owner {
  /** Where the four words of the vector lie. */
  readonly address: Address
  readonly #words: VectorWords

  /** Makes an empty vector. */
  constructor() {
    const { size } = codecOf(ByteVectorType, nativeSpace.target)
    const address = allocateNative(size)
    super({ kind: 'byte vector', type: 'RVec<u8>' }, () => freeVector(address))
    this.address = address
    this.#words = native.unsafeAt(ByteVectorType, address)
    Object.assign(this.#words, { buffer: noBuffer, length: 0, capacity: 0, vtable: hostVectors(u8).table })
  }

  /** A copy of its bytes. */
  get bytes(): Uint8Array {
    const { buffer, length } = this.#words
    return length === 0 ? new Uint8Array() : bytesAt(buffer, length).slice()
  }

  /**
   * Its bytes as text.
   *
   * @param path - What is read, for the error.
   * @throws {@link ValueError} `ABI-V005` where they are no UTF-8.
   */
  text(path: string): string {
    const { buffer, length } = this.#words
    return length === 0 ? '' : readUtf8(nativeSpace, buffer, length, path)
  }

  /** Forgets the bytes and keeps the room. */
  clear(): void {
    this.#words.length = 0
  }
}

function freeVector(address: Address): void {
  const words = native.unsafeAt(ByteVectorType, address)
  words.vtable.destructor(address)
  freeNative(address)
}
