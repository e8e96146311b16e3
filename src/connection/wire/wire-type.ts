import { DeclarationError, ValueError } from '../../errors/index.js'
import type { AnyType, typing } from '../../layout/index.js'
import { describeValue } from '../../layout/names.js'
import type { ScalarSource } from './scalar-source.js'
import type { Schema } from './schema.js'
import { toError, WireProblem } from './wire-problem.js'
import { WireReader } from './wire-reader.js'
import { WireWriter } from './wire-writer.js'

/** How the values of a type are written and read in one version of it. */
export interface WireCodec {
  /** The fewest bytes that a value takes. */
  readonly smallest: number
  /** Writes a value, or throws what is wrong with it. */
  readonly write: (writer: WireWriter, value: any) => void
  /** Reads a value, or throws what is wrong with the bytes. */
  readonly read: (reader: WireReader) => unknown
  /**
   * Throws for a value what `write` would throw, and writes nothing.
   *
   * @param value - The value.
   * @param depth - How many levels of recursive types are around it; 0 if left out. What has parts passes it on to them.
   */
  readonly check: (value: any, depth?: number) => void
  /**
   * Whether reading gives the very value that was written, which nobody can change: within one program it can be passed as it is.
   */
  readonly isPlain?: boolean | undefined
  /** Writing and reading as source text, for values of a fixed number of bytes. */
  readonly source?: ScalarSource | undefined
}

/**
 * A type whose values travel as bytes.
 *
 * @typeParam Value - What reading gives.
 * @typeParam Input - What may be written.
 */
export interface WireType<Value = unknown, Input = Value> {
  /** What sort of type it is. */
  readonly kind: string
  /** How the type is called in messages. */
  readonly name: string
  /** Never present: carries the TypeScript types. */
  readonly [typing]?: { readonly view: Value; readonly value: Value; readonly input: Input }
  /**
   * How values are written and read in a version. Called through `wireCodec`.
   *
   * @internal
   */
  readonly makeCodec: (version: number) => WireCodec
  /**
   * What peers are told of it. Called through {@link schemaOf}.
   *
   * @param version - The version of the trait.
   * @param guard - Gives the schema of an item, or says that it is the one of something around it.
   *
   * @internal
   */
  readonly makeSchema: (version: number, guard: SchemaGuard) => Schema
  /**
   * Where it stands, if its values are more than bytes and mean something in a call alone: as a parameter, as a result, or
   * as either. Absent for what may also stand within other types.
   *
   * @internal
   */
  readonly standsAs?: CallPlace | 'either' | undefined
  /**
   * The fewest bytes that a value takes, where this does not depend on what it is made of: the type may then be part of
   * itself.
   *
   * @internal
   */
  readonly leastBytes?: number | undefined
  /**
   * Whether its values are promises: a method of the macro `async_trait` returns one.
   *
   * @internal
   */
  readonly comesLater?: boolean | undefined
  /**
   * What it is in one of two places, for types whose values are not written in the same way in both.
   *
   * @internal
   */
  readonly inPlace?: ((place: CallPlace) => AnyWireType) | undefined
  /**
   * The type of the layout layer whose values lie in native memory as those of this type do. Absent where this side does not
   * know how they lie.
   *
   * @internal
   */
  readonly inMemory?: AnyType | undefined
  /**
   * The type of the layout layer as which functions of native code take or give values, for types that have another one there
   * than in memory, or have none in memory.
   *
   * @internal
   */
  readonly passedAs?: (() => AnyType | undefined) | undefined
  /**
   * How values are passed by a pointer to where they lie, instead of as bytes: for references, of which the peers agree for
   * each call. Gives nothing where this side does not know how they lie in memory.
   *
   * @internal
   */
  readonly byReference?: ((version: number) => WireCodec | undefined) | undefined
  /**
   * The types that it is made of.
   *
   * @internal
   */
  readonly parts?: (() => readonly AnyWireType[]) | undefined
  /**
   * The versions in which it is not the same as in the version before, its parts aside.
   *
   * @internal
   */
  readonly changes?: (() => Iterable<number>) | undefined
}

/** Where a value stands in a call. */
export type CallPlace = 'parameter' | 'result'

/** Any type. */
export type AnyWireType = WireType<unknown, unknown>

/** Gives the schema of what may contain itself: an item of a list, the inside of a box. */
export type SchemaGuard = (item: AnyWireType) => Schema

const codecs = new WeakMap<AnyWireType, Map<number, WireCodec | 'pending'>>()

/**
 * How values of a type are written and read in a version.
 *
 * @internal
 */
export function wireCodec(type: AnyWireType, version: number): WireCodec {
  let versions = codecs.get(type)
  if (versions === undefined) codecs.set(type, (versions = new Map<number, WireCodec>()))
  const known = versions.get(version)
  if (known === 'pending') return codecOfLater(type, version)
  if (known !== undefined) return known
  versions.set(version, 'pending')
  try {
    const codec = type.makeCodec(version)
    versions.set(version, codec)
    return codec
  } finally {
    // What failed is tried again.
    if (versions.get(version) === 'pending') versions.delete(version)
  }
}

/** The codec of a type within itself, which is known as soon as it is used. */
function codecOfLater(type: AnyWireType, version: number): WireCodec {
  let known: WireCodec | undefined
  const codec = (): WireCodec => {
    if (known === undefined) {
      if (codecs.get(type)?.get(version) === 'pending') refuseEndless(type)
      known = wireCodec(type, version)
    }
    return known
  }
  return {
    get smallest() {
      return type.leastBytes ?? codec().smallest
    },
    write: (writer, value) => codec().write(writer, value),
    read: (reader) => codec().read(reader),
    check: (value, depth) => codec().check(value, depth),
  }
}

function refuseEndless({ name }: AnyWireType): never {
  throw new DeclarationError('a type that contains itself', {
    code: 'ABI-L006',
    rule: 'W-12',
    path: name,
    expected: 'a type whose values come to an end',
    found: 'one within itself without a box, a list, a set or a map in between',
  })
}

/**
 * What peers are told of a type.
 *
 * @param type - The type.
 * @param version - The version of the trait.
 * @throws `DeclarationError` `ABI-L006` for what is no type of a connection, `ValueError` `ABI-V001` for what is no version.
 *
 * @see Rules W-20 and W-23 of the specification.
 */
export function schemaOf(type: AnyWireType, version: number): Schema {
  checkType(type, 'schemaOf')
  checkVersion(version, type.name)
  const around: AnyWireType[] = []
  const guard: SchemaGuard = (item) => {
    const index = around.lastIndexOf(item)
    if (index >= 0) return { kind: 'recursion', depth: around.length - index }
    around.push(item)
    const schema = item.makeSchema(version, guard)
    around.pop()
    return schema
  }
  return type.makeSchema(version, guard)
}

/**
 * The versions in which a type, or what it is made of, is not the same as in the version before.
 *
 * @param type - The type.
 * @returns The versions, the lowest first.
 *
 * @see Rule W-10 of the specification.
 *
 * @internal
 */
export function changesOf(type: AnyWireType): number[] {
  const seen = new Set<AnyWireType>([type])
  const changes = new Set<number>()
  for (const one of seen) {
    for (const part of one.parts?.() ?? []) seen.add(part)
    for (const version of one.changes?.() ?? []) changes.add(version)
  }
  return [...changes].sort((first, second) => first - second)
}

/**
 * Writes a value as bytes.
 *
 * @param type - Its type.
 * @param value - The value.
 * @param version - The version of the type, from 0.
 * @returns The bytes.
 * @throws `ValueError` where the value does not fit the type, with the path to what does not; `DeclarationError` `ABI-L006`
 * for what is no type of a connection.
 *
 * @see Rule W-1 of the specification.
 *
 * @example
 * ```ts
 * import { u16 } from 'abiding'
 * import { encodeWire, list } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual([...encodeWire(list(u16), [1, 2])], [2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0])
 * assert.throws(() => encodeWire(list(u16), [1, -2]), { path: 'Vec<u16>[1]' })
 * ```
 */
export function encodeWire<Value, Input>(
  type: WireType<Value, Input>,
  value: Input,
  version = 0,
): Uint8Array {
  checkType(type, 'encodeWire')
  checkVersion(version, type.name)
  const writer = spare ?? new WireWriter()
  // Whoever is asked for a value meanwhile may write values too.
  spare = undefined
  try {
    wireCodec(type, version).write(writer, value)
    return writer.finish()
  } catch (error) {
    throw toError(type.name, error)
  } finally {
    writer.clear()
    if (writer.bytes.length <= mostSpare) spare = writer
  }
}

/** Room that is kept from one value to the next. */
let spare: WireWriter | undefined

/** The most bytes that are kept. */
const mostSpare = 2 ** 16

/**
 * Reads a value from bytes. All bytes must be used.
 *
 * @param type - Its type.
 * @param bytes - What somebody wrote.
 * @param version - The version of the type, from 0.
 * @throws `ValueError` `ABI-W001` for bytes that end too soon or go on, `ABI-W002` for numbers that mean nothing,
 * `ABI-W003` for values without bounds, `ABI-V005` for text that is not UTF-8, `ABI-V001` for what is no bytes;
 * `DeclarationError` `ABI-L006` for what is no type of a connection.
 *
 * @see Rules W-1 and W-3 of the specification.
 *
 * @example
 * ```ts
 * import { decodeWire, option, string } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(decodeWire(option(string), new Uint8Array([0])), undefined)
 * assert.throws(() => decodeWire(option(string), new Uint8Array([1, 5])), { code: 'ABI-W001' })
 * ```
 */
export function decodeWire<Value, Input>(
  type: WireType<Value, Input>,
  bytes: Uint8Array,
  version = 0,
): Value {
  checkType(type, 'decodeWire')
  checkVersion(version, type.name)
  if (!ArrayBuffer.isView(bytes)) refuseBytes(type, bytes)
  try {
    const reader = new WireReader(bytes)
    const value = wireCodec(type, version).read(reader)
    if (reader.left > 0) refuseRest(reader)
    return value as Value
  } catch (error) {
    throw toError(type.name, error)
  }
}

/** Refuses what is not declared for connections: types of the layout layer travel within those that are. */
function checkType(type: unknown, path: string): void {
  const declared = type as Partial<AnyWireType> | null | undefined
  if (typeof declared?.makeSchema === 'function') return
  throw new DeclarationError('not a type of a connection', {
    code: 'ABI-L006',
    rule: 'W-5',
    path,
    expected: 'a type for connections: string, list(…), record(…) and so on',
    found: typeof declared?.name === 'string' ? declared.name : describeValue(type),
  })
}

function refuseBytes({ name }: AnyWireType, found: unknown): never {
  throw new ValueError('nothing that can be read', {
    code: 'ABI-V001',
    rule: 'W-3',
    path: name,
    expected: 'a Uint8Array',
    found: describeValue(found),
  })
}

function refuseRest({ position, bytes }: WireReader): never {
  throw new WireProblem('bytes after the end of the value', {
    code: 'ABI-W001',
    rule: 'W-3',
    expected: `${position} bytes`,
    found: `${bytes.length}`,
  })
}

/**
 * The highest version of a trait: peers pass it as a u32.
 *
 * @internal
 */
export const highestVersion = 0xffff_ffff

/**
 * Refuses what is no version of a trait.
 *
 * @internal
 */
export function checkVersion(version: unknown, path: string): void {
  if (Number.isInteger(version) && (version as number) >= 0 && (version as number) <= highestVersion) return
  throw new ValueError('not a version', {
    code: 'ABI-V001',
    rule: 'W-10',
    path,
    expected: `an integer from 0 to ${highestVersion}`,
    found: describeValue(version),
  })
}

/**
 * The problem of a value that is not of a type.
 *
 * @internal
 */
export function unfit(value: unknown, expected: string, hint?: string): WireProblem {
  return new WireProblem('a value that does not fit', {
    code: 'ABI-V001',
    rule: 'W-2',
    expected,
    found: describeValue(value),
    ...(hint === undefined ? {} : { hint }),
  })
}
