/**
 * Whether some bytes are the same in two places.
 *
 * @internal
 */
export function equalBytes(
  one: DataView,
  offset: number,
  other: DataView,
  otherOffset: number,
  size: number,
): boolean {
  let done = 0
  for (; done + 4 <= size; done += 4)
    if (one.getUint32(offset + done, true) !== other.getUint32(otherOffset + done, true)) return false
  for (; done < size; done++)
    if (one.getUint8(offset + done) !== other.getUint8(otherOffset + done)) return false
  return true
}

/**
 * Whether some bytes are the same in two places in opposite orders.
 *
 * @internal
 */
export function equalReversedBytes(
  one: DataView,
  offset: number,
  other: DataView,
  otherOffset: number,
  size: number,
): boolean {
  for (let done = 0; done < size; done++)
    if (one.getUint8(offset + done) !== other.getUint8(otherOffset + size - 1 - done)) return false
  return true
}
