import { readAscii, readUtf8 } from './buffer-text.js'
import { isAscii, readShortUtf8 } from './short-utf8.js'

/** Up to so many bytes of ASCII, a loop is faster than a call of the runtime. */
const fewAscii = 12

/** Up to so many bytes that are not ASCII alone, a loop is faster than a call of the runtime. */
const fewBytes = 32

/** More bytes are read by a call of the runtime, without a look at them. */
const someBytes = 64

/** Texts with so few bytes between them are read together. */
const near = 64

/**
 * The number of bytes that are read together. The engine keeps all of them for as long as it keeps one of the texts that
 * are cut out of them, so that they must not be many.
 */
const blockLength = 1024

/**
 * Reads texts that lie in the same bytes. A call of the runtime takes longer than all else that is done for a short text:
 * of ASCII texts that are near each other, many are read by one call, and cut out of what it gives.
 *
 * @internal
 */
export class TextReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  /** A character for each byte of the block, right where the byte is ASCII. */
  #block = ''
  #blockStart = 0
  #blockEnd = 0
  /** Where the text that was read last ends. */
  #last = -Infinity

  /** @param view - Views the same bytes. */
  constructor(bytes: Uint8Array, view: DataView) {
    this.#bytes = bytes
    this.#view = view
  }

  /** Reads UTF-8 where that is easy. Gives `undefined` where it is not certain that all of it is well-formed. */
  read(start: number, end: number): string | undefined {
    const bytes = this.#bytes
    const count = end - start
    const isNear = start - this.#last <= near
    this.#last = end
    if (count > someBytes) return readUtf8(bytes, start, end)
    if (isAscii(this.#view, start, end)) {
      if (isNear) return this.#cut(start, end)
      return count > fewAscii ? readAscii(bytes, start, end) : readShortUtf8(bytes, start, end)
    }
    return count > fewBytes ? readUtf8(bytes, start, end) : readShortUtf8(bytes, start, end)
  }

  #cut(start: number, end: number): string {
    if (start < this.#blockStart || end > this.#blockEnd) {
      this.#blockStart = start
      this.#blockEnd = Math.min(start + blockLength, this.#bytes.length)
      this.#block = readAscii(this.#bytes, start, this.#blockEnd)
    }
    return this.#block.slice(start - this.#blockStart, end - this.#blockStart)
  }
}
