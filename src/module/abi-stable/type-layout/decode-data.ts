import { decodeFields, readFields, type FieldShape } from './decode-fields.js'
import { nameOf, splitNames, type SharedParts, type TypeParts } from './decode-session.js'
import type { DecodedData, DecodedEnum, DecodedPrimitive, DiscriminantType } from './decoded-type.js'
import {
  CompTLFields,
  GenericTLEnum,
  MonoTLEnum,
  MonoTLPrefixType,
  TLNonExhaustive,
} from './memory-format.js'

const kinds = ['primitive', 'opaque', 'struct', 'union', 'enum', 'prefix'] as const

const primitives: readonly DecodedPrimitive[] = [
  ...(['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'usize', 'isize'] as const),
  ...(['f32', 'f64', 'bool', '&', '&mut', '*const', '*mut', 'array'] as const),
]

/** Discriminants by their number in a list of discriminants: how long each is, and how it is read. */
const discriminantTypes: readonly (readonly [
  DiscriminantType,
  number,
  (view: DataView, at: number) => bigint,
])[] = [
  ['u8', 1, (view, at) => BigInt(view.getUint8(at))],
  ['i8', 1, (view, at) => BigInt(view.getInt8(at))],
  ['u16', 2, (view, at) => BigInt(view.getUint16(at, true))],
  ['i16', 2, (view, at) => BigInt(view.getInt16(at, true))],
  ['u32', 4, (view, at) => BigInt(view.getUint32(at, true))],
  ['i32', 4, (view, at) => BigInt(view.getInt32(at, true))],
  ['u64', 8, (view, at) => view.getBigUint64(at, true)],
  ['i64', 8, (view, at) => view.getBigInt64(at, true)],
  ['usize', 8, (view, at) => view.getBigUint64(at, true)],
  ['isize', 8, (view, at) => view.getBigInt64(at, true)],
]

/** Where the data of a MonoTypeLayout and of a TypeLayout begin, behind their tags. */
const monoPayload = 64 + 8
const genericPayload = 40 + 8

/** What a type is made of, as far as it does not depend on parameters. */
export type MonoData =
  | Extract<DecodedData, { readonly kind: 'primitive' | 'opaque' }>
  | { readonly kind: 'struct' | 'union'; readonly fields: readonly FieldShape[] }
  | {
      readonly kind: 'enum'
      readonly variants: readonly { readonly name: string; readonly fields: readonly FieldShape[] }[]
    }
  | {
      readonly kind: 'prefix'
      readonly fields: readonly FieldShape[]
      readonly firstSuffixField: number
      readonly conditional: bigint
    }

/**
 * Reads what a type is made of, as far as it does not depend on parameters.
 *
 * @internal
 */
export function decodeMonoData(parts: SharedParts): MonoData {
  const { reader, place, mono, monoAddress } = parts
  const { tag } = mono.data
  const kind = kinds[tag]
  if (kind === undefined)
    return reader.refuse(place, 'a kind of type that is not known', '0 to 5', String(tag))
  switch (kind) {
    case 'primitive': {
      const primitive = primitives[mono.data.primitive]
      if (primitive === undefined)
        return reader.refuse(place, 'a primitive that is not known', '0 to 17', String(mono.data.primitive))
      return { kind, primitive }
    }
    case 'opaque':
      return { kind }
    case 'struct':
    case 'union':
      return {
        kind,
        fields: readFields(parts, reader.struct(CompTLFields, monoAddress + monoPayload, place)),
      }
    case 'enum':
      return readEnum(parts)
    case 'prefix': {
      const stored = reader.struct(MonoTLPrefixType, monoAddress + monoPayload, place)
      const fields = readFields(parts, stored.fields)
      const { first_suffix_field: firstSuffixField, conditional } = stored
      if (fields.length > 64)
        return reader.refuse(place, 'too many fields', 'at most 64', String(fields.length))
      if (firstSuffixField > fields.length)
        return reader.refuse(
          place,
          'a prefix that is longer than the type',
          `at most ${fields.length}`,
          String(firstSuffixField),
        )
      return { kind, fields, firstSuffixField, conditional }
    }
  }
}

function readEnum(parts: SharedParts): Extract<MonoData, { readonly kind: 'enum' }> {
  const { reader, place, monoAddress } = parts
  const mono = reader.struct(MonoTLEnum, monoAddress + monoPayload, place)
  const count = mono.field_count_len
  reader.countItems(count, place)
  const counts = reader.bytes(mono.field_count, count, place, 'the numbers of fields of variants')
  const names = splitNames(nameOf(parts, mono.variant_names & 0xffff, mono.variant_names >>> 16, place), ';')
  if (names.length !== count)
    reader.refuse(place, 'not one name for each variant', String(count), String(names.length))
  const fields = readFields(parts, mono.fields)
  const total = counts.reduce((sum, one) => sum + one, 0)
  if (total !== fields.length)
    reader.refuse(place, 'fields that belong to no variant', String(total), String(fields.length))
  let taken = 0
  return {
    kind: 'enum',
    variants: names.map((name, index) => ({ name, fields: fields.slice(taken, (taken += counts[index]!)) })),
  }
}

/**
 * What a type is made of.
 *
 * @param data - What does not depend on parameters.
 * @param address - Where the type lies.
 *
 * @internal
 */
export function decodeData(parts: TypeParts, data: MonoData, address: number): DecodedData {
  const { reader, place, layout } = parts
  const { kind } = data
  const { tag } = layout.data
  if (kinds[tag] !== kind) return reader.refuse(place, 'a type of two kinds', kind, kinds[tag] ?? String(tag))
  switch (kind) {
    case 'primitive':
    case 'opaque':
      return data
    case 'struct':
    case 'union':
      return { kind, fields: decodeFields(parts, data.fields) }
    case 'enum':
      return decodeEnum(parts, data, address)
    case 'prefix': {
      const accessible = reader.view(address + genericPayload, 8, place, 'the fields that are there')
      return {
        ...data,
        fields: decodeFields(parts, data.fields),
        accessible: accessible.getBigUint64(0, true),
      }
    }
  }
}

function decodeEnum(
  parts: TypeParts,
  { kind, variants }: Extract<MonoData, { readonly kind: 'enum' }>,
  address: number,
): DecodedEnum {
  const { reader, place } = parts
  const generic = reader.struct(GenericTLEnum, address + genericPayload, place)
  const { tag, length, discriminants } = generic.discriminants
  const known = discriminantTypes[tag]
  if (known === undefined)
    return reader.refuse(place, 'discriminants of a type that is not known', '0 to 9', String(tag))
  const [discriminantType, size, read] = known
  const count = variants.length
  if (length !== count)
    reader.refuse(place, 'not one discriminant for each variant', String(count), String(length))
  const values = reader.view(discriminants, count * size, place, 'discriminants')
  return {
    kind,
    discriminantType,
    variants: variants.map(({ name, fields }, index) => ({
      name,
      discriminant: read(values, index * size),
      fields: decodeFields(parts, fields),
    })),
    nonExhaustive: decodeNonExhaustive(parts, generic.nonexhaustive),
  }
}

function decodeNonExhaustive(parts: TypeParts, address: number): DecodedEnum['nonExhaustive'] {
  if (address === 0) return undefined
  const { reader, place } = parts
  const { original_size: size, original_align_pow2: power } = reader.struct(TLNonExhaustive, address, place)
  return { size, alignment: alignmentOf(parts, power) }
}

/**
 * An alignment that is stored as a power of two.
 *
 * @internal
 */
export function alignmentOf({ reader, place }: Pick<TypeParts, 'reader' | 'place'>, power: number): number {
  if (power > 29) reader.refuse(place, 'an alignment that cannot be', 'at most 2^29', `2^${power}`)
  return 2 ** power
}
