import { DeclarationError, ValueError } from '../errors/index.js'
import { makerOf, makeStructClass } from './accessor/struct-class.js'
import { defaultOf } from './default-value.js'
import { readFields, type FieldTypeOf } from './field.js'
import { codecOf, holdsAddress, layoutOf, leavesOf, placeFields, type StructLayout } from './layout.js'
import { isSameSpace, type Memory } from './memory.js'
import { checkName, describeValue } from './names.js'
import { spellC } from './scalar.js'
import type { Target } from './target.js'
import type { AnyType, Codec, DefinedField, Infer, InputOf, NamedDefinition, Type, ViewOf } from './type.js'
import { bytesToCopy, isView, snapshot, typeOfView, type View } from './view.js'

/**
 * The fields of a struct by name, in the order of their places in memory: a {@link Field} each.
 *
 * TypeScript would have to know the type of every field to check it here, which it cannot for a struct that points to
 * itself. So the fields are checked when the struct is declared, and one that is no field reads as `never`.
 */
export type StructFields = Readonly<Record<string, any>>

/** Accessor of a struct: its fields are read from memory and written to it. */
export type StructView<F extends StructFields> = {
  -readonly [K in keyof F]: ViewOf<FieldTypeOf<F[K]>>
} & View<StructType<F>>

/** Plain copy of a struct. */
export type StructValue<F extends StructFields> = { -readonly [K in keyof F]: Infer<FieldTypeOf<F[K]>> }

/** What may be written as a struct: a plain object with all fields, or an accessor. */
export type StructInput<F extends StructFields> = { readonly [K in keyof F]: InputOf<FieldTypeOf<F[K]>> }

/** The definition of a type whose fields are known. */
export interface DefinitionWithFields extends NamedDefinition {
  /** The fields in order. */
  readonly fields: () => readonly DefinedField[]
}

/** The type of a struct. */
export interface StructType<F extends StructFields = StructFields> extends Type<
  StructView<F>,
  StructValue<F>,
  StructInput<F> | StructView<F>
> {
  readonly measure: (target: Target) => StructLayout
  readonly definition: DefinitionWithFields
}

/** Remarks on a struct as a whole. */
export interface StructOptions {
  /** What the struct is, for headers and reference pages. */
  readonly doc?: string
}

/**
 * A C struct: fields one after the other, each at the next multiple of its alignment.
 *
 * @param name - Its name in C.
 * @param fields - Types by field name, in order. A getter is evaluated when the layout is first asked for, which lets a
 * struct point to itself: `get next() { return nullable(pointer(Node)) }`.
 * @param options - Remarks.
 * @throws {@link DeclarationError} for a bad name, a field that is no type, no fields at all, or a remark that only prefix
 * types know.
 *
 * @see Rules L-5 to L-8 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, f64, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Stats = struct('Stats', { rides: u32, km: f64 })
 * const stats = bufferMemory(new SharedArrayBuffer(64)).allocate(Stats, { rides: 3, km: 41.5 })
 * stats.rides += 1
 * assert.deepEqual(stats.toJSON(), { rides: 4, km: 41.5 })
 * ```
 */
export function struct<const F extends StructFields>(
  name: string,
  fields: F,
  options: StructOptions = {},
): StructType<F> {
  checkName(name, name, 'struct')
  let read: readonly DefinedField[] | undefined
  const fieldsOf = (): readonly DefinedField[] => (read ??= readStructFields(name, fields))
  const isRecursive = Object.values(Object.getOwnPropertyDescriptors(fields ?? {})).some(
    (field) => field.get !== undefined,
  )
  if (!isRecursive) fieldsOf()
  const type: StructType = Object.freeze<StructType>({
    kind: 'struct',
    name,
    measure: (target) => placeFields(fieldsOf(), target),
    makeCodec: (target) => structCodec(type, target),
    passing: { kind: 'aggregate' },
    leaves: (target) =>
      layoutOf(type, target).fields.flatMap((field) =>
        leavesOf(field.type, target).map((leaf) => ({ ...leaf, offset: field.offset + leaf.offset })),
      ),
    holdsAddress: (target) => fieldsOf().some((field) => holdsAddress(field.type, target)),
    schema: () => ({ type: name }),
    mentions: () => fieldsOf().map((field) => field.type),
    contains: () => fieldsOf().map((field) => field.type),
    declareC: (declarator, isConst) => spellC(name, declarator, isConst),
    defaultValue: () =>
      Object.fromEntries(
        fieldsOf().map((field) => [field.name, defaultOf(field.type, `${name}.${field.name}`)]),
      ),
    definition: {
      schema: () => ({
        kind: 'struct',
        fields: fieldsOf().map((field) => ({ name: field.name, type: field.type.schema() })),
      }),
      fields: fieldsOf,
      doc: options.doc,
    },
  })
  return type as unknown as StructType<F>
}

function readStructFields(name: string, fields: StructFields): readonly DefinedField[] {
  const read = readFields(fields, name).map(({ name: fieldName, declaration }): DefinedField => {
    if (declaration.since !== undefined || declaration.missing !== undefined) {
      throw new DeclarationError('the fields of a struct cannot be missing', {
        code: 'ABI-L006',
        rule: 'L-8',
        path: `${name}.${fieldName}`,
        expected: 'a field without since and missing',
        found: declaration.since === undefined ? 'missing' : `since ${declaration.since}`,
        hint: 'a struct never changes: put what will grow into a prefix type',
      })
    }
    return { name: fieldName, type: declaration.type, doc: declaration.doc }
  })
  if (read.length > 0) return read
  throw new DeclarationError('a struct needs at least one field', {
    code: 'ABI-L002',
    rule: 'L-8',
    path: name,
  })
}

function structCodec(type: StructType, target: Target): Codec {
  const { size, alignment, fields } = layoutOf(type, target)
  const members = fields.map(({ name, offset, type: fieldType }) => ({
    name,
    offset,
    codec: codecOf(fieldType, target),
  }))
  const Accessor = makeStructClass(type, members)
  const names = new Set(members.map((member) => member.name))
  const hasPointers = holdsAddress(type, target)
  const collect = (read: 'copy' | 'json', memory: Memory, offset: number): Record<string, unknown> =>
    Object.fromEntries(
      members.map((member) => [
        member.name,
        member.codec[read](memory, offset + member.offset, `${type.name}.${member.name}`),
      ]),
    )
  return {
    size,
    alignment,
    get: makerOf(Accessor),
    set(memory, offset, value, path) {
      if (isView(value) && typeOfView(value) === type) {
        const source = (value as unknown as { $memory: Memory }).$memory.space
        if (isSameSpace(source, memory.space) || (!hasPointers && source.target === target)) {
          new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, size).set(bytesToCopy(value))
          return
        }
        value = snapshot(value)
      }
      checkKeys(value, type, names, path)
      for (const member of members) {
        member.codec.set(memory, offset + member.offset, value[member.name], `${path}.${member.name}`)
      }
    },
    copy: (memory, offset) => collect('copy', memory, offset),
    json: (memory, offset) => collect('json', memory, offset),
  }
}

function checkKeys(
  value: unknown,
  type: AnyType,
  names: ReadonlySet<string>,
  path: string,
): asserts value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || isView(value) || Array.isArray(value)) {
    throw new ValueError(`not a ${type.name}`, {
      code: 'ABI-V001',
      rule: 'L-8',
      path,
      expected: `an object with ${[...names].join(', ')}, or an accessor of ${type.name}`,
      found: isView(value) ? `an accessor of ${typeOfView(value).name}` : describeValue(value),
    })
  }
  const keys = Object.keys(value)
  const isEachKnown = keys.every((key) => names.has(key))
  if (isEachKnown && keys.length === names.size) return
  // Fields may be inherited too.
  const missing = [...names].filter((name) => !(name in value))
  const unknown = isEachKnown ? [] : keys.filter((key) => !names.has(key))
  if (missing.length === 0 && unknown.length === 0) return
  throw new ValueError(`not the fields of ${type.name}`, {
    code: 'ABI-V001',
    rule: 'L-8',
    path,
    expected: [...names].join(', '),
    found: [
      ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
      ...(unknown.length > 0 ? [`with the unknown ${unknown.join(', ')}`] : []),
    ].join(' and '),
  })
}
