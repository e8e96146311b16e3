import type { ViewOf } from '../../../layout/index.js'
import { nameOf, splitNames, type TypeParts } from './decode-session.js'
import type { DecodedFunction, DecodedLifetime } from './decoded-type.js'
import type { Place } from './layout-reader.js'
import type { CompTLFunction } from './memory-format.js'

/**
 * A function that a field points to.
 *
 * @internal
 */
export function decodeFunction(
  parts: TypeParts,
  stored: ViewOf<typeof CompTLFunction>,
  place: Place,
): DecodedFunction {
  const { name, contiguous_strings_offset: start, bound_lifetimes_len, param_names_len } = stored
  const names = splitNames(nameOf(parts, start + bound_lifetimes_len, param_names_len, place), ',')
  const indices = parameterIndices(stored.params0, stored.params1)
  parts.reader.countItems(indices.length, place)
  if (names.length > indices.length)
    parts.reader.refuse(place, 'more names than parameters', String(indices.length), String(names.length))
  const returned = stored.return_type_layout
  return {
    name: nameOf(parts, name & 0xffff, name >>> 16, place),
    boundLifetimes: splitNames(nameOf(parts, start, bound_lifetimes_len, place), ','),
    parameters: indices.map((index, at) => {
      const label = names[at] ?? ''
      const where = { label: `param ${label === '' ? at : label}`, parent: place }
      return { name: label, type: parts.typeAt(index, where) }
    }),
    returns:
      returned >= parts.typeCount ? undefined : parts.typeAt(returned, { label: 'result', parent: place }),
    lifetimes: decodeLifetimes(parts, stored.paramret_lifetimes & 0x1fffff, place),
    isUnsafe: (stored.qualifiers & 1) !== 0,
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
export function decodeLifetimes(parts: TypeParts, bits: number, place: Place): DecodedLifetime[] {
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
