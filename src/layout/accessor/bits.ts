/** Access to some adjacent bits. Values are unsigned: numbers up to 32 bits, bigints above. */
export interface BitAccess {
  /** Reads the bits. */
  readonly read: (view: DataView, offset: number) => number | bigint
  /** Writes the bits and leaves those around them as they are. */
  readonly write: (view: DataView, offset: number, bits: number | bigint) => void
}

/** Where bits lie. */
export interface BitPlace {
  /** Bytes that they touch, from 1 to 9. */
  readonly byteCount: number
  /** Bits below them in those bytes, read as one integer. */
  readonly shift: number
  /** How many. */
  readonly width: number
  /** Whether the integer is little-endian. */
  readonly littleEndian: boolean
}

/**
 * Makes the access to some bits.
 *
 * @internal
 */
export function accessBits(place: BitPlace): BitAccess {
  return place.byteCount <= 4 ? accessNarrow(place) : accessWide(place)
}

/** Within four bytes: numbers suffice. */
function accessNarrow({ byteCount, shift, width, littleEndian }: BitPlace): BitAccess {
  const mask = width === 32 ? -1 : 2 ** width - 1
  const shiftOf = (index: number): number => 8 * (littleEndian ? index : byteCount - 1 - index)
  const word = (view: DataView, offset: number): number => {
    let value = 0
    for (let index = 0; index < byteCount; index++) value |= view.getUint8(offset + index) << shiftOf(index)
    return value
  }
  return {
    read: (view, offset) => ((word(view, offset) >>> shift) & mask) >>> 0,
    write(view, offset, bits) {
      const value = (word(view, offset) & ~(mask << shift)) | ((Number(bits) & mask) << shift)
      for (let index = 0; index < byteCount; index++) view.setUint8(offset + index, value >>> shiftOf(index))
    },
  }
}

function accessWide({ byteCount, shift, width, littleEndian }: BitPlace): BitAccess {
  const mask = (1n << BigInt(width)) - 1n
  const below = BigInt(shift)
  const placeOf = (index: number): number => (littleEndian ? byteCount - 1 - index : index)
  const word = (view: DataView, offset: number): bigint => {
    let value = 0n
    for (let index = 0; index < byteCount; index++)
      value = (value << 8n) | BigInt(view.getUint8(offset + placeOf(index)))
    return value
  }
  return {
    read(view, offset) {
      const value = (word(view, offset) >> below) & mask
      return width <= 32 ? Number(value) : value
    },
    write(view, offset, bits) {
      let value = (word(view, offset) & ~(mask << below)) | ((BigInt(bits) & mask) << below)
      for (let index = byteCount - 1; index >= 0; index--, value >>= 8n)
        view.setUint8(offset + placeOf(index), Number(value & 0xffn))
    },
  }
}
