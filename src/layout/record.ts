import { DeclarationError } from '../errors/index.js'
import { checkAlignment } from './aligned.js'
import { checkBitField } from './bit-field.js'
import { readFields, type Field } from './field.js'
import { holdsAddress, layoutOf, leavesOf, type StructLayout } from './layout.js'
import { mergeLeaves } from './leaves.js'
import { checkName, describeValue } from './names.js'
import { placeFields } from './placement/place-fields.js'
import { spellC } from './scalar.js'
import type { SchemaField } from './schema.js'
import type { Target } from './target.js'
import type { AbiStableName, AnyType, DefinedField, Leaf, NamedDefinition, PlacementOptions } from './type.js'

/** Remarks on a struct or union as a whole. */
export interface RecordOptions extends PlacementOptions {
  /** What it is, for headers and reference pages. */
  readonly doc?: string
  /**
   * Bytes, a power of two from 1 to 8192: the whole is aligned to at least this. `_Alignas` in C, `repr(align(n))` in
   * Rust.
   */
  readonly align?: number
  /**
   * Bytes, 1, 2, 4, 8 or 16: no field is aligned to more than this. `#pragma pack(n)` in C, `repr(packed(n))` in Rust.
   */
  readonly packed?: number
  /** What the crate `abi_stable` calls it, for types that the crate defines. @internal */
  readonly abiStable?: AbiStableName
}

/** Checks what is said of a struct or union as a whole. */
function checkOptions(options: unknown, path: string): asserts options is RecordOptions {
  if (typeof options !== 'object' || options === null) {
    throw new DeclarationError('options are an object', {
      code: 'ABI-L002',
      path,
      expected: '{ doc, align, packed }',
      found: describeValue(options),
    })
  }
  const { align, packed } = options as RecordOptions
  if (align !== undefined) checkAlignment(align, `${path} → align`)
  if (packed === undefined) return
  if ([1, 2, 4, 8, 16].includes(packed)) return
  throw new DeclarationError('not what a struct can be packed to', {
    code: 'ABI-L002',
    rule: 'L-23',
    path: `${path} → packed`,
    expected: '1, 2, 4, 8 or 16',
    found: describeValue(packed),
  })
}

/** The fields of a struct or union, checked, read when they are first asked for if one of them is a getter. */
function fieldsReader(
  owner: string,
  what: 'struct' | 'union',
  fields: Readonly<Record<string, Field>>,
): () => readonly DefinedField[] {
  let read: readonly DefinedField[] | undefined
  const fieldsOf = (): readonly DefinedField[] => (read ??= readRecordFields(owner, what, fields))
  const isRecursive = Object.values(Object.getOwnPropertyDescriptors(fields ?? {})).some(
    (field) => field.get !== undefined,
  )
  if (!isRecursive) fieldsOf()
  return fieldsOf
}

function readRecordFields(
  owner: string,
  what: 'struct' | 'union',
  fields: Readonly<Record<string, Field>>,
): readonly DefinedField[] {
  const read = readFields(fields, owner).map(({ name, declaration }): DefinedField => {
    const { type, doc, since, missing, alignment, bits } = declaration
    const path = `${owner}.${name}`
    if (since !== undefined || missing !== undefined) {
      throw new DeclarationError(`the fields of a ${what} cannot be missing`, {
        code: 'ABI-L006',
        rule: 'L-8',
        path,
        expected: 'a field without since and missing',
        found: since === undefined ? 'missing' : `since ${since}`,
        hint: `a ${what} never changes: put what will grow into a prefix type`,
      })
    }
    if (bits !== undefined) checkBitField(declaration, path)
    return { name, type, doc, alignment, bitWidth: bits?.width, isUnnamed: bits?.isUnnamed }
  })
  const named = read.filter((field) => field.isUnnamed !== true)
  if (named.length === 0) {
    throw new DeclarationError(`a ${what} needs at least one field`, {
      code: 'ABI-L002',
      rule: 'L-8',
      path: owner,
      hint: 'a type that takes no bytes is unit',
    })
  }
  return read
}

/**
 * Refuses fields without a fixed size. Only the last field of a struct may have as many elements as the memory behind it.
 * Asked when a layout is computed: fields of types that are not declared yet cannot be asked before.
 */
function checkSizes(owner: string, what: 'struct' | 'union', fields: readonly DefinedField[]): void {
  fields.forEach(({ name, type }, index) => {
    const isLast = what === 'struct' && index === fields.length - 1 && index > 0
    if (type.isFlexible === true && isLast) return
    requireFixedSize(type, `${owner}.${name}`)
  })
}

/**
 * Refuses a type whose size depends on how many elements follow it.
 *
 * @internal
 */
export function requireFixedSize(type: AnyType, path: string): void {
  if (type.isFlexible !== true && type.endsFlexible?.() !== true) return
  throw new DeclarationError('a type without a fixed size', {
    code: 'ABI-L006',
    rule: 'L-22',
    path,
    expected: 'a type of fixed size, or a flexible array as the last of several fields of a struct',
    found: type.name,
    hint: 'point to it instead',
  })
}

/** The definition of a type whose fields are known. */
export interface DefinitionWithFields extends NamedDefinition {
  /** The fields in order. */
  readonly fields: () => readonly DefinedField[]
}

/** What structs and unions have in common. */
export type RecordPart = Pick<
  AnyType,
  'kind' | 'name' | 'passing' | 'leaves' | 'holdsAddress' | 'schema' | 'mentions' | 'contains' | 'declareC'
> & {
  readonly measure: (target: Target) => StructLayout
  readonly definition: DefinitionWithFields
}

/**
 * Declares what a struct and a union have in common.
 *
 * @throws {@link DeclarationError} for a bad name, bad fields, and impossible options.
 *
 * @internal
 */
export function recordPart(
  keyword: 'struct' | 'union',
  name: string,
  fields: Readonly<Record<string, Field>>,
  options: RecordOptions,
): RecordPart {
  checkName(name, name, keyword)
  checkOptions(options, name)
  const { doc, align, packed } = options
  const fieldsOf = fieldsReader(name, keyword, fields)
  const typesOf = (): AnyType[] => fieldsOf().map((field) => field.type)
  const part: RecordPart = {
    kind: keyword,
    name,
    measure(target) {
      checkSizes(name, keyword, fieldsOf())
      return placeFields(fieldsOf(), target, { align, packed, isUnion: keyword === 'union' })
    },
    passing: { kind: 'aggregate' },
    leaves: (target) => recordLeaves(layoutOf(part, target), target),
    holdsAddress: (target) => typesOf().some((type) => holdsAddress(type, target)),
    schema: () => ({ type: name }),
    mentions: typesOf,
    contains: typesOf,
    declareC: (declarator, isConst) => spellC(name, declarator, isConst),
    definition: {
      schema: () => ({
        kind: keyword,
        fields: schemaFields(fieldsOf()),
        ...(align === undefined ? {} : { align }),
        ...(packed === undefined ? {} : { packed }),
      }),
      fields: fieldsOf,
      keyword,
      placement: { align, packed },
      doc,
    },
  }
  return part
}

/**
 * Fields as they stand in a schema.
 *
 * @internal
 */
export function schemaFields(fields: readonly DefinedField[]): SchemaField[] {
  return fields.map(({ name, type, alignment, bitWidth }) => ({
    name,
    type: type.schema(),
    ...(alignment === undefined ? {} : { align: alignment }),
    ...(bitWidth === undefined ? {} : { bits: bitWidth }),
  }))
}

/** The scalars of a struct or union; none of them overlap. */
function recordLeaves({ fields }: StructLayout, target: Target): Leaf[] {
  const leaves = fields.flatMap(({ type, offset, size, bitWidth }): readonly Leaf[] => {
    if (bitWidth === undefined)
      return leavesOf(type, target).map((leaf) => ({ ...leaf, offset: offset + leaf.offset }))
    return Array.from({ length: size }, (_, index) => ({ offset: offset + index, size: 1, scalar: 'u8' }))
  })
  return mergeLeaves(leaves)
}
