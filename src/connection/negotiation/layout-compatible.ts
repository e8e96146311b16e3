import type { Schema, SchemaField, SchemaLayout } from '../wire/schema.js'
import type { SchemaOfKind } from './schema-of-kind.js'

type Rule<One extends Schema> = (one: One, other: One) => boolean

const never = (): boolean => false

const inner = (one: { readonly item: Schema }, other: { readonly item: Schema }): boolean =>
  layoutCompatible(one.item, other.item)

/** Whether two schemas of the same kind say the same of memory, by kind. */
const rules: { readonly [Kind in Schema['kind']]: Rule<SchemaOfKind<Kind>> } = {
  struct: (one, other) => sameSize(one, other) && sameFields(one.fields, other.fields),
  enum: (one, other) =>
    one.hasExplicitRepr &&
    other.hasExplicitRepr &&
    one.discriminantSize === other.discriminantSize &&
    sameSize(one, other) &&
    one.variants.length === other.variants.length &&
    one.variants.every((variant, index) => {
      const { discriminant, fields } = other.variants[index]!
      return variant.discriminant === discriminant && sameFields(variant.fields, fields)
    }),
  primitive: (one, other) =>
    one.name === other.name && (one.name !== 'string' || sameWords(one.layout ?? 0, other.layout ?? 0)),
  vector: (one, other) => sameWords(one.layout, other.layout) && inner(one, other),
  array: (one, other) => one.count === other.count && inner(one, other),
  zeroSize: () => true,
  boxed: inner,
  slice: inner,
  reference: inner,
  // Where the value of an option lies depends on its type, and nobody says so.
  option: never,
  undefined: never,
  custom: never,
  str: never,
  ioError: never,
  uninitSlice: never,
  utcTimestamp: never,
  trait: never,
  closure: never,
  future: never,
  recursion: never,
}

/**
 * Whether a value lies in memory in the same way on two sides, as far as their schemas say so. They do not tell boxes and
 * cells from what these hold: whoever relies upon it must know its own type.
 *
 * @param one - The schema of one side.
 * @param other - The schema of the other.
 *
 * @see Rule X-44 of the specification.
 *
 * @internal
 */
export function layoutCompatible(one: Schema, other: Schema): boolean {
  if (one.kind !== other.kind) return false
  return (rules[one.kind] as Rule<Schema>)(one, other)
}

function sameSize(one: SchemaLayout, other: SchemaLayout): boolean {
  if (one.size === undefined || one.alignment === undefined) return false
  return one.size === other.size && one.alignment === other.alignment
}

function sameFields(one: readonly SchemaField[], other: readonly SchemaField[]): boolean {
  if (one.length !== other.length) return false
  return one.every(({ offset, schema }, index) => {
    const peer = other[index]!
    return offset !== undefined && offset === peer.offset && layoutCompatible(schema, peer.schema)
  })
}

/** 0 is for what is not known. */
function sameWords(one: number, other: number): boolean {
  return one !== 0 && one === other
}
