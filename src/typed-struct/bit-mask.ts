import type { FieldLayout, Target } from '../layout/index.js'

/** Where typed-struct finds a bit field: some bits of an unsigned integer. */
export interface BitMask {
  /** Bytes from the start of the record to the integer. */
  readonly offset: number
  /** Size of the integer in bits. */
  readonly size: 8 | 16 | 32
  /** Bits from the most significant one of the integer to the field, and the width of the field. */
  readonly bits: readonly [start: number, length: number]
}

/**
 * The integer of typed-struct that holds a bit field. Its integers with bit fields are big-endian, so on little-endian
 * targets only fields within one byte are found in one.
 *
 * @param field - A bit field.
 * @param end - Size of the record in bytes.
 * @returns `undefined` where there is none.
 *
 * @internal
 */
export function maskOf(
  { offset, bitOffset = 0, bitWidth = 0 }: FieldLayout,
  end: number,
  { byteOrder }: Target,
): BitMask | undefined {
  if (byteOrder === 'little') {
    const shift = bitOffset - offset * 8
    return shift + bitWidth <= 8 ? { offset, size: 8, bits: [8 - shift - bitWidth, bitWidth] } : undefined
  }
  for (const size of [8, 16, 32] as const) {
    // An integer that would reach beyond the record begins before the field instead.
    const start = Math.min(offset, end - size / 8)
    const first = bitOffset - start * 8
    if (start >= 0 && first + bitWidth <= size) return { offset: start, size, bits: [first, bitWidth] }
  }
  return undefined
}
