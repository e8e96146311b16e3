import { allocateNative, freeNative, unsafeViewAt } from '../ffi/index.js'
import {
  alignUp,
  type Address,
  type AddressSpace,
  type KeptText,
  type Memory,
  type MemoryLocation,
} from '../layout/index.js'
import { nativeSpace } from './native-space.js'
import { keepIn } from '../buffer/place-value.js'
import { writeText } from './write-text.js'

const byteLength = 64 * 1024

/**
 * Native memory for the arguments of calls, used like a stack: what a call takes is free again when it returns.
 *
 * @internal
 */
class Scratch implements Memory {
  readonly base: Address = allocateNative(byteLength)
  readonly view = new DataView(unsafeViewAt(this.base, byteLength))
  readonly reach = byteLength
  readonly #bytes = new Uint8Array(this.view.buffer)
  #used = 0
  readonly keep = keepIn((length, alignment) => this.allocate(length, alignment))
  readonly #large: { readonly address: Address; readonly mark: number }[] = []

  get space(): AddressSpace {
    return nativeSpace
  }

  /** How much is in use: to be given to {@link Scratch.release} when the call is over. */
  get mark(): number {
    return this.#used
  }

  allocate(length: number, alignment: number): MemoryLocation {
    const offset = alignUp(this.#used, alignment)
    if (offset + length >= byteLength) return this.#allocateLarge(length)
    this.#used = offset + length
    return { memory: this, offset }
  }

  /** See {@link Memory.keepText}. A character of JavaScript has at most 3 bytes. */
  keepText(text: string): KeptText | undefined {
    const offset = this.#used
    const { length } = text
    if (offset + 3 * length >= byteLength) return undefined
    const written = writeText(text, this.#bytes, offset)
    this.#used = offset + written
    return { address: (this.base + offset) as Address, byteLength: written }
  }

  #allocateLarge(length: number): MemoryLocation {
    const address = allocateNative(Math.max(1, length))
    this.#large.push({ address, mark: this.#used })
    // It counts as one byte, so that it lies below the mark of every call that is made while it lives.
    this.#used += 1
    const view = new DataView(unsafeViewAt(address, Math.max(1, length)))
    return { memory: { view, base: address, space: nativeSpace, keep: this.keep }, offset: 0 }
  }

  release(mark: number): void {
    this.#used = mark
    while (this.#large.length > 0 && this.#large.at(-1)!.mark >= mark) freeNative(this.#large.pop()!.address)
  }
}

let shared: Scratch | undefined

/**
 * The scratch memory of this thread.
 *
 * @internal
 */
export function scratchMemory(): Scratch {
  return (shared ??= new Scratch())
}
