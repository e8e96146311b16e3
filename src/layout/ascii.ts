/** Longer text is decoded: for shorter text, making what a decoder needs takes longer than reading the bytes. */
const shortToRead = 24

/** Longer text is encoded, for the same reason. */
const shortToWrite = 64

/**
 * Reads text that ends with a zero byte, if it is short and ASCII.
 *
 * @param view - The bytes.
 * @param offset - Where the text begins.
 * @param byteLength - How many bytes may be read.
 * @param endsThere - Whether text that fills all of these bytes ends with them.
 * @returns `undefined` for all other text.
 *
 * @internal
 */
export function readShortAscii(
  view: DataView,
  offset: number,
  byteLength: number,
  endsThere: boolean,
): string | undefined {
  const limit = Math.min(byteLength, shortToRead)
  const end = offset + limit
  let at = offset
  let text = ''
  // Four at a time, because every piece that is appended costs more than what it is made of.
  for (; at + 4 <= end; at += 4) {
    const a = view.getUint8(at)
    const b = view.getUint8(at + 1)
    const c = view.getUint8(at + 2)
    const d = view.getUint8(at + 3)
    if (a === 0 || b === 0 || c === 0 || d === 0) break
    if ((a | b | c | d) > 0x7f) return undefined
    text += String.fromCharCode(a, b, c, d)
  }
  for (; at < end; at++) {
    const byte = view.getUint8(at)
    if (byte === 0) return text
    if (byte > 0x7f) return undefined
    text += String.fromCharCode(byte)
  }
  return endsThere && limit === byteLength ? text : undefined
}

/**
 * Writes text, if it is short, ASCII and without a zero byte. What is not written as a whole leaves the bytes as they
 * were.
 *
 * @param text - Not longer than the bytes that may be written.
 * @returns Whether it was written.
 *
 * @internal
 */
export function writeShortAscii(view: DataView, offset: number, text: string): boolean {
  const { length } = text
  if (length > shortToWrite) return false
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0 || code > 0x7f) return false
  }
  for (let index = 0; index < length; index++) view.setUint8(offset + index, text.charCodeAt(index))
  return true
}
