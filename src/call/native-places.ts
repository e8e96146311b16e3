import type { AggregateMirror, NativeValue } from '../ffi/index.js'
import { alignUp, type ScalarName } from '../layout/index.js'
import type { Convention, PassedValue, Piece, Place } from './convention/convention.js'
import type { EqualFloats, PassedPart, PassedType } from './convention/passed-type.js'

/**
 * Bytes of the scalars that the FFI knows, on machines of 64 bits.
 *
 * @internal
 */
export const scalarSizes: Record<ScalarName, number> = {
  i8: 1,
  u8: 1,
  bool: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  i64: 8,
  u64: 8,
  f64: 8,
  address: 8,
  isize: 8,
}

/** What values the FFI is told of so far, and where it will put them. */
export class NativePlaces {
  readonly #convention: Convention
  readonly #returns: PassedType | undefined
  readonly values: NativeValue[] = []

  constructor(convention: Convention, returns: NativeValue | 'void') {
    this.#convention = convention
    this.#returns = returns === 'void' ? undefined : passedNative(returns)
  }

  /** Where the result will be. */
  get result(): PassedValue {
    return this.#pass([]).returns
  }

  /** Where values would be, told to the FFI behind those that it was told of. */
  placesOf(values: readonly NativeValue[]): readonly PassedValue[] {
    return this.#pass(values).parameters.slice(this.values.length)
  }

  #pass(values: readonly NativeValue[]) {
    const parameters = [...this.values, ...values].map(passedNative)
    return this.#convention.pass({ parameters, returns: this.#returns, named: parameters.length })
  }
}

/** A native value as calling conventions look at it. */
function passedNative(value: NativeValue): PassedType {
  if (typeof value !== 'string') return passedMirror(value)
  const part = partAt(value, 0)
  const { size } = part
  return {
    size,
    alignment: size,
    naturalAlignment: size,
    isAggregate: false,
    parts: [part],
    floats: part.kind === 'float' ? { size: size as 4 | 8, count: 1 } : undefined,
    fields: [],
    unionBits: [],
  }
}

function passedMirror({ runs, size }: AggregateMirror): PassedType {
  const alignment = Math.max(1, ...runs.map((run) => scalarSizes[run.scalar]))
  const parts = runs.flatMap((run) =>
    Array.from({ length: run.count }, (_, index) =>
      partAt(run.scalar, run.offset + index * scalarSizes[run.scalar]),
    ),
  )
  const isOfOne = runs.length > 0 && runs.every((run) => run.scalar === runs[0]!.scalar)
  const floats: EqualFloats | undefined =
    isOfOne && parts[0]!.kind === 'float' ? { size: parts[0]!.size as 4 | 8, count: parts.length } : undefined
  return {
    size,
    alignment,
    naturalAlignment: alignment,
    isAggregate: true,
    parts,
    floats,
    floatsByName: floats,
    fields: [],
    unionBits: [],
  }
}

function partAt(scalar: ScalarName, offset: number): PassedPart {
  const size = scalarSizes[scalar]
  return { offset, size, alignment: size, kind: scalar === 'f32' || scalar === 'f64' ? 'float' : 'integer' }
}

/**
 * What the FFI is told of a value so that it puts it where the calling convention puts the declared type.
 *
 * @param alone - How the declared type is passed where nothing else is.
 * @param size - Bytes of the type.
 * @param alignment - Bytes, that of the type.
 * @returns `undefined` where the FFI has no way to say it.
 *
 * @internal
 */
export function mirrorInPlaces(
  alone: PassedValue,
  size: number,
  alignment: number,
): AggregateMirror | undefined {
  const [first] = alone.pieces
  // Bytes of the type's size and alignment go wherever values in memory go, and are copied as they are.
  if (alone.how === 'reference' || first?.place.kind === 'stack') return bytesMirror(size, alignment)
  if (first?.offset !== 0) return undefined
  const runs: { scalar: ScalarName; count: number; offset: number }[] = []
  let end = 0
  for (const { offset, place, size: bytes } of alone.pieces) {
    const scalar = scalarFor(place, bytes)
    if (scalar === undefined || offset !== end) return undefined
    const last = runs.at(-1)
    if (last?.scalar === scalar) last.count += 1
    else runs.push({ scalar, count: 1, offset })
    end = offset + scalarSizes[scalar]
  }
  return { runs, size: alignUp(end, Math.max(...runs.map((run) => scalarSizes[run.scalar]))) }
}

const unsigned = { 1: 'u8', 2: 'u16', 4: 'u32', 8: 'u64' } as const

/**
 * A mirror of bytes that are copied as they are.
 *
 * @internal
 */
export function bytesMirror(size: number, alignment: number): AggregateMirror {
  const width = Math.min(8, alignment) as keyof typeof unsigned
  return { runs: [{ scalar: unsigned[width], count: size / width, offset: 0 }], size }
}

/** The scalar that fills a register as some bytes of a struct do. */
function scalarFor(place: Place, size: number): ScalarName | undefined {
  if (size > 8) return undefined
  if (place.kind === 'general') return 'u64'
  return size === 4 ? 'f32' : 'f64'
}

/**
 * Whether two values travel in the same places, whatever their types.
 *
 * @internal
 */
export function inSamePlaces(one: PassedValue | undefined, other: PassedValue): boolean {
  return (
    one?.how === other.how &&
    one.pieces.length === other.pieces.length &&
    one.pieces.every(({ place }, index) => isSamePlace(place, other.pieces[index]!.place))
  )
}

/**
 * Whether two places are one.
 *
 * @internal
 */
export function isSamePlace(one: Place, other: Place): boolean {
  if (one.kind === 'stack') return other.kind === 'stack' && one.offset === other.offset
  return other.kind !== 'stack' && one.register === other.register
}

/**
 * The words of a value on the stack.
 *
 * @internal
 */
export function stackWords({ offset, size, place }: Piece): Piece[] {
  if (place.kind !== 'stack') return [{ offset, size, place }]
  return Array.from({ length: Math.ceil(size / 8) }, (_, index) => ({
    offset: offset + index * 8,
    size: Math.min(8, size - index * 8),
    place: { kind: 'stack', offset: place.offset + index * 8 },
  }))
}
