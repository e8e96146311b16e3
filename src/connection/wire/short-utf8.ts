/** The highest bits of the four bytes of a word. */
const highBits = 0x8080_8080

/**
 * Whether some bytes are ASCII.
 *
 * @internal
 */
export function isAscii(view: DataView, start: number, end: number): boolean {
  let seen = 0
  let index = start
  for (; index <= end - 4; index += 4) seen |= view.getUint32(index, true)
  for (; index < end; index++) seen |= view.getUint8(index)
  return (seen & highBits) === 0
}

/** The first half of a surrogate pair less what the characters that need one begin with, and the second half. */
const [leading, trailing] = [0xd800 - (0x1_0000 >> 10), 0xdc00]

/**
 * Reads a few bytes of UTF-8: for these, a call of the runtime takes longer than reading them.
 *
 * @param bytes - May go on after the text.
 * @returns `undefined` where they are not well-formed.
 *
 * @internal
 */
export function readShortUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  const units: number[] = []
  let index = start
  while (index < end) {
    const first = bytes[index++]!
    if (first < 0x80) {
      units.push(first)
      continue
    }
    const others = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3
    // Neither a byte that only continues a character nor one that none begins with.
    if (first < 0xc2 || first > 0xf4 || index + others > end) return undefined
    const second = bytes[index++]!
    if ((second & 0xc0) !== 0x80) return undefined
    if (others === 1) {
      units.push(((first & 0x1f) << 6) | (second & 0x3f))
      continue
    }
    const third = bytes[index++]!
    if ((third & 0xc0) !== 0x80) return undefined
    const lower = ((second & 0x3f) << 6) | (third & 0x3f)
    if (others === 2) {
      const code = ((first & 0x0f) << 12) | lower
      // Neither a longer form of another character nor half of a surrogate pair.
      if (code < 0x800 || (code & 0xf800) === 0xd800) return undefined
      units.push(code)
      continue
    }
    const fourth = bytes[index++]!
    if ((fourth & 0xc0) !== 0x80) return undefined
    const code = ((first & 0x07) << 18) | (lower << 6) | (fourth & 0x3f)
    if (code < 0x1_0000 || code > 0x10_ffff) return undefined
    units.push(leading + (code >> 10), trailing | (code & 0x3ff))
  }
  return String.fromCharCode(...units)
}

/**
 * Writes a few characters as UTF-8: for these, a call of the runtime takes longer than writing them.
 *
 * @param bytes - Has room for three bytes for each character from `at` on.
 * @returns Where the text ends, or -1 where it has half of a surrogate pair.
 *
 * @internal
 */
export function writeShortUtf8(bytes: Uint8Array, at: number, text: string): number {
  const { length } = text
  let end = at
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) {
      bytes[end++] = unit
    } else if (unit < 0x800) {
      bytes[end++] = 0xc0 | (unit >> 6)
      bytes[end++] = 0x80 | (unit & 0x3f)
    } else if ((unit & 0xf800) !== 0xd800) {
      bytes[end++] = 0xe0 | (unit >> 12)
      bytes[end++] = 0x80 | ((unit >> 6) & 0x3f)
      bytes[end++] = 0x80 | (unit & 0x3f)
    } else {
      index += 1
      const second = index < length ? text.charCodeAt(index) : 0
      if (unit >= trailing || (second & 0xfc00) !== trailing) return -1
      const code = ((unit - leading) << 10) | (second & 0x3ff)
      bytes[end++] = 0xf0 | (code >> 18)
      bytes[end++] = 0x80 | ((code >> 12) & 0x3f)
      bytes[end++] = 0x80 | ((code >> 6) & 0x3f)
      bytes[end++] = 0x80 | (code & 0x3f)
    }
  }
  return end
}
