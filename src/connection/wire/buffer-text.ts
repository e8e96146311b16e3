/**
 * The methods by which buffers of Node read and write text. They serve any array of bytes, so that no buffer has to be made.
 */
interface BufferText {
  utf8Write(this: Uint8Array, text: string, offset: number, length: number): number
  utf8Slice(this: Uint8Array, start: number, end: number): string
  latin1Slice(this: Uint8Array, start: number, end: number): string
}

const { utf8Write, utf8Slice, latin1Slice } = Buffer.prototype as unknown as BufferText

/**
 * Writes text as UTF-8.
 *
 * @param bytes - Has room for three bytes for each character from there on.
 * @returns How many bytes were written.
 *
 * @internal
 */
export function writeUtf8(bytes: Uint8Array, offset: number, text: string): number {
  return utf8Write.call(bytes, text, offset, 3 * text.length)
}

/** Up to so many bytes, a loop is faster than a call of the runtime. */
const fewBytes = 12

/** Up to so many bytes, a look at each of them is faster than the decoder. */
const someBytes = 64

/** More than so many bytes may be more than a string can be. */
const mostBytes = 2 ** 28

/**
 * Reads UTF-8 where that is easy: where all of it is well-formed.
 *
 * @returns `undefined` where that is not certain.
 *
 * @internal
 */
export function readUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  const count = end - start
  if (count > mostBytes) return undefined
  if (count > someBytes) {
    const text = utf8Slice.call(bytes, start, end)
    // Stands for what is malformed, and for itself.
    return text.includes('\ufffd') ? undefined : text
  }
  let seen = 0
  for (let index = start; index < end; index++) seen |= bytes[index]!
  if (seen > 0x7f) return undefined
  return count <= fewBytes ? fewCharacters(bytes, start, end) : latin1Slice.call(bytes, start, end)
}

function fewCharacters(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  let index = start
  for (; index + 4 <= end; index += 4) {
    text += String.fromCharCode(bytes[index]!, bytes[index + 1]!, bytes[index + 2]!, bytes[index + 3]!)
  }
  for (; index < end; index++) text += String.fromCharCode(bytes[index]!)
  return text
}
