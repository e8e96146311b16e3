import { DeclarationError } from '../errors/index.js'
import { c_int } from './c-types.js'
import { enumeration, type EnumType } from './enumeration.js'
import type { FieldTypeOf } from './field.js'
import { checkName, describeValue } from './names.js'
import { layoutOf } from './layout.js'
import { schemaFields, type DefinitionWithFields } from './record.js'
import type { SchemaDefinition } from './schema.js'
import { struct, type StructFields, type StructType } from './struct.js'
import { taggedUnionCodec, type PlacedForm } from './tagged-union-codec.js'
import type { Target } from './target.js'
import type { NamedOptions } from './transparent.js'
import type { AnyType, DefinedField, Infer, InputOf, Type, ViewOf, WriteMode } from './type.js'
import { union, type UnionType } from './union.js'
import { fieldDomain, type ValueDomain } from './value-domain.js'
import type { View } from './view.js'

/**
 * How a tagged union lies in memory, as in Rust: `'C'` for `repr(C)`, an integer type for `repr(u8)` and its like, both
 * for `repr(C, u8)`.
 */
export type TaggedUnionRepr = 'C' | AnyType | readonly ['C', AnyType]

/** The forms of a tagged union: the fields of each by its name. */
export type TaggedUnionVariants = Readonly<Record<string, StructFields>>

/** What reading a tagged union gives: an accessor of the form that the memory holds. */
export type TaggedUnionView<V extends TaggedUnionVariants> = {
  [Tag in keyof V]: { readonly tag: Tag } & { -readonly [K in keyof V[Tag]]: ViewOf<FieldTypeOf<V[Tag][K]>> }
}[keyof V] &
  View<TaggedUnionType<V>>

/** Plain copy of a tagged union. */
export type TaggedUnionValue<V extends TaggedUnionVariants> = {
  [Tag in keyof V]: { tag: Tag } & { -readonly [K in keyof V[Tag]]: Infer<FieldTypeOf<V[Tag][K]>> }
}[keyof V]

/** What may be written as a tagged union: a plain object with the tag and the fields of one form, or an accessor. */
export type TaggedUnionInput<V extends TaggedUnionVariants> =
  | {
      [Tag in keyof V]: { readonly tag: Tag } & {
        readonly [K in keyof V[Tag]]: InputOf<FieldTypeOf<V[Tag][K]>>
      }
    }[keyof V]
  | TaggedUnionView<V>

/** The type of a tagged union. */
export interface TaggedUnionType<V extends TaggedUnionVariants = TaggedUnionVariants> extends Type<
  TaggedUnionView<V>,
  TaggedUnionValue<V>,
  TaggedUnionInput<V>
> {
  readonly measure: StructType['measure']
  readonly definition: StructType['definition']
  /** The enum of its tags. */
  readonly tags: EnumType
}

/** Remarks on a tagged union. */
export interface TaggedUnionOptions extends NamedOptions {
  /** Discriminants by the name of the form; 0, 1, 2 and so on where they are left out. */
  readonly discriminants?: Readonly<Record<string, number | bigint>>
}

/**
 * A tagged union: an enum whose forms have fields, in one of the three layouts that Rust defines for it. It is read as a
 * discriminated union of TypeScript, told apart by `tag`, and written as a whole.
 *
 * @param name - Its name in C.
 * @param repr - How it lies in memory: see {@link TaggedUnionRepr}.
 * @param variants - The fields of each form, by its name; `{}` for a form without fields.
 * @param options - Its description; `discriminants` where they are not 0, 1, 2 and so on.
 * @throws {@link DeclarationError} for bad names, for fields that are no types, and for impossible discriminants.
 *
 * @see Rules L-34 and L-35 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, f64, struct, taggedUnion, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Shape = taggedUnion('Shape', u8, { circle: { radius: f64 }, square: { side: f64 }, empty: {} })
 * const Drawing = struct('Drawing', { shape: Shape })
 * const drawing = bufferMemory(new ArrayBuffer(64)).allocate(Drawing, { shape: { tag: 'circle', radius: 2 } })
 *
 * const { shape } = drawing
 * assert.equal(shape.tag === 'circle' && shape.radius, 2)
 * ```
 */
export function taggedUnion<const V extends TaggedUnionVariants>(
  name: string,
  repr: TaggedUnionRepr,
  variants: V,
  options: TaggedUnionOptions = {},
): TaggedUnionType<V> {
  checkName(name, name, 'tagged union')
  checkVariants(name, variants)
  const { isSplit, tagType } = readRepr(name, repr)
  const tags = enumeration(`${name}_tag`, tagType, options.discriminants ?? Object.keys(variants))
  checkDiscriminants(name, variants, tags)
  const { doc } = options
  const makeParts = isSplit ? splitParts : joinedParts
  const { representation, forms } = makeParts(name, tags, variants, doc === undefined ? {} : { doc })
  const fieldsOf = (form: Form): readonly DefinedField[] =>
    form.body?.definition.fields().filter((field) => field.type !== tags) ?? []
  const type = Object.freeze({
    ...(representation as AnyType),
    kind: 'taggedUnion',
    tags,
    makeCodec: (target: Target, mode: WriteMode) =>
      taggedUnionCodec(type, tags, placeForms(forms, representation, target), target, mode),
    copiesBytes: () => forms.some(({ body }) => body?.copiesBytes?.() === true),
    defaultValue: undefined,
    abiStable: options.abiStable,
    domain: (target: Target): ValueDomain => ({
      kind: 'alternatives',
      domains: forms.map((form) => ({
        kind: 'record',
        fields: [
          { name: 'tag', domain: { kind: 'choice', values: [form.name] } },
          ...fieldsOf(form)
            .filter((field) => field.isUnnamed !== true)
            .map((field) => fieldDomain(field, target)),
        ],
      })),
    }),
    definition: {
      ...representation.definition,
      schema: (): SchemaDefinition => ({
        kind: 'taggedUnion',
        repr: isSplit ? ['C', tagType.schema()] : [tagType.schema()],
        variants: forms.map((form) => ({
          name: form.name,
          value: String(tags.variants.get(form.name)),
          fields: schemaFields(fieldsOf(form)),
        })),
      }),
    },
  }) as AnyType & { readonly definition: DefinitionWithFields }
  return type as unknown as TaggedUnionType<V>
}

function readRepr(name: string, repr: TaggedUnionRepr): { isSplit: boolean; tagType: AnyType } {
  if (repr === 'C') return { isSplit: true, tagType: c_int }
  if (Array.isArray(repr) && repr.length === 2 && repr[0] === 'C')
    return { isSplit: true, tagType: repr[1] as AnyType }
  if (typeof (repr as AnyType | undefined)?.measure === 'function')
    return { isSplit: false, tagType: repr as AnyType }
  throw new DeclarationError('not how a tagged union can lie in memory', {
    code: 'ABI-L002',
    rule: 'L-34',
    path: `${name} → repr`,
    expected: "'C', an integer type as u8, or ['C', u8]",
    found: describeValue(repr),
  })
}

function checkVariants(name: string, variants: TaggedUnionVariants): void {
  const isRecord = typeof variants === 'object' && variants !== null && !Array.isArray(variants)
  if (!isRecord || Object.keys(variants).length === 0) {
    throw new DeclarationError('a tagged union needs at least one form', {
      code: 'ABI-L002',
      rule: 'L-34',
      path: name,
      expected: 'fields by the name of the form, as { circle: { radius: f64 }, empty: {} }',
      found: isRecord ? 'none' : describeValue(variants),
    })
  }
  for (const [variant, fields] of Object.entries(variants)) {
    checkName(variant, `${name}.${variant}`, 'form')
    if (typeof fields === 'object' && fields !== null && !('tag' in fields)) continue
    throw new DeclarationError('not the fields of a form', {
      code: 'ABI-L002',
      rule: 'L-34',
      path: `${name}.${variant}`,
      expected: 'a record of fields, none of which is called tag; {} for none',
      found: describeValue(fields),
    })
  }
}

function checkDiscriminants(name: string, variants: TaggedUnionVariants, tags: EnumType): void {
  const names = Object.keys(variants)
  const isOneEach = names.length === tags.variants.size && names.every((one) => tags.variants.has(one))
  if (isOneEach && new Set(tags.variants.values()).size === names.length) return
  throw new DeclarationError('not one discriminant for each form', {
    code: 'ABI-L002',
    rule: 'L-34',
    path: `${name} → discriminants`,
    expected: `different numbers for ${names.join(', ')}`,
    found: [...tags.variants].map(([variant, value]) => `${variant}: ${value}`).join(', '),
  })
}

/** A form and the struct of its fields, which the tag may be part of. */
interface Form {
  readonly name: string
  readonly body: StructType | undefined
}

/** A tagged union as C says it. */
interface Parts {
  readonly representation: StructType | UnionType
  readonly forms: readonly Form[]
}

type MakeParts = (name: string, tags: EnumType, variants: TaggedUnionVariants, options: NamedOptions) => Parts

/** `repr(C)` and `repr(C, u8)`: the tag, and behind it a union of the forms. */
const splitParts: MakeParts = (name, tags, variants, options) => {
  const forms = formsOf(name, variants, (fields) => fields)
  const bodies = bodiesOf(forms)
  const payload = Object.keys(bodies).length > 0 ? { payload: union(`${name}_payload`, bodies) } : {}
  return { representation: struct(name, { tag: tags, ...payload } as StructFields, options), forms }
}

/** `repr(u8)` and its like: a union of the forms, each of which begins with the tag. */
const joinedParts: MakeParts = (name, tags, variants, options) => {
  const forms = formsOf(name, variants, (fields) =>
    Object.defineProperties({ tag: tags }, Object.getOwnPropertyDescriptors(fields)),
  )
  return { representation: union(name, { tag: tags, ...bodiesOf(forms) } as StructFields, options), forms }
}

function formsOf(
  name: string,
  variants: TaggedUnionVariants,
  complete: (fields: StructFields) => StructFields,
): Form[] {
  return Object.entries(variants).map(([variant, fields]) => ({
    name: variant,
    body: Object.keys(fields).length === 0 ? undefined : struct(`${name}_${variant}`, complete(fields)),
  }))
}

function bodiesOf(forms: readonly Form[]): Record<string, StructType> {
  return Object.fromEntries(forms.flatMap(({ name, body }) => (body === undefined ? [] : [[name, body]])))
}

function placeForms(
  forms: readonly Form[],
  representation: StructType | UnionType,
  target: Target,
): PlacedForm[] {
  const { fields } = layoutOf(representation, target)
  const payload = fields.find((field) => field.name === 'payload')
  return forms.map(({ name, body }) => ({ name, body, offset: payload?.offset ?? 0 }))
}
