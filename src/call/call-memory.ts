import { keepIn } from '../buffer/place-value.js'
import { allocateNative, freeNative, unsafeViewAt } from '../ffi/index.js'
import { alignUp, type Address, type Keep, type MemoryLocation } from '../layout/index.js'
import { nativeSpace } from '../memory/native-space.js'

/** Where a call keeps what its arguments point to: scratch memory, or memory of its own. */
export interface CallMemory {
  /** Keeps bytes for as long as the call. */
  readonly keep: Keep
  /** Gets memory for as long as the call, whose bytes may be anything. */
  readonly allocate: (byteLength: number, alignment: number) => MemoryLocation
}

/** What `malloc` aligns to. */
const usualAlignment = 16

/**
 * Native memory of a call that returns later than calls after it, and of what outlives its call. It belongs to the
 * library, not to the program, so it is no arena: nothing reports it as forgotten. Nothing is allocated before it is
 * needed.
 *
 * @internal
 */
export class OwnCallMemory implements CallMemory {
  #blocks: Address[] = []

  /** Whether anything was allocated. */
  get isUsed(): boolean {
    return this.#blocks.length > 0
  }

  readonly allocate = (byteLength: number, alignment: number): MemoryLocation => {
    const length = byteLength + Math.max(0, alignment - usualAlignment)
    const block = allocateNative(Math.max(1, length))
    this.#blocks.push(block)
    const view = new DataView(unsafeViewAt(block, Math.max(1, length)))
    return {
      memory: { view, base: block, space: nativeSpace, keep: this.keep },
      offset: alignUp(block, alignment) - block,
    }
  }

  readonly keep: Keep = keepIn((byteLength, alignment) => this.allocate(byteLength, alignment))

  /** Frees everything. Doing it twice is harmless. */
  release(): void {
    for (const block of this.#blocks.splice(0)) freeNative(block)
  }
}
