import { isSamePlace, stackWords, type NativePlaces } from './native-places.js'
import type { PassedValue, Piece, Place } from './convention/convention.js'
import type { PassedType } from './convention/passed-type.js'

/** A part of a struct for which a scalar stands. */
export interface ScalarPart {
  /** Bytes from the start of the struct. */
  readonly offset: number
  /** The scalar that travels where the part does. */
  readonly scalar: 'u64' | 'f64' | 'f32'
}

/** More scalars than this would never be left out before a value, or make one. */
const most = 16

/**
 * Scalars that travel exactly where the parts of a struct do.
 *
 * Where the convention leaves out registers, or bytes of the stack, scalars that nobody looks at are passed there.
 *
 * @param type - The struct.
 * @param passed - How it is passed.
 * @param places - What the FFI was told of so far.
 * @param isTaken - Whether some value of the signature travels in a place.
 * @returns `undefined` where no scalars travel there.
 *
 * @see Rule K-4 of the specification.
 *
 * @internal
 */
export function standIns(
  type: PassedType,
  passed: PassedValue,
  places: NativePlaces,
  isTaken: (place: Place) => boolean,
): ScalarPart[] | undefined {
  if (passed.how !== 'value') return undefined
  const { size } = type
  const parts: ScalarPart[] = []
  const placeOf = (scalar: ScalarPart['scalar']): Place =>
    places.placesOf([...parts.map((part) => part.scalar), scalar]).at(-1)!.pieces[0]!.place
  const addOne = (piece: Piece): boolean => {
    const scalar = candidates(piece, type).find((one) => isSamePlace(placeOf(one), piece.place))
    if (scalar !== undefined) parts.push({ offset: piece.offset, scalar })
    return scalar !== undefined
  }
  for (const piece of passed.pieces.flatMap(stackWords)) {
    while (!addOne(piece)) {
      const filler = (['u64', 'f64', 'f32'] as const).find(
        (one) => size >= bytesRead[one] && isSameKind(placeOf(one), piece.place) && !isTaken(placeOf(one)),
      )
      if (filler === undefined || parts.length >= most) return undefined
      parts.push({ offset: 0, scalar: filler })
    }
    if (parts.length > most) return undefined
  }
  return parts
}

/**
 * The scalar that stands for some bytes of a struct.
 *
 * For two numbers in one vector register none does: their bits may be those of a NaN, which JavaScript does not keep.
 *
 * @internal
 */
export function standInFor(
  { offset, size, place }: Piece,
  { parts }: PassedType,
): ScalarPart['scalar'] | undefined {
  if (size > 8) return undefined
  if (place.kind === 'general') return 'u64'
  const inside = parts.filter((part) => part.offset < offset + size && part.offset + part.size > offset)
  const [first] = inside
  const isOne = inside.every((part) => part.offset === first?.offset && part.size === first.size)
  if (!isOne || first?.kind !== 'float' || first.offset !== offset) return undefined
  return first.size === 8 ? 'f64' : 'f32'
}

/** Bytes that must be there where a scalar is read; those of an integer may be fewer than it has. */
const bytesRead = { u64: 1, f32: 4, f64: 8 } as const

/** What leads to a place on the stack may go anywhere; what leads to a register goes to registers like it. */
function isSameKind(one: Place, other: Place): boolean {
  return other.kind === 'stack' || one.kind === other.kind
}

/** The scalars that may travel where a piece does: on the stack integers, too, may stand for floating-point numbers. */
function candidates(piece: Piece, type: PassedType): ScalarPart['scalar'][] {
  const scalar = standInFor(piece, type)
  const others: ScalarPart['scalar'][] = scalar === undefined ? [] : [scalar]
  return piece.place.kind === 'stack' ? ['u64', ...others] : others
}
