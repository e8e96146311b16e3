import { AbidingError, ModuleError, ValueError } from '../../../errors/index.js'
import type { StoredOf } from '../../stored-struct.js'
import type { DecodedConstant, DecodedType } from './decoded-type.js'
import { asciiOf, pathOf, type LayoutReader, type Place } from './layout-reader.js'
import { MonoSharedVars, MonoTypeLayout, type SharedVars, type TypeLayout } from './memory-format.js'

/** A type that is being decoded. */
export type Draft = { -readonly [Key in keyof DecodedType]: DecodedType[Key] }

/** The parts that all instances of a type share, and that its other parts refer to. */
export interface SharedParts {
  /** Reads. */
  readonly reader: LayoutReader
  /** The type, for errors. */
  readonly place: Place
  /** What does not depend on parameters. */
  readonly mono: StoredOf<typeof MonoTypeLayout>
  /** Where that lies. */
  readonly monoAddress: number
  /** The bytes that names are parts of. */
  readonly strings: Uint8Array
  /** The same as text, where a byte is a character. */
  readonly ascii: string | undefined
  /** Two lifetimes in each byte. */
  readonly lifetimeIndices: Uint8Array
}

/** Where the types and the work go to that a type leads to. */
export interface Decoding {
  /** Reads. */
  readonly reader: LayoutReader
  /** A type at an address. */
  readonly typeOf: (address: number, place: Place) => DecodedType
  /** Takes a constant whose value is to be read when all types are known. */
  readonly later: (place: Place, work: () => void) => void
}

/** The parts of one instance of a type that its other parts refer to by number: other types, and values. */
export class TypeParts {
  readonly reader: LayoutReader
  /** How many other types it refers to. */
  readonly typeCount: number
  readonly #getters: DataView
  readonly #known: (DecodedType | undefined)[] = []

  /**
   * @param decoding - Where the types go to that it refers to.
   * @param place - The type, for errors.
   * @param layout - The layout.
   * @param shared - What it refers to.
   */
  constructor(
    readonly decoding: Decoding,
    readonly place: Place,
    readonly layout: StoredOf<typeof TypeLayout>,
    readonly shared: StoredOf<typeof SharedVars>,
  ) {
    this.reader = decoding.reader
    this.typeCount = shared.type_layouts_len
    const byteLength = this.typeCount * 8
    this.#getters = this.reader.view(shared.type_layouts, byteLength, place, 'the types that it refers to')
  }

  /** Another type that it refers to, by its number. */
  typeAt(index: number, where: Place): DecodedType {
    const before = this.#known[index]
    if (before !== undefined) return before
    const { reader, typeCount, decoding } = this
    if (index >= typeCount)
      reader.refuse(where, 'a type that is not in the list', `less than ${typeCount}`, String(index))
    const getter = wordAt(this.#getters, index * 8, reader, where)
    return (this.#known[index] = decoding.typeOf(reader.resolve(getter, where), where))
  }
}

/** A constant that is being decoded. */
export type ConstantDraft = { -readonly [Key in keyof DecodedConstant]: DecodedConstant[Key] }

/**
 * The names and lifetimes that the parts of a type refer to by number.
 *
 * @param address - Where it is said where they lie.
 *
 * @internal
 */
export function readSharedParts(
  reader: LayoutReader,
  place: Place,
  monoAddress: number,
  address: number,
): SharedParts {
  const mono = reader.struct(MonoTypeLayout, monoAddress, place)
  const vars = reader.struct(MonoSharedVars, address, place)
  const strings = reader.bytes(vars.strings, vars.strings_len, place, 'names')
  const lifetimeIndices = reader.bytes(vars.lifetime_indices, vars.lifetime_indices_len, place, 'lifetimes')
  return { reader, place, mono, monoAddress, strings, ascii: asciiOf(strings), lifetimeIndices }
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
export function nameOf(parts: SharedParts, start: number, length: number, place: Place): string {
  const { strings, ascii, reader } = parts
  if (start + length > strings.length) {
    const found = `${start} to ${start + length}`
    reader.refuse(place, 'a name that is not in the list of names', `within ${strings.length} bytes`, found)
  }
  if (ascii === undefined) return reader.decode(strings.subarray(start, start + length), place, 'name')
  reader.countBytes(length, place)
  return ascii.slice(start, start + length)
}

/** The names in a text, each of which is followed by a separator. */
export function splitNames(text: string, separator: string): string[] {
  if (text === '') return []
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
