import { decodeLifetimeNames, decodeOrigin, decodeRepr, type Origin } from './decode-attributes.js'
import { decodeMonoData, type MonoData } from './decode-data.js'
import { readPhantomFields, type FieldShape } from './decode-fields.js'
import { readSharedParts } from './decode-session.js'
import type { DecodedRepr } from './decoded-type.js'
import type { LayoutReader, Place, Spent } from './layout-reader.js'

/** A part of a list. */
export interface ListPart {
  /** The first element. */
  readonly start: number
  /** How many. */
  readonly count: number
}

/**
 * What all instances of a type share, whatever its parameters are. The types that it mentions stand there by their numbers, which
 * each instance understands in its own way.
 */
export interface MonoType extends Origin {
  /** Its name without parameters. */
  readonly name: string
  /** How it is laid out. */
  readonly repr: DecodedRepr
  /** Names of its lifetime parameters. */
  readonly lifetimes: readonly string[]
  /** How many of them it says that it has. */
  readonly lifetimeCount: number
  /** Its type parameters, among the types that it mentions. */
  readonly typeParameters: ListPart
  /** Its parameters that are values, among those of the instance. */
  readonly constants: ListPart
  /** What it is made of. */
  readonly data: MonoData
  /** Fields that take no room. */
  readonly phantomFields: readonly FieldShape[]
}

interface KnownMonoType {
  readonly variables: number
  readonly type: MonoType
  readonly spent: Spent
}

/** Decodes what instances of types share once for all of them: most types of a library are instances of a few. */
export class MonoTypes {
  readonly #reader: LayoutReader
  readonly #known = new Map<number, KnownMonoType>()

  constructor(reader: LayoutReader) {
    this.#reader = reader
  }

  /**
   * The shared part at an address.
   *
   * @param address - Where it lies.
   * @param variables - Where it is said where the names of the instance lie.
   * @param place - The instance, for errors.
   */
  at(address: number, variables: number, place: Place): MonoType {
    const known = this.#known.get(address)
    if (known?.variables === variables) {
      this.#reader.spendAgain(known.spent, place)
      return known.type
    }
    const before = this.#reader.spentSince()
    const type = this.#decode(address, variables, place)
    this.#known.set(address, { variables, type, spent: this.#reader.spentSince(before) })
    return type
  }

  #decode(address: number, variables: number, place: Place): MonoType {
    const reader = this.#reader
    const parts = readSharedParts(reader, place, address, variables)
    const { mono } = parts
    const { types, consts, lifetime_count: lifetimeCount } = mono.generics
    const origin = decodeOrigin(parts)
    return {
      name: reader.text(mono.name, mono.name_len, place, 'name'),
      package: origin.package,
      packageVersion: origin.packageVersion,
      line: origin.line,
      modulePath: origin.modulePath,
      repr: decodeRepr(parts),
      lifetimes: decodeLifetimeNames(parts),
      lifetimeCount,
      typeParameters: listPart(types),
      constants: listPart(consts),
      data: decodeMonoData(parts),
      phantomFields: readPhantomFields(parts, mono.phantom_fields, mono.phantom_len),
    }
  }
}

/** A part of a list: the first element in the lower half, the number of elements in the upper one. */
function listPart(stored: number): ListPart {
  return { start: stored & 0xffff, count: stored >>> 16 }
}
