import type { Address } from '../layout/index.js'
import { mapCode, mapMemory } from './foreign-calls/system.js'
import { unsafeViewAt } from './memory.js'

/** Bytes from a thunk to its slot, as the texts of the machine code have it. */
const slotsAt = 65536

/** How many thunks are mapped at once. */
const thunksPerBlock = 64

/** Machine code that is called in the place of a function, and memory that the two sides share. */
export interface Thunk {
  /** What to call. */
  readonly entry: Address
  /** What holds its slot. */
  readonly buffer: ArrayBuffer
  /** Where the slot lies in there. */
  readonly offset: number
}

/** The same machine code over and over, each time with a slot of its own. */
export class Thunks {
  #start = 0
  #slots = new ArrayBuffer(0)
  #used = thunksPerBlock

  /**
   * @param code - The code of a thunk, in hexadecimal digits. It finds its slot 65536 bytes behind it.
   * @param size - Bytes from one to the next, and of a slot: at most 1024.
   */
  constructor(
    private readonly code: string,
    private readonly size: number,
  ) {}

  /**
   * Gives the next one.
   *
   * @throws Error where the system refuses to map it.
   */
  take(): Thunk {
    if (this.#used === thunksPerBlock) this.#map()
    const offset = this.size * this.#used++
    return { entry: (this.#start + offset) as Address, buffer: this.#slots, offset }
  }

  #map(): void {
    const length = this.size * thunksPerBlock
    const start = mapMemory(slotsAt + length)
    mapCode(start, Buffer.from(this.code.padEnd(2 * this.size, '0').repeat(thunksPerBlock), 'hex'))
    this.#start = start
    this.#slots = unsafeViewAt(start + slotsAt, length)
    this.#used = 0
  }
}
