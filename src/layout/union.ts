import { ValueError } from '../errors/index.js'
import { makeRecordClass, makerOf } from './accessor/record-class.js'
import type { FieldTypeOf } from './field.js'
import { layoutOf } from './layout.js'
import type { Memory } from './memory.js'
import { copyBytes, isViewOf, membersOf, refuseForeignBytes, requireObject } from './record-codec.js'
import { recordPart, type RecordOptions } from './record.js'
import type { NamedKey, StructFields, StructType } from './struct.js'
import type { Target } from './target.js'
import type { Codec, InputOf, Type, ViewOf, WriteMode } from './type.js'
import { fieldDomain } from './value-domain.js'
import { spaceOfView, type View } from './view.js'

/** Accessor of a union: every field shows the same bytes in its own way. */
export type UnionView<F extends StructFields> = {
  -readonly [K in keyof F as NamedKey<K>]: ViewOf<FieldTypeOf<F[K]>>
} & View<UnionType<F>>

/** What may be written as a union: an object with one of the fields, the bytes themselves, or an accessor. */
export type UnionInput<F extends StructFields> =
  | { readonly [K in keyof F]: { readonly [One in K]: InputOf<FieldTypeOf<F[K]>> } }[NamedKey<keyof F> &
      keyof F]
  | Uint8Array
  | UnionView<F>

/** The type of a union. Nobody knows which field holds, so its plain copy is its bytes. */
export interface UnionType<F extends StructFields = StructFields> extends Type<
  UnionView<F>,
  Uint8Array,
  UnionInput<F>
> {
  readonly measure: StructType['measure']
  readonly definition: StructType['definition']
}

/**
 * A C union: all fields begin at the same place.
 *
 * @param name - Its name in C.
 * @param fields - Types by field name. A getter is evaluated when the layout is first asked for, as for structs.
 * @param options - Its description, `align` to raise its alignment, `packed` to lower that of its fields.
 * @throws {@link DeclarationError} for a bad name, a field that is no type, no fields at all, or impossible options.
 *
 * @see Rules L-23 and L-28 of the specification.
 *
 * @example
 * ```ts
 * import { array, bufferMemory, f32, u8, union } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Bytes = union('Bytes', { value: f32, bytes: array(u8, 4) })
 * const view = bufferMemory(new ArrayBuffer(64)).allocate(Bytes, { value: 1 })
 * assert.deepEqual([...view.bytes], [0, 0, 128, 63])
 * ```
 */
export function union<const F extends StructFields>(
  name: string,
  fields: F,
  options: RecordOptions = {},
): UnionType<F> {
  const type: UnionType = Object.freeze<UnionType>({
    ...recordPart('union', name, fields, options),
    abiStable: options.abiStable,
    makeCodec: (target, mode) => unionCodec(type, target, mode),
    copiesBytes: () => true,
    domain: (target) => ({
      kind: 'alternatives',
      domains: layoutOf(type, target).fields.map((field) => ({
        kind: 'record',
        fields: [fieldDomain(field, target)],
      })),
    }),
  })
  return type as unknown as UnionType<F>
}

function unionCodec(type: UnionType, target: Target, mode: WriteMode): Codec {
  const layout = layoutOf(type, target)
  const { size, alignment } = layout
  const members = membersOf(layout, target, mode)
  const byName = new Map(members.map((member) => [member.name, member]))
  const Accessor = makeRecordClass(type, members, { mode })
  const bytesAt = ({ view }: Memory, offset: number): Uint8Array =>
    new Uint8Array(view.buffer, view.byteOffset + offset, size)
  return {
    size,
    alignment,
    get: makerOf(Accessor),
    set(memory, offset, value, path) {
      if (isViewOf(value, type)) {
        if (copyBytes(type, size, memory, offset, value, path)) return
        refuseForeignBytes(type, spaceOfView(value).target, target, path)
      }
      if (value instanceof Uint8Array && value.length === size) {
        bytesAt(memory, offset).set(value)
        return
      }
      const expected = `an object with one of ${[...byName.keys()].join(', ')}, ${size} bytes as a Uint8Array`
      requireObject(value, type, expected, path)
      const names = Object.keys(value)
      const member = names.length === 1 ? byName.get(names[0]!) : undefined
      if (member === undefined) refuseFields(type, names, expected, path)
      member.codec.set(memory, offset + member.offset, value[member.name], `${path}.${member.name}`)
      // Bytes that belong to other fields only must not keep what was there before.
      bytesAt(memory, offset).fill(0, member.offset + member.codec.size)
    },
    copy: (memory, offset) => bytesAt(memory, offset).slice(),
    json: (memory, offset) =>
      Object.fromEntries(
        members.map(({ name, offset: place, codec }) => [
          name,
          orNull(() => codec.json(memory, offset + place)),
        ]),
      ),
  }
}

/** A field that does not hold may be unreadable. */
function orNull(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return null
  }
}

function refuseFields(type: UnionType, names: readonly string[], expected: string, path: string): never {
  throw new ValueError(`not one of the fields of ${type.name}`, {
    code: 'ABI-V001',
    rule: 'L-28',
    path,
    expected,
    found: names.length === 0 ? 'an object without fields' : `an object with ${names.join(', ')}`,
  })
}
