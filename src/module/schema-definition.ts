import * as v from 'valibot'
import { presenceFits, schemaVersion, versionsFit } from './schema-versions.js'
import type { SchemaDefinition, SchemaField, SchemaNode, SchemaVariant } from '../layout/index.js'

/** A name of C. @internal */
export const schemaName = v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]{0,254}$/, 'not a name'))

/** What stands for the name of a bit field that has none. */
const placeholder = v.pipe(v.string(), v.regex(/^\$[A-Za-z0-9_]{0,254}$/, 'not a name'))

/**
 * A type in a schema.
 *
 * @see Rule S-2 of the specification.
 *
 * @internal
 */
export const schemaNode: v.GenericSchema<SchemaNode> = v.lazy(() =>
  v.union([
    schemaName,
    v.strictObject({ type: schemaName }),
    v.strictObject({
      pointer: schemaNode,
      const: v.exactOptional(v.literal(true)),
      nullable: v.exactOptional(v.literal(true)),
    }),
    v.strictObject({ array: schemaNode, length: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
    v.strictObject({ flexible: schemaNode }),
    v.strictObject({ atomic: schemaNode }),
    v.strictObject({
      fn: v.strictObject({
        params: v.array(v.strictObject({ name: schemaName, type: schemaNode })),
        returns: schemaNode,
        variadic: v.exactOptional(v.literal(true)),
      }),
      nullable: v.exactOptional(v.literal(true)),
    }),
  ]),
)

const powerOfTwo = (largest: number): v.GenericSchema<number> =>
  v.pipe(
    v.number(),
    v.check(
      (value) => value >= 1 && value <= largest && Number.isInteger(Math.log2(value)),
      `not a power of two up to ${largest}`,
    ),
  )
const alignment = powerOfTwo(8192)
const bitWidth = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64))

const field: v.GenericSchema<SchemaField> = v.pipe(
  v.strictObject({
    name: v.union([schemaName, placeholder], 'not a name'),
    type: schemaNode,
    align: v.exactOptional(alignment),
    bits: v.exactOptional(bitWidth),
  }),
  v.check(
    ({ name, align, bits }) => (bits === undefined ? !name.startsWith('$') : align === undefined),
    'neither a field nor a bit field',
  ),
  v.check(({ name, bits }) => bits !== 0 || name.startsWith('$'), 'a bit field with a name and without bits'),
)

const recordFields = v.pipe(
  v.array(field),
  v.check((fields) => fields.some(({ name }) => !name.startsWith('$')), 'no fields'),
  v.check((fields) => namesAreUnique(fields), 'two fields of one name'),
  v.check(
    (fields) => fields.slice(0, -1).every(({ type }) => !isFlexible(type)),
    'a flexible array before other fields',
  ),
)

/** The fields of a form may be none. */
const formFields = v.pipe(
  v.array(field),
  v.check((fields) => namesAreUnique(fields), 'two fields of one name'),
  v.check((fields) => fields.every(({ type }) => !isFlexible(type)), 'a flexible array in a tagged union'),
)

const discriminant = v.pipe(v.string(), v.regex(/^(0|-?[1-9][0-9]{0,19})$/, 'not a decimal number'))
const variantMembers = { name: schemaName, value: discriminant }

const variants = v.pipe(
  v.array(v.strictObject(variantMembers)),
  v.minLength(1),
  v.check((all) => namesAreUnique(all), 'two values of one name'),
)

const forms = v.pipe(
  v.array(v.strictObject({ ...variantMembers, fields: formFields })),
  v.minLength(1),
  v.check((all) => namesAreUnique(all), 'two forms of one name'),
  v.check((all) => valuesAreUnique(all), 'two forms of one value'),
)

const record = {
  align: v.exactOptional(alignment),
  packed: v.exactOptional(powerOfTwo(16)),
}

/** Structs of others have more fields than a mask has bits, but not without end. */
const mostFields = 4096

/**
 * What a prefix type is made of, whether it is the root of a module or one that it mentions.
 *
 * @see Rule S-3 of the specification.
 *
 * @internal
 */
export const interfaceMembers = {
  version: schemaVersion,
  lastPrefixField: v.nullable(schemaName),
  presence: v.exactOptional(v.strictObject({ kind: v.picklist(['size', 'version']), field: schemaName })),
  align: v.exactOptional(alignment),
  fields: v.pipe(
    v.array(
      v.strictObject({
        name: schemaName,
        since: schemaVersion,
        type: schemaNode,
        accessible: v.exactOptional(v.boolean()),
        reserved: v.exactOptional(v.literal(true)),
        consumes: v.exactOptional(schemaName),
      }),
    ),
    v.maxLength(mostFields),
  ),
}

/**
 * What a named type is made of.
 *
 * @see Rule S-2 of the specification.
 *
 * @internal
 */
export const schemaDefinition: v.GenericSchema<SchemaDefinition> = v.variant('kind', [
  v.strictObject({ kind: v.literal('opaque') }),
  v.strictObject({ kind: v.literal('struct'), fields: recordFields, ...record }),
  v.strictObject({
    kind: v.literal('union'),
    fields: v.pipe(
      recordFields,
      v.check((fields) => fields.every(({ type }) => !isFlexible(type)), 'a flexible array in a union'),
    ),
    ...record,
  }),
  v.strictObject({ kind: v.literal('alias'), of: schemaNode }),
  v.strictObject({
    kind: v.literal('enum'),
    repr: schemaNode,
    open: v.exactOptional(v.literal(true)),
    variants,
  }),
  v.strictObject({
    kind: v.literal('taggedUnion'),
    repr: v.pipe(
      v.array(schemaNode),
      v.check((repr) => repr.length === 1 || (repr.length === 2 && repr[0] === 'C'), 'not a representation'),
    ),
    variants: forms,
  }),
  v.pipe(
    v.strictObject({ kind: v.literal('prefix'), ...interfaceMembers }),
    v.forward(
      v.check((shape) => versionsFit(shape), 'not a version'),
      ['version'],
    ),
    v.check((shape) => presenceFits(shape), 'fields that its presence does not fit'),
    v.check(({ fields }) => namesAreUnique(fields), 'two fields of one name'),
    v.check(
      ({ lastPrefixField, fields }) =>
        lastPrefixField === null || fields.some(({ name }) => name === lastPrefixField),
      'a last prefix field that is no field',
    ),
  ),
])

/**
 * Every type that a definition mentions directly.
 *
 * @internal
 */
export function nodesIn(definition: SchemaDefinition): readonly SchemaNode[] {
  switch (definition.kind) {
    case 'opaque':
      return []
    case 'alias':
      return [definition.of]
    case 'enum':
      return [definition.repr]
    case 'taggedUnion':
      return [
        ...definition.repr,
        ...definition.variants.flatMap((form) => form.fields.map(({ type }) => type)),
      ]
    case 'struct':
    case 'union':
    case 'prefix':
      return definition.fields.map(({ type }) => type)
  }
}

function isFlexible(node: SchemaNode): boolean {
  return typeof node === 'object' && 'flexible' in node
}

function namesAreUnique(all: readonly { readonly name: string }[]): boolean {
  return new Set(all.map(({ name }) => name)).size === all.length
}

function valuesAreUnique(all: readonly SchemaVariant[]): boolean {
  return new Set(all.map(({ value }) => value)).size === all.length
}
