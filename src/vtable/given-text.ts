import { ByteBlocks } from '../ffi/index.js'
import type { Address } from '../layout/index.js'
import { writeText } from '../memory/write-text.js'

/** The vector of the bytes of a text, in a block. One object stands for all texts that lie in the block one after the other. */
export class GivenText {
  /** How many bytes the text takes. */
  length = 0
  /** For how many bytes there is room. */
  readonly capacity: number

  constructor(
    /** Where the bytes lie. */
    readonly buffer: Address,
    readonly bytes: Uint8Array,
    /** Where the table lies. */
    readonly table: Address,
    /** Takes the block again, where nobody got the text. */
    readonly giveBack: () => void,
  ) {
    this.capacity = bytes.length
  }
}

/**
 * Texts that are given to native code in blocks of memory of this side, which come back when native code drops them: no memory
 * is asked for, and the bytes are written once.
 *
 * @see Rule T-9 of the specification.
 *
 * @internal
 */
export class GivenTexts {
  readonly #blocks = new ByteBlocks()
  readonly #texts: readonly GivenText[]

  /** @param table - The table of vectors of bytes in blocks. */
  constructor(table: Address) {
    this.#texts = this.#blocks.all.map(
      ({ address, bytes, free }) => new GivenText(address, bytes, table, free),
    )
  }

  /** How many of them native code has. */
  get live(): number {
    return this.#blocks.live
  }

  /**
   * Writes a text to where it can be given away.
   *
   * @returns `undefined` where it is empty, could be too long, or all blocks are taken.
   */
  write(text: string): GivenText | undefined {
    const { length } = text
    // A character of JavaScript has at most 3 bytes.
    if (length === 0 || 3 * length > this.#texts[0]!.capacity) return undefined
    const index = this.#blocks.take()
    if (index < 0) return undefined
    const given = this.#texts[index]!
    given.length = writeText(text, given.bytes, 0)
    return given
  }
}
