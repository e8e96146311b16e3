import type { AnyType, TaggedUnionType } from '../../layout/index.js'
import { layoutOf, type StructLayout } from '../../layout/layout.js'
import { hostTarget } from '../../layout/target.js'
import { scalarForms, type ScalarForm } from './scalar-forms.js'
import { scalarOf } from './scalar-types.js'
import type { Schema, SchemaField } from './schema.js'
import { badNumber, within } from './wire-problem.js'
import type { WireReader } from './wire-reader.js'
import { schemaOf } from './wire-type.js'
import type { WireWriter } from './wire-writer.js'

/** How a part of a value of the layout layer travels, between its place in memory and the bytes of the format. */
export interface LayoutPiece {
  /** The fewest bytes that it takes when it travels. */
  readonly smallest: number
  /** What peers are told of it. */
  readonly schema: Schema
  /** Writes what lies in memory, which was checked when it was laid there. */
  readonly write: (writer: WireWriter, view: DataView, offset: number) => void
  /** Reads it into memory whose bytes are zero. */
  readonly read: (reader: WireReader, view: DataView, offset: number) => void
}

/** How a kind of types travels; `undefined` where a type of it does not. */
type PieceOf = (type: AnyType) => LayoutPiece | undefined

/** The kinds of types with a name of their own, by what they are called in schemas of the layout layer. */
const namedPieces: Readonly<Record<string, PieceOf>> = {
  struct: structPiece,
  alias: aliasPiece,
  enum: enumPiece,
  taggedUnion: taggedUnionPiece,
}

/**
 * How a type of the layout layer travels.
 *
 * @returns `undefined` where its values do not: they point somewhere, or are not of the same width everywhere.
 *
 * @see Rule W-17 of the specification.
 *
 * @internal
 */
export function pieceOf(type: AnyType): LayoutPiece | undefined {
  const node = type.schema()
  if (typeof node === 'string') return scalarPiece(type, node)
  if ('array' in node) return arrayPiece(type, node.length)
  const { kind } = type.definition?.schema() ?? {}
  return kind === undefined || type.isMoved === true ? undefined : namedPieces[kind]?.(type)
}

function scalarPiece(type: AnyType, name: string): LayoutPiece | undefined {
  const wire = scalarOf(type)
  if (wire === undefined) return undefined
  const form = (scalarForms as Readonly<Record<string, ScalarForm>>)[name]
  const size = form?.size ?? 0
  return {
    smallest: size,
    schema: schemaOf(wire, 0),
    write(writer, view, offset) {
      const at = writer.take(size)
      form?.set(writer.view, at, form.get(view, offset) as never)
    },
    read(reader, view, offset) {
      const at = reader.take(size)
      form?.set(view, offset, form.get(reader.view, at) as never)
    },
  }
}

function arrayPiece(type: AnyType, length: number): LayoutPiece | undefined {
  const element = type.mentions()[0]!
  const piece = pieceOf(element)
  if (piece === undefined) return undefined
  const stride = layoutOf(element, hostTarget()).size
  return {
    smallest: length * piece.smallest,
    schema: { kind: 'array', count: length, item: piece.schema },
    write(writer, view, offset) {
      for (let index = 0; index < length; index++) piece.write(writer, view, offset + index * stride)
    },
    read(reader, view, offset) {
      let index = 0
      try {
        for (; index < length; index++) piece.read(reader, view, offset + index * stride)
      } catch (error) {
        throw within(`[${index}]`, error)
      }
    },
  }
}

/** A field and where it lies. */
interface PlacedPiece {
  readonly name: string
  readonly offset: number
  readonly piece: LayoutPiece
}

/** The fields of a struct that travel, but for one that is written otherwise. */
function fieldPieces(type: AnyType, except?: AnyType): PlacedPiece[] | undefined {
  const { fields } = layoutOf(type, hostTarget()) as StructLayout
  // Bit fields are places in others, some of them without a name.
  if (type.definition!.fields!().some(({ bitWidth }) => bitWidth !== undefined)) return undefined
  const pieces: PlacedPiece[] = []
  for (const { name, type: fieldType, offset } of fields) {
    if (fieldType === except) continue
    const piece = pieceOf(fieldType)
    if (piece === undefined) return undefined
    pieces.push({ name, offset, piece })
  }
  return pieces
}

const sumOf = (pieces: readonly PlacedPiece[]): number =>
  pieces.reduce((sum, { piece }) => sum + piece.smallest, 0)

function schemaFields(pieces: readonly PlacedPiece[], start = 0): SchemaField[] {
  return pieces.map(({ name, offset, piece }) => ({ name, schema: piece.schema, offset: start + offset }))
}

/** The crate does not look where the fields of a form lie if nobody says how wide its number is. */
function withoutOffsets(pieces: readonly PlacedPiece[]): SchemaField[] {
  return schemaFields(pieces).map(({ name, schema }) => ({ name, schema }))
}

function writeFields(
  pieces: readonly PlacedPiece[],
  writer: WireWriter,
  view: DataView,
  start: number,
): void {
  for (const { piece, offset } of pieces) piece.write(writer, view, start + offset)
}

function readFields(pieces: readonly PlacedPiece[], reader: WireReader, view: DataView, start: number): void {
  let next = 0
  try {
    for (; next < pieces.length; next++) {
      const { piece, offset } = pieces[next]!
      piece.read(reader, view, start + offset)
    }
  } catch (error) {
    throw within(`.${pieces[next]!.name}`, error)
  }
}

function structPiece(type: AnyType): LayoutPiece | undefined {
  if (type.endsFlexible?.() === true) return undefined
  const pieces = fieldPieces(type)
  if (pieces === undefined) return undefined
  return {
    smallest: sumOf(pieces),
    schema: { kind: 'struct', name: type.name, fields: schemaFields(pieces), ...extent(type) },
    write: (writer, view, offset) => writeFields(pieces, writer, view, offset),
    read: (reader, view, offset) => readFields(pieces, reader, view, offset),
  }
}

function extent(type: AnyType): { readonly size: number; readonly alignment: number } {
  const { size, alignment } = layoutOf(type, hostTarget())
  return { size, alignment }
}

/** Rust's `repr(transparent)`: a struct of one field without a name. */
function aliasPiece(type: AnyType): LayoutPiece | undefined {
  const piece = pieceOf(type.mentions()[0]!)
  if (piece === undefined) return undefined
  const fields = schemaFields([{ name: '0', offset: 0, piece }])
  return { ...piece, schema: { kind: 'struct', name: type.name, fields, ...extent(type) } }
}

/** The numbers of an enum: how it lies in memory, and how it travels. */
interface Numbers {
  readonly names: readonly string[]
  /** Bytes of the number where it travels. */
  readonly size: 1 | 2 | 4
  readonly isC: boolean
  /** Whether the declaration says how wide the number is in memory, as `repr(u8)` does and `repr(C)` does not. */
  readonly isWidthSaid: boolean
  readonly write: LayoutPiece['write']
  readonly read: (reader: WireReader, view: DataView, offset: number) => number
  readonly get: (view: DataView, offset: number) => number
}

/** What the crate calls integers that can hold the numbers of an enum. */
const numberForms: Readonly<Record<string, ScalarForm | undefined>> = {
  u8: scalarForms.u8,
  i8: scalarForms.i8,
  u16: scalarForms.u16,
  i16: scalarForms.i16,
  u32: scalarForms.u32,
  i32: scalarForms.i32,
}

/** The integers of `repr(C)`, which have 32 bits wherever Rust and the crate go; the numbers travel in as few bytes as they need. */
const integersOfC: readonly unknown[] = ['c_int', 'c_uint']

function numbersOf(owner: AnyType, tags: AnyType, isC: boolean): Numbers | undefined {
  const definition = tags.definition!.schema()
  if (definition.kind !== 'enum' || definition.open === true) return undefined
  // The format counts the forms: a number of its own would be told from that in some places and not in others.
  if (definition.variants.some(({ value }, index) => value !== String(index))) return undefined
  const names = definition.variants.map(({ name }) => name)
  const isInteger = integersOfC.includes(definition.repr)
  const memory = isInteger ? scalarForms.u32 : numberForms[definition.repr as string]
  if (memory === undefined) return undefined
  const few = names.length <= 2 ** 8 ? scalarForms.u8 : scalarForms.u16
  const wire = isInteger ? few : memory
  return {
    names,
    size: wire.size as 1 | 2 | 4,
    isC: isC || isInteger,
    isWidthSaid: !isInteger,
    get: (view, offset) => memory.get(view, offset) as number,
    write(writer, view, offset) {
      const at = writer.take(wire.size)
      wire.set(writer.view, at, memory.get(view, offset) as never)
    },
    read(reader, view, offset) {
      const at = reader.take(wire.size)
      const number = wire.get(reader.view, at) as number
      if (!(number >= 0 && number < names.length))
        throw badNumber(`a form of ${owner.name}`, `0 to ${names.length - 1}`, number)
      memory.set(view, offset, number as never)
      return number
    },
  }
}

function enumSchema(type: AnyType, { names, size, isC }: Numbers, fields: readonly SchemaField[][]): Schema {
  return {
    kind: 'enum',
    name: type.name,
    variants: names.map((name, index) => ({
      name,
      discriminant: index & 0xff,
      fields: fields[index] ?? [],
    })),
    discriminantSize: size,
    hasExplicitRepr: isC,
    ...extent(type),
  }
}

function enumPiece(type: AnyType): LayoutPiece | undefined {
  const numbers = numbersOf(type, type, false)
  if (numbers === undefined) return undefined
  return {
    smallest: numbers.size,
    schema: enumSchema(type, numbers, []),
    write: numbers.write,
    read: numbers.read,
  }
}

function taggedUnionPiece(type: AnyType): LayoutPiece | undefined {
  const { tags } = type as TaggedUnionType
  const definition = type.definition!.schema()
  const isSplit = definition.kind === 'taggedUnion' && definition.repr[0] === 'C'
  const numbers = numbersOf(type, tags, isSplit)
  if (numbers === undefined) return undefined
  const { fields } = layoutOf(type, hostTarget()) as StructLayout
  const payload = fields.find(({ name }) => name === 'payload')
  const start = isSplit ? (payload?.offset ?? 0) : 0
  const bodies = isSplit ? (payload?.type.definition!.fields!() ?? []) : fields
  const forms: PlacedPiece[][] = []
  for (const name of numbers.names) {
    const body = bodies.find((one) => one.name === name)
    const pieces = body === undefined ? [] : fieldPieces(body.type, tags)
    if (pieces === undefined) return undefined
    forms.push(pieces)
  }
  return {
    smallest: numbers.size + Math.min(...forms.map(sumOf)),
    schema: enumSchema(
      type,
      numbers,
      forms.map((pieces) => (numbers.isWidthSaid ? schemaFields(pieces, start) : withoutOffsets(pieces))),
    ),
    write(writer, view, offset) {
      numbers.write(writer, view, offset)
      writeFields(forms[numbers.get(view, offset)]!, writer, view, offset + start)
    },
    read(reader, view, offset) {
      const number = numbers.read(reader, view, offset)
      try {
        readFields(forms[number]!, reader, view, offset + start)
      } catch (error) {
        throw within(`.${numbers.names[number]}`, error)
      }
    },
  }
}
