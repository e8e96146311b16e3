import { invert } from './invert.js'
import {
  primitives,
  type MethodDefinition,
  type PrimitiveName,
  type ReceiverKind,
  type Schema,
  type SchemaField,
  type SchemaVariant,
  type TraitDefinition,
  type VectorLayout,
} from './schema.js'
import { within, WireProblem } from './wire-problem.js'
import type { WireReader } from './wire-reader.js'
import type { WireWriter } from './wire-writer.js'

/**
 * The version of the encoding of schemas: 1 is that of savefile 0.17, 2 that of savefile 0.18 and later.
 */
export type SchemaVersion = 1 | 2

/** How deep schemas may be nested: far deeper than any that a person wrote. */
const deepestSchema = 400

/** How many schemas one definition may hold. */
const mostSchemas = 1_000_000

const tags = {
  struct: 1,
  enum: 2,
  primitive: 3,
  vector: 4,
  undefined: 5,
  zeroSize: 6,
  option: 7,
  array: 8,
  custom: 9,
  boxed: 10,
  closure: 11,
  slice: 12,
  str: 13,
  reference: 14,
  trait: 15,
  recursion: 16,
  ioError: 17,
  future: 18,
  uninitSlice: 19,
  utcTimestamp: 20,
} as const satisfies Record<Schema['kind'], number>

const kindOfTag = invert(tags)
const primitiveOfNumber = invert(primitives)

const receivers = { shared: 100, mut: 101, pinned: 102 } as const satisfies Record<ReceiverKind, number>
const receiverOfNumber = invert(receivers)

/** The fewest bytes of each: what a count is judged by. */
const smallest = { method: 8 + 1 + 8, schema: 1, field: 8 + 1, variant: 8 + 1 + 8 }

/**
 * Writes the definition of a trait.
 *
 * @see Rules W-20 and W-21 of the specification.
 *
 * @internal
 */
export function writeDefinition(
  writer: WireWriter,
  definition: TraitDefinition,
  version: SchemaVersion,
): void {
  writer.text(definition.name)
  writer.count(definition.methods.length)
  for (const { name, returns, receiver, isAsyncTrait, parameters } of definition.methods) {
    writer.text(name)
    writeSchema(writer, returns, version)
    if (version >= 2) {
      writer.u8(receivers[receiver])
      writer.u8(Number(isAsyncTrait))
    }
    writer.count(parameters.length)
    for (const parameter of parameters) writeSchema(writer, parameter, version)
  }
}

/**
 * Writes a schema.
 *
 * @see Rule W-20 of the specification.
 *
 * @internal
 */
export function writeSchema(writer: WireWriter, schema: Schema, version: SchemaVersion): void {
  writer.u8(tags[schema.kind])
  switch (schema.kind) {
    case 'struct':
      writer.text(schema.name)
      writer.count(schema.fields.length)
      writeOptional(writer, schema.size)
      writeOptional(writer, schema.alignment)
      return writeFields(writer, schema.fields, version)
    case 'enum':
      writer.text(schema.name)
      writer.count(schema.variants.length)
      for (const { name, discriminant, fields } of schema.variants) {
        writer.text(name)
        writer.u8(discriminant)
        writer.count(fields.length)
        writeFields(writer, fields, version)
      }
      writer.u8(schema.discriminantSize)
      writer.u8(Number(schema.hasExplicitRepr))
      writeOptional(writer, schema.size)
      return writeOptional(writer, schema.alignment)
    case 'primitive':
      writer.u8(primitives[schema.name])
      if (schema.name === 'string') writer.u8(schema.layout ?? 0)
      return
    case 'vector':
      writeSchema(writer, schema.item, version)
      return writer.u8(schema.layout)
    case 'array':
      writer.count(schema.count)
      return writeSchema(writer, schema.item, version)
    case 'option':
    case 'boxed':
    case 'slice':
    case 'reference':
      return writeSchema(writer, schema.item, version)
    case 'custom':
      return void writer.text(schema.name)
    case 'closure':
    case 'trait':
      writer.u8(Number(schema.isMut))
      return writeDefinition(writer, schema.definition, version)
    case 'future':
      writer.u8(Number(schema.isSend) | (Number(schema.isSync) << 1) | (Number(schema.isUnpin) << 2))
      return writeDefinition(writer, schema.definition, version)
    case 'recursion':
      return writer.count(schema.depth)
    default:
      return
  }
}

function writeFields(writer: WireWriter, fields: readonly SchemaField[], version: SchemaVersion): void {
  for (const { name, schema, offset } of fields) {
    writer.text(name)
    writeSchema(writer, schema, version)
    writeOptional(writer, offset)
  }
}

function writeOptional(writer: WireWriter, value: number | undefined): void {
  writer.u8(Number(value !== undefined))
  if (value !== undefined) writer.count(value)
}

/**
 * Reads definitions and schemas, of whoever wrote them.
 *
 * @see Rules W-3, W-20 and W-21 of the specification.
 *
 * @internal
 */
export class SchemaReader {
  readonly #reader: WireReader
  readonly #version: SchemaVersion
  #depth = 0
  #count = 0

  /** Reads from where the reader is. */
  constructor(reader: WireReader, version: SchemaVersion) {
    this.#reader = reader
    this.#version = version
  }

  /** Reads the definition of a trait. */
  definition(): TraitDefinition {
    const name = this.#reader.text()
    const methods = this.#list('method', smallest.method, () => this.#method())
    return { name, methods }
  }

  #method(): MethodDefinition {
    const name = this.#reader.text()
    return this.#inside(`.${name}`, () => {
      const returns = this.#inside(' → result', () => this.schema())
      const isNew = this.#version >= 2
      const receiver = isNew ? this.#receiver() : 'shared'
      const isAsyncTrait = isNew && this.#reader.u8() === 1
      const parameters = this.#list('param', smallest.schema, () => this.schema())
      return { name, returns, receiver, isAsyncTrait, parameters }
    })
  }

  #receiver(): ReceiverKind {
    const number = this.#reader.u8()
    return receiverOfNumber.get(number) ?? refuseNumber('a receiver', number, receiverOfNumber)
  }

  /** Reads a schema. */
  schema(): Schema {
    if (++this.#count > mostSchemas) refuseMuch(`at most ${mostSchemas} schemas`)
    if (++this.#depth > deepestSchema) refuseMuch(`schemas nested at most ${deepestSchema} deep`)
    const schema = this.#body()
    this.#depth -= 1
    return schema
  }

  #body(): Schema {
    const reader = this.#reader
    const tag = reader.u8()
    const kind = kindOfTag.get(tag) ?? refuseNumber('a schema', tag, kindOfTag)
    switch (kind) {
      case 'struct': {
        const name = reader.text()
        const count = reader.count(smallest.field)
        const layout = { size: this.#optional(), alignment: this.#optional() }
        return { kind, name, fields: this.#fields(name, count), ...layout }
      }
      case 'enum': {
        const name = reader.text()
        const variants = this.#list(name, smallest.variant, () => this.#variant())
        const discriminantSize = reader.u8()
        if (discriminantSize !== 1 && discriminantSize !== 2 && discriminantSize !== 4) {
          refuseNumber(
            'the size of a discriminant',
            discriminantSize,
            new Map([1, 2, 4].map((one) => [one, ''])),
          )
        }
        const hasExplicitRepr = reader.u8() === 1
        const layout = { size: this.#optional(), alignment: this.#optional() }
        return { kind, name, variants, discriminantSize, hasExplicitRepr, ...layout }
      }
      case 'primitive':
        return this.#primitive()
      case 'vector':
        return { kind, item: this.#inside('[]', () => this.schema()), layout: this.#vectorLayout() }
      case 'array': {
        const count = this.#number()
        return { kind, count, item: this.#inside('[]', () => this.schema()) }
      }
      case 'option':
      case 'boxed':
      case 'slice':
      case 'reference':
        return { kind, item: this.schema() }
      case 'custom':
        return { kind, name: reader.text() }
      case 'closure':
      case 'trait':
        return { kind, isMut: reader.u8() === 1, definition: this.definition() }
      case 'future': {
        const mask = reader.u8()
        const bounds = { isSend: (mask & 1) !== 0, isSync: (mask & 2) !== 0, isUnpin: (mask & 4) !== 0 }
        return { kind, ...bounds, definition: this.definition() }
      }
      case 'recursion':
        return { kind, depth: this.#number() }
      default:
        return { kind }
    }
  }

  #primitive(): Schema {
    const number = this.#reader.u8()
    const name: PrimitiveName =
      primitiveOfNumber.get(number) ?? refuseNumber('a primitive', number, primitiveOfNumber)
    if (name !== 'string') return { kind: 'primitive', name }
    return { kind: 'primitive', name, layout: this.#vectorLayout() }
  }

  #vectorLayout(): VectorLayout {
    const number = this.#reader.u8()
    // A layout that is not known yet is as good as none.
    return number <= 8 ? (number as VectorLayout) : 0
  }

  #variant(): SchemaVariant {
    const name = this.#reader.text()
    const discriminant = this.#reader.u8()
    return { name, discriminant, fields: this.#fields(name, this.#reader.count(smallest.field)) }
  }

  #fields(owner: string, count: number): SchemaField[] {
    const fields: SchemaField[] = []
    for (let index = 0; index < count; index++) {
      const name = this.#reader.text()
      const schema = this.#inside(`${owner}.${name}`, () => this.schema())
      fields.push({ name, schema, offset: this.#optional() })
    }
    return fields
  }

  #optional(): number | undefined {
    return this.#reader.u8() === 0 ? undefined : this.#number()
  }

  #number(): number {
    const number = this.#reader.u64()
    if (number > BigInt(Number.MAX_SAFE_INTEGER)) refuseMuch('a number below 2^53')
    return Number(number)
  }

  #list<Item>(owner: string, itemSize: number, read: () => Item): Item[] {
    const count = this.#reader.count(itemSize)
    const items: Item[] = []
    for (let index = 0; index < count; index++) items.push(this.#inside(` → ${owner} ${index}`, read))
    return items
  }

  #inside<Result>(segment: string, read: () => Result): Result {
    try {
      return read()
    } catch (error) {
      throw within(segment, error)
    }
  }
}

function refuseNumber(what: string, found: number, known: ReadonlyMap<number, string>): never {
  throw new WireProblem(`not ${what} of the savefile format`, {
    code: 'ABI-W002',
    rule: 'W-20',
    expected: `one of ${[...known.keys()].join(', ')}`,
    found: `${found}`,
    hint: 'the bytes are damaged, or the peer uses a version that is not known yet',
  })
}

function refuseMuch(expected: string): never {
  throw new WireProblem('a definition out of all bounds', {
    code: 'ABI-W003',
    rule: 'W-3',
    expected,
    found: 'more',
  })
}
