import type { SchemaOfKind } from '../negotiation/schema-of-kind.js'
import type { Schema } from '../wire/schema.js'
import type { ConstantName } from './described.js'

type StructSchema = SchemaOfKind<'struct'>
type EnumSchema = SchemaOfKind<'enum'>

/**
 * The types of Rust's standard library that the crate describes as a struct or an enum of its own. Those that somebody
 * derived have a size, these have none.
 */
const standard: readonly { readonly shape: string; readonly type: ConstantName }[] = [
  { shape: 'Duration{Duration:u128}', type: 'duration' },
  { shape: 'SystemTime{SystemTimeDuration:u128}', type: 'systemTime' },
  { shape: 'IpAddr(IPV4=0{0:u32} IPV6=1{0:u128})', type: 'ipAddress' },
  // The port is not mentioned, but it is there.
  { shape: 'SocketAddr(IPV4=0{0:u32} IPV6=1{0:u128})', type: 'socketAddress' },
]

/**
 * The type of the standard library that a struct or an enum stands for, if it does.
 *
 * @see Rule X-67 of the specification.
 *
 * @internal
 */
export function standardType(schema: StructSchema | EnumSchema): ConstantName | undefined {
  if (schema.size !== undefined || schema.alignment !== undefined) return undefined
  const shape = schema.kind === 'struct' ? structShape(schema) : enumShape(schema)
  return standard.find((one) => one.shape === shape)?.type
}

function structShape({ name, fields }: Pick<StructSchema, 'name' | 'fields'>): string {
  if (fields.length > 1) return ''
  return `${name}{${fields.map((field) => `${field.name}:${primitiveOf(field.schema)}`).join(' ')}}`
}

function enumShape({ name, variants }: EnumSchema): string {
  if (variants.length > 2) return ''
  const forms = variants.map((one) =>
    structShape({ name: `${one.name}=${one.discriminant}`, fields: one.fields }),
  )
  return `${name}(${forms.join(' ')})`
}

function primitiveOf(schema: Schema): string {
  return schema.kind === 'primitive' ? schema.name : ''
}

/**
 * What a result is made of: the crate gives both sides the number 0, which no enum that somebody derived has.
 *
 * @see Rule X-67 of the specification.
 *
 * @internal
 */
export function resultSides(schema: EnumSchema): readonly [ok: Schema, err: Schema] | undefined {
  const { name, variants, size } = schema
  if (name !== 'Result' || size !== undefined || variants.length !== 2) return undefined
  const [ok, err] = variants as [EnumSchema['variants'][number], EnumSchema['variants'][number]]
  if (ok.discriminant !== 0 || err.discriminant !== 0) return undefined
  if (ok.fields.length !== 1 || err.fields.length !== 1) return undefined
  return [ok.fields[0]!.schema, err.fields[0]!.schema]
}

/**
 * The keys and values of a map, if a vector is one.
 *
 * @see Rule X-67 of the specification.
 *
 * @internal
 */
export function mapParts(item: Schema): readonly [key: Schema, value: Schema] | undefined {
  const fields = namedFields(item, 'KeyValuePair', ['key', 'value'])
  return fields === undefined ? undefined : [fields[0]!, fields[1]!]
}

/**
 * The values of a set that says that it is one: `IndexSet` does.
 *
 * @see Rule X-67 of the specification.
 *
 * @internal
 */
export function setItem(item: Schema): Schema | undefined {
  return namedFields(item, 'Key', ['key'])?.[0]
}

function namedFields(schema: Schema, name: string, names: readonly string[]): Schema[] | undefined {
  if (schema.kind !== 'struct' || schema.name !== name || schema.size !== undefined) return undefined
  const { fields } = schema
  if (fields.length !== names.length) return undefined
  return fields.every((field, index) => field.name === names[index])
    ? fields.map((field) => field.schema)
    : undefined
}

/**
 * Whether a struct is a tuple.
 *
 * @see Rule X-67 of the specification.
 *
 * @internal
 */
export function isTuple({ name, fields }: StructSchema): boolean {
  return name === `${fields.length}-Tuple` && fields.every((field, index) => field.name === String(index))
}
