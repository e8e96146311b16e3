import type { PrimitiveName, Schema, SchemaField } from '../wire/schema.js'
import type { SchemaOfKind } from './schema-of-kind.js'

const widths: { readonly [Name in PrimitiveName]: number } = {
  i8: 1,
  u8: 1,
  bool: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  char: 4,
  canary1: 4,
  i64: 8,
  u64: 8,
  f64: 8,
  string: 8,
  i128: 16,
  u128: 16,
}

/**
 * How many bytes a primitive takes; for a string, those that tell its length.
 *
 * @internal
 */
export function widthOf(name: PrimitiveName): number {
  return widths[name]
}

type Rule<Kind extends Schema['kind']> = (schema: SchemaOfKind<Kind>) => number

const none = (): number => 0

const rules: { readonly [Kind in Schema['kind']]: Rule<Kind> } = {
  struct: ({ fields }) => sum(fields),
  enum: ({ variants, discriminantSize }) =>
    discriminantSize + variants.reduce((least, { fields }) => Math.min(least, sum(fields)), Infinity),
  primitive: ({ name }) => widthOf(name),
  vector: () => 8,
  array: ({ count, item }) => count * smallestValue(item),
  option: () => 1,
  boxed: () => 24,
  reference: () => 24,
  future: () => 24,
  str: () => 16,
  ioError: () => 10,
  utcTimestamp: () => 8,
  zeroSize: none,
  undefined: none,
  custom: none,
  slice: none,
  trait: none,
  closure: none,
  recursion: none,
  uninitSlice: none,
}

/**
 * The fewest bytes that a value takes of which a schema is known.
 *
 * @see Rule W-3 of the specification.
 *
 * @internal
 */
export function smallestValue(schema: Schema): number {
  let size = known.get(schema)
  // Each is asked once, however many arrays are around it.
  if (size === undefined) known.set(schema, (size = (rules[schema.kind] as Rule<Schema['kind']>)(schema)))
  return size
}

const known = new WeakMap<Schema, number>()

function sum(fields: readonly SchemaField[]): number {
  return fields.reduce((bytes, { schema }) => bytes + smallestValue(schema), 0)
}
