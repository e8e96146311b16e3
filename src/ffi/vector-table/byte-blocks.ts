import type { Address } from '../../layout/index.js'
import { mapMemory } from '../foreign-calls/system.js'
import { unsafeViewAt } from '../memory.js'

/** Bytes from one block to the next. */
const blockSize = 4096

/** Bytes in front of those of a block, the first four of which say whether it is taken. The machine code knows them. */
const headerSize = 64

/** How many blocks a thread has: more strings are seldom under way at once. */
const blockCount = 16

/** Room for the bytes of a string that is given away, of which JavaScript has a view already. */
export interface ByteBlock {
  /** Where the bytes lie. */
  readonly address: Address
  /** The bytes. */
  readonly bytes: Uint8Array
  /** Gives it back, where nobody got it. */
  readonly free: () => void
}

/**
 * Blocks of memory that strings are written to and that come back when native code drops the strings, on whatever thread. It
 * takes as long to ask the C library for memory, and several times as long to get a view of it.
 *
 * @see Rule T-9 of the specification.
 *
 * @internal
 */
export class ByteBlocks {
  readonly #taken: Int32Array
  /** All of them. */
  readonly all: readonly ByteBlock[]
  #last = 0

  /** @throws Error where the system refuses to map memory. */
  constructor() {
    const start = mapMemory(blockSize * blockCount)
    const memory = unsafeViewAt(start, blockSize * blockCount)
    const taken = new Int32Array(memory)
    this.#taken = taken
    this.all = Array.from({ length: blockCount }, (_, index) => {
      const offset = blockSize * index + headerSize
      return {
        address: (start + offset) as Address,
        bytes: new Uint8Array(memory, offset, blockSize - headerSize),
        free: () => void Atomics.store(taken, (blockSize / 4) * index, 0),
      }
    })
  }

  /** How many are taken. */
  get live(): number {
    return this.all.filter((_, index) => Atomics.load(this.#taken, (blockSize / 4) * index) !== 0).length
  }

  /** Takes one that nobody has, and gives its index; -1 where there is none. Only this thread takes them. */
  take(): number {
    const first = this.#last
    let index = first
    do {
      const word = (blockSize / 4) * index
      if (Atomics.load(this.#taken, word) === 0) {
        this.#taken[word] = 1
        this.#last = index
        return index
      }
      index = (index + 1) % blockCount
    } while (index !== first)
    return -1
  }
}
