import { AbidingError, ModuleError, ValueError } from '../../../errors/index.js'
import type { ViewOf } from '../../../layout/index.js'
import type { DecodedConstant, DecodedType } from './decoded-type.js'
import { pathOf, type LayoutReader, type Place } from './layout-reader.js'
import { MonoSharedVars, SharedVars, type MonoTypeLayout, type TypeLayout } from './memory-format.js'

/** A type that is being decoded. */
export type Draft = { -readonly [Key in keyof DecodedType]: DecodedType[Key] }

/** The parts of a type layout that the others refer to. */
export interface TypeParts {
  /** Reads. */
  readonly reader: LayoutReader
  /** The type, for errors. */
  readonly place: Place
  /** The layout. */
  readonly layout: ViewOf<typeof TypeLayout>
  /** What does not depend on parameters. */
  readonly mono: ViewOf<typeof MonoTypeLayout>
  /** Where that lies. */
  readonly monoAddress: number
  /** The bytes that names are parts of. */
  readonly strings: Uint8Array
  /** Two lifetimes in each byte. */
  readonly lifetimeIndices: Uint8Array
  /** How many other types it refers to. */
  readonly typeCount: number
  /** Another type that it refers to, by its number. */
  readonly typeAt: (index: number, place: Place) => DecodedType
  /** Values that are parameters: where they lie. */
  readonly constants: { readonly address: number; readonly count: number }
  /** A type at an address. */
  readonly typeOf: (address: number, place: Place) => DecodedType
  /** Takes a constant whose value is to be read when all types are known. */
  readonly later: (work: () => void) => void
}

/** A constant that is being decoded. */
export type ConstantDraft = { -readonly [Key in keyof DecodedConstant]: DecodedConstant[Key] }

/**
 * The parts of a type layout that its other parts refer to by number.
 *
 * @internal
 */
export function readParts(
  base: Pick<TypeParts, 'reader' | 'place' | 'layout' | 'mono' | 'monoAddress' | 'typeOf' | 'later'>,
): TypeParts {
  const { reader, place, layout, typeOf } = base
  const shared = reader.struct(SharedVars, layout.shared, place)
  const vars = reader.struct(MonoSharedVars, shared.mono, place)
  const count = shared.type_layouts_len
  const getters = reader.view(shared.type_layouts, count * 8, place, 'the types that it refers to')
  const known: (DecodedType | undefined)[] = []
  return {
    ...base,
    strings: reader.bytes(vars.strings, vars.strings_len, place, 'names'),
    lifetimeIndices: reader.bytes(vars.lifetime_indices, vars.lifetime_indices_len, place, 'lifetimes'),
    typeCount: count,
    typeAt(index, where) {
      if (index >= count)
        reader.refuse(where, 'a type that is not in the list', `less than ${count}`, String(index))
      return (known[index] ??= typeOf(
        reader.resolve(wordAt(getters, index * 8, reader, where), where),
        where,
      ))
    },
    constants: { address: shared.constants, count: shared.constants_len },
  }
}

/** A pointer in a view. */
export function wordAt(view: DataView, offset: number, reader: LayoutReader, place: Place): number {
  const upper = view.getUint32(offset + 4, true)
  if (upper > 0x1fffff)
    reader.refuse(
      place,
      'a number that cannot be an address',
      'less than 2^53',
      view.getBigUint64(offset, true).toString(16),
    )
  return upper * 2 ** 32 + view.getUint32(offset, true)
}

/** A part of the names. */
export function nameOf(parts: TypeParts, start: number, length: number, place: Place): string {
  const { strings, reader } = parts
  if (start + length > strings.length) {
    const found = `${start} to ${start + length}`
    reader.refuse(place, 'a name that is not in the list of names', `within ${strings.length} bytes`, found)
  }
  return reader.decode(strings.subarray(start, start + length), place, 'name')
}

/** The names in a text, each of which is followed by a separator. */
export function splitNames(text: string, separator: string): string[] {
  const names = text.split(separator)
  if (names.at(-1) === '') names.pop()
  return names
}

/** Does something, and says of errors about numbers in memory where they are. */
export function within<T>(place: Place, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ValueError) && !(error instanceof RangeError)) throw error
    throw new ModuleError('a number in a type layout that cannot be right', {
      code: 'ABI-A011',
      rule: 'A-22',
      path: pathOf(place),
      ...(error instanceof AbidingError ? { expected: error.expected, found: error.found } : {}),
      cause: error,
    })
  }
}
