import { ExpectationError } from '../errors/index.js'
import type { AnyType } from '../layout/index.js'

/** A byte that was written although it belongs to nobody. */
export interface TouchedBytes {
  /** On which side of the value, or within it. */
  readonly where: string
  /** Bytes from the start of the value; negative before it. */
  readonly offset: number
  /** What is there now. */
  readonly found: number
}

/**
 * The bytes that are no longer the poison.
 *
 * @param bytes - What to look at.
 * @param poison - What they were filled with.
 * @param where - Where they lie, for messages.
 * @param offset - Bytes from the start of the value to the first of them.
 * @param mask - The bits that count.
 *
 * @internal
 */
export function touchedIn(
  bytes: Uint8Array,
  poison: number,
  where: string,
  offset: number,
  mask = 0xff,
): TouchedBytes[] {
  const touched: TouchedBytes[] = []
  bytes.forEach((found, index) => {
    if (((found ^ poison) & mask) !== 0) touched.push({ where, offset: offset + index, found })
  })
  return touched
}

/** As many bytes as a message shows. */
const shown = 8

/**
 * Throws if bytes were touched.
 *
 * @throws ExpectationError `ABI-X004`.
 *
 * @internal
 */
export function refuseTouched(touched: readonly TouchedBytes[], type: AnyType, size: number): void {
  if (touched.length === 0) return
  const list = touched
    .slice(0, shown)
    .map(({ where, offset, found }) => `0x${found.toString(16).padStart(2, '0')} at ${offset} (${where})`)
  const more = touched.length > shown ? ` and ${touched.length - shown} more` : ''
  throw new ExpectationError('bytes were written that belong to nobody', {
    code: 'ABI-X004',
    rule: 'V-5',
    path: type.name,
    expected: `writes within the ${size} bytes of the value`,
    found: `${list.join(', ')}${more}`,
  })
}
