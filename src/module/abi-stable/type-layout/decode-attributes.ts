import { splitNames, type SharedParts } from './decode-session.js'
import type { DecodedRepr } from './decoded-type.js'

const integers = [
  ...(['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'u128', 'i128', 'usize', 'isize'] as const),
]

/**
 * How a type is laid out, as its author said.
 *
 * @internal
 */
export function decodeRepr({ reader, place, mono }: SharedParts): DecodedRepr {
  const { tag, value } = mono.repr
  switch (tag) {
    case 0:
      return { kind: 'optionNonZero' }
    case 1:
      return { kind: 'primitive' }
    case 2:
      return { kind: 'C' }
    case 4:
      return { kind: 'transparent' }
    case 3:
    case 5: {
      const integer = integers[value]
      if (integer === undefined)
        return reader.refuse(place, 'an integer that is not known', '0 to 11', String(value))
      return { kind: tag === 3 ? 'CAndInt' : 'int', integer }
    }
    case 6:
      if (value > 29) return reader.refuse(place, 'an alignment that cannot be', 'at most 2^29', `2^${value}`)
      return { kind: 'packed', alignment: 2 ** value }
    default:
      return reader.refuse(place, 'a representation that is not known', '0 to 6', String(tag))
  }
}

/** Where a type was defined. */
export interface Origin {
  readonly package: string
  readonly packageVersion: string
  readonly line: number
  readonly modulePath: string
}

/**
 * Where a type was defined.
 *
 * @internal
 */
export function decodeOrigin({ reader, place, mono }: SharedParts): Origin {
  const { item } = mono
  if (item.package_and_version_len > 4096)
    reader.refuse(
      place,
      'the package has too long a name',
      'at most 4096 bytes',
      String(item.package_and_version_len),
    )
  const text = reader.text(item.package_and_version, item.package_and_version_len, place, 'package')
  const [name = '', version = ''] = text.split(';')
  const modulePath = reader.cString(item.mod_path, place, 'path of the module')
  return { package: name, packageVersion: version, line: item.line, modulePath }
}

/**
 * The names of the lifetime parameters of a type.
 *
 * @internal
 */
export function decodeLifetimeNames({ reader, place, mono }: SharedParts): string[] {
  return splitNames(reader.cString(mono.generics.lifetimes, place, 'list of lifetimes'), ',')
}
