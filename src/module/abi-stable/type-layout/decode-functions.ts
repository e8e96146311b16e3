import type { StoredOf } from '../../stored-struct.js'
import { nameOf, splitNames, type SharedParts, type TypeParts } from './decode-session.js'
import type { DecodedFunction, DecodedLifetime } from './decoded-type.js'
import type { Place } from './layout-reader.js'
import type { CompTLFunction } from './memory-format.js'

/** A function that a field points to, with the types that it mentions by their numbers. */
export interface FunctionShape extends Pick<
  DecodedFunction,
  'name' | 'boundLifetimes' | 'lifetimes' | 'isUnsafe'
> {
  /** Its parameters. */
  readonly parameters: readonly { readonly name: string; readonly type: number }[]
  /** What it returns; a number that no type has for nothing. */
  readonly returns: number
}

/**
 * Reads a function that a field points to.
 *
 * @internal
 */
export function readFunction(
  parts: SharedParts,
  stored: StoredOf<typeof CompTLFunction>,
  place: Place,
): FunctionShape {
  const { name, contiguous_strings_offset: start, bound_lifetimes_len, param_names_len } = stored
  const names = splitNames(nameOf(parts, start + bound_lifetimes_len, param_names_len, place), ',')
  const indices = parameterIndices(stored.params0, stored.params1)
  parts.reader.countItems(indices.length, place)
  if (names.length > indices.length)
    parts.reader.refuse(place, 'more names than parameters', String(indices.length), String(names.length))
  return {
    name: nameOf(parts, name & 0xffff, name >>> 16, place),
    boundLifetimes: splitNames(nameOf(parts, start, bound_lifetimes_len, place), ','),
    parameters: indices.map((type, at) => ({ name: names[at] ?? '', type })),
    returns: stored.return_type_layout,
    lifetimes: decodeLifetimes(parts, stored.paramret_lifetimes & 0x1fffff, place),
    isUnsafe: (stored.qualifiers & 1) !== 0,
  }
}

/**
 * A function with the types that an instance mentions.
 *
 * @internal
 */
export function decodeFunction(parts: TypeParts, shape: FunctionShape, place: Place): DecodedFunction {
  const { name, boundLifetimes, parameters, returns, lifetimes, isUnsafe } = shape
  return {
    name,
    boundLifetimes,
    parameters: parameters.map(({ name: label, type }, at) => ({
      name: label,
      type: parts.typeAt(type, { label: `param ${label === '' ? at : label}`, parent: place }),
    })),
    returns:
      returns >= parts.typeCount ? undefined : parts.typeAt(returns, { label: 'result', parent: place }),
    lifetimes,
    isUnsafe,
  }
}

/** Five numbers in their places; what follows them follows the fifth in the list. */
function parameterIndices(lower: number, upper: number): number[] {
  const count = lower & 0x3ff
  const stored = [
    (lower >>> 10) & 0x3ff,
    (lower >>> 20) & 0x3ff,
    upper & 0x3ff,
    (upper >>> 10) & 0x3ff,
    (upper >>> 20) & 0x3ff,
  ]
  return Array.from({ length: count }, (_, index) => stored[index] ?? stored[4]! + index - 4)
}

/**
 * The lifetimes that a field or a function mentions: up to five in place, or a part of a list.
 *
 * @internal
 */
export function decodeLifetimes(parts: SharedParts, bits: number, place: Place): DecodedLifetime[] {
  if (bits === 0) return []
  const nibbles: number[] = []
  if ((bits & (1 << 20)) === 0) {
    for (let rest = bits; rest !== 0; rest >>>= 4) nibbles.push(rest & 15)
  } else {
    const start = bits & 0x1fff
    const count = (bits >>> 13) & 0x7f
    const { lifetimeIndices } = parts
    if (start + count > lifetimeIndices.length) {
      const expected = `within ${lifetimeIndices.length} pairs`
      parts.reader.refuse(
        place,
        'lifetimes that are not in the list',
        expected,
        `${start} to ${start + count}`,
      )
    }
    for (const pair of lifetimeIndices.subarray(start, start + count)) nibbles.push(pair & 15, pair >>> 4)
    // Pairs have room for one more.
    if (nibbles.at(-1) === 0) nibbles.pop()
  }
  return nibbles.map((nibble) => (['none', 'anonymous', 'static'] as const)[nibble] ?? nibble - 3)
}
