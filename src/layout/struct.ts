import { dropParts } from './drop-value.js'
import { makeRecordClass, makerOf } from './accessor/record-class.js'
import { defaultOf } from './default-value.js'
import type { FieldTypeOf } from './field.js'
import { layoutOf, type StructLayout } from './layout.js'
import type { Memory } from './memory.js'
import {
  checkKeys,
  copyBytes,
  isViewOf,
  membersOf,
  refuseForeignBytes,
  requireObject,
} from './record-codec.js'
import { recordPart, type DefinitionWithFields, type RecordOptions } from './record.js'
import type { Target } from './target.js'
import type { Codec, Infer, InputOf, Type, ViewOf, WriteMode } from './type.js'
import { fieldDomain } from './value-domain.js'
import { snapshot, spaceOfView, type View } from './view.js'

/**
 * The fields of a struct by name, in the order of their places in memory: a {@link Field} each.
 *
 * TypeScript would have to know the type of every field to check it here, which it cannot for a struct that points to
 * itself. So the fields are checked when the struct is declared, and one that is no field reads as `never`.
 */
export type StructFields = Readonly<Record<string, any>>

/** The key of a field that has a name: keys of bit fields without one begin with `$`. */
export type NamedKey<K> = K extends `$${string}` ? never : K

/** Accessor of a struct: its fields are read from memory and written to it. */
export type StructView<F extends StructFields> = {
  -readonly [K in keyof F as NamedKey<K>]: ViewOf<FieldTypeOf<F[K]>>
} & View<StructType<F>>

/** Plain copy of a struct. */
export type StructValue<F extends StructFields> = {
  -readonly [K in keyof F as NamedKey<K>]: Infer<FieldTypeOf<F[K]>>
}

/** What may be written as a struct: a plain object with all fields, or an accessor. */
export type StructInput<F extends StructFields> = {
  readonly [K in keyof F as NamedKey<K>]: InputOf<FieldTypeOf<F[K]>>
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

/**
 * A C struct: fields one after the other, each at the next multiple of its alignment.
 *
 * @param name - Its name in C.
 * @param fields - Types by field name, in order. A getter is evaluated when the layout is first asked for, which lets a
 * struct point to itself: `get next() { return nullable(pointer(Node)) }`.
 * @param options - Its description, `align` to raise its alignment, `packed` to lower that of its fields.
 * @throws {@link DeclarationError} for a bad name, a field that is no type, no fields at all, impossible options, or a
 * remark that only prefix types know.
 *
 * @see Rules L-5 to L-8 and L-23 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, f64, layoutOf, struct, u32, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Stats = struct('Stats', { rides: u32, km: f64 })
 * const stats = bufferMemory(new SharedArrayBuffer(64)).allocate(Stats, { rides: 3, km: 41.5 })
 * stats.rides += 1
 * assert.deepEqual(stats.toJSON(), { rides: 4, km: 41.5 })
 *
 * const Wire = struct('Wire', { tag: u8, value: u32 }, { packed: 1 })
 * assert.equal(layoutOf(Wire).size, 5)
 * ```
 */
export function struct<const F extends StructFields>(
  name: string,
  fields: F,
  options: RecordOptions = {},
): StructType<F> {
  const part = recordPart('struct', name, fields, options)
  const fieldsOf = part.definition.fields
  const type: StructType = Object.freeze<StructType>({
    ...part,
    abiStable: options.abiStable,
    makeCodec: (target, mode) => structCodec(type, target, mode),
    copiesBytes: () => fieldsOf().some((field) => field.type.copiesBytes?.() === true),
    endsFlexible: () => fieldsOf().at(-1)!.type.isFlexible === true,
    domain: (target) => ({
      kind: 'record',
      fields: layoutOf(type, target).fields.map((field) => fieldDomain(field, target)),
    }),
    defaultValue: () =>
      Object.fromEntries(
        fieldsOf()
          .filter((field) => field.isUnnamed !== true)
          .map((field) => [field.name, defaultOf(field.type, `${name}.${field.name}`)]),
      ),
  })
  return type as unknown as StructType<F>
}

function structCodec(type: StructType, target: Target, mode: WriteMode): Codec {
  const layout = layoutOf(type, target)
  const { size, alignment } = layout
  const members = membersOf(layout, target, mode)
  const Accessor = makeRecordClass(type, members, { mode })
  const last = members.at(-1)!
  const isFlexible = type.endsFlexible!()
  const keys = {
    all: new Set(members.map((member) => member.name)),
    ...(isFlexible ? { optional: new Set([last.name]) } : {}),
  }
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
    readsLater: true,
    set(memory, offset, value, path) {
      if (isViewOf(value, type)) {
        if (copyBytes(type, size, memory, offset, value, path)) return
        const source = spaceOfView(value).target
        if (source !== target && type.copiesBytes!()) refuseForeignBytes(type, source, target, path)
        value = snapshot(value)
      }
      requireObject(value, type, `an object with ${[...keys.all].join(', ')}`, path)
      checkKeys(value, type, keys, path)
      for (const member of members) {
        const given = value[member.name]
        if (given === undefined && keys.optional?.has(member.name) === true) continue
        member.codec.set(memory, offset + member.offset, given, `${path}.${member.name}`)
      }
    },
    copy: (memory, offset) => collect('copy', memory, offset),
    json: (memory, offset) => collect('json', memory, offset),
    drop: (memory, offset) => dropParts(layout.fields, { memory, offset }),
    sizeFor: isFlexible
      ? (value) => {
          const elements = (value as Record<string, unknown> | undefined)?.[last.name]
          return Math.max(size, last.offset + (last.codec.sizeFor?.(elements) ?? 0))
        }
      : undefined,
  }
}
