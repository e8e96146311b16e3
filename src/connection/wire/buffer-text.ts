import { decodeUtf8, encodeUtf8 } from '../../layout/utf8.js'
import { WireProblem } from './wire-problem.js'

/**
 * The methods by which buffers of Node read and write text. They serve any array of bytes, so that no buffer has to be made.
 *
 * @internal
 */
export interface BufferText {
  utf8Write(this: Uint8Array, text: string, offset: number, length: number): number
  utf8Slice(this: Uint8Array, start: number, end: number): string
  latin1Slice(this: Uint8Array, start: number, end: number): string
}

/**
 * How the runtime writes and reads text.
 *
 * @internal
 */
export interface RuntimeText {
  /**
   * Writes text as UTF-8.
   *
   * @param bytes - Has room for three bytes for each character from there on.
   * @returns How many bytes were written.
   */
  readonly writeUtf8: (bytes: Uint8Array, offset: number, text: string) => number
  /** Reads UTF-8 where that is easy: where all of it is well-formed. Gives `undefined` where that is not certain. */
  readonly readUtf8: (bytes: Uint8Array, start: number, end: number) => string | undefined
  /** Reads a character for each byte: the one with that number where the byte is ASCII, and any where it is not. */
  readonly readAscii: (bytes: Uint8Array, start: number, end: number) => string
}

/** More than so many bytes may be more than a string can be. */
const mostBytes = 2 ** 28

/**
 * Finds out how the runtime writes and reads text.
 *
 * @param buffer - The prototype of buffers, which Node alone has.
 *
 * @internal
 */
export function runtimeText(buffer: BufferText | undefined): RuntimeText {
  return buffer === undefined ? webText() : bufferText(buffer)
}

function bufferText({ utf8Write, utf8Slice, latin1Slice }: BufferText): RuntimeText {
  return {
    writeUtf8: (bytes, offset, text) => utf8Write.call(bytes, text, offset, 3 * text.length),
    readUtf8(bytes, start, end) {
      if (end - start > mostBytes) return undefined
      const text = utf8Slice.call(bytes, start, end)
      // Stands for what is malformed, and for itself.
      return text.includes('\ufffd') ? undefined : text
    },
    readAscii: (bytes, start, end) => latin1Slice.call(bytes, start, end),
  }
}

function webText(): RuntimeText {
  const decoder = new TextDecoder('latin1')
  return {
    writeUtf8(bytes, offset, text) {
      const encoded = encodeUtf8(text)
      bytes.set(encoded, offset)
      return encoded.length
    },
    readUtf8: () => undefined,
    // A copy: decoders refuse shared memory.
    readAscii: (bytes, start, end) => decoder.decode(bytes.slice(start, end)),
  }
}

/**
 * The methods of buffers where there are any.
 *
 * @internal
 */
export const buffers = typeof Buffer === 'undefined' ? undefined : (Buffer.prototype as unknown as BufferText)

/** @internal */
export const { writeUtf8, readUtf8, readAscii } = runtimeText(buffers)

/**
 * Decodes text of a peer.
 *
 * @param rule - What it breaks if it is not UTF-8.
 * @throws WireProblem `ABI-V005` for bytes that are not.
 *
 * @internal
 */
export function decodeText(bytes: Uint8Array, rule: string): string {
  try {
    return decodeUtf8(bytes)
  } catch (cause) {
    throw new WireProblem('text that is not UTF-8', {
      code: 'ABI-V005',
      rule,
      expected: 'well-formed UTF-8',
      found: `${bytes.length} bytes that are not`,
      cause,
    })
  }
}
