import type { StoredOf } from '../../stored-struct.js'
import { decodeFunction, decodeLifetimes, readFunction, type FunctionShape } from './decode-functions.js'
import { nameOf, type SharedParts, type TypeParts } from './decode-session.js'
import type { DecodedAccessor, DecodedField } from './decoded-type.js'
import type { Place } from './layout-reader.js'
import { CompTLFunction, TLFunctions, type CompTLFields } from './memory-format.js'

/** A field whose offset is not known yet. */
export type FieldDraft = { -readonly [Key in keyof DecodedField]: DecodedField[Key] }

const accessors = ['direct', 'method', 'methodNamed', 'methodOption', 'opaque'] as const

/** A field with the types that it mentions by their numbers. */
export interface FieldShape extends Pick<DecodedField, 'name' | 'lifetimes' | 'isFunction' | 'accessor'> {
  /** Its type. */
  readonly type: number
  /** The function pointers in it. */
  readonly functions: readonly FunctionShape[]
}

/**
 * The fields of a type with the types that an instance mentions. Their offsets depend on types that may not be decoded yet.
 *
 * @internal
 */
export function decodeFields(
  parts: TypeParts,
  shapes: readonly FieldShape[],
  parent: Place = parts.place,
): FieldDraft[] {
  return shapes.map(({ name, type, lifetimes, functions, isFunction, accessor }) => {
    const place = { label: name, parent }
    return {
      name,
      type: parts.typeAt(type, place),
      offset: 0,
      lifetimes,
      functions: functions.length === 0 ? none : functions.map((one) => decodeFunction(parts, one, place)),
      isFunction,
      accessor,
    }
  })
}

/**
 * Fields that are no part of the memory of a type, with the types that an instance mentions.
 *
 * @internal
 */
export function decodePhantomFields(parts: TypeParts, shapes: readonly FieldShape[]): readonly FieldDraft[] {
  if (shapes.length === 0) return none
  return decodeFields(parts, shapes, { label: 'phantom fields', parent: parts.place })
}

const none: readonly never[] = Object.freeze([])

/**
 * Reads the fields of a type.
 *
 * @internal
 */
export function readFields(parts: SharedParts, list: StoredOf<typeof CompTLFields>): FieldShape[] {
  const functions = readFunctions(parts, list.functions)
  return readFieldList(parts, list.fields, list.length, functions, parts.place)
}

/**
 * Reads fields that are no part of the memory of a type.
 *
 * @internal
 */
export function readPhantomFields(parts: SharedParts, address: number, count: number): FieldShape[] {
  const place = { label: 'phantom fields', parent: parts.place }
  return readFieldList(parts, address, count, undefined, place)
}

interface FunctionList {
  readonly address: number
  readonly count: number
  readonly ranges: DataView
}

function readFunctions(parts: SharedParts, address: number): FunctionList | undefined {
  if (address === 0) return undefined
  const { reader, place } = parts
  const list = reader.struct(TLFunctions, address, place)
  const ranges = reader.view(list.field_fn_ranges, list.field_fn_ranges_len * 4, place, 'functions by field')
  return { address: list.functions, count: list.functions_len, ranges }
}

function readFieldList(
  parts: SharedParts,
  address: number,
  count: number,
  functions: FunctionList | undefined,
  parent: Place,
): FieldShape[] {
  const { reader } = parts
  reader.countItems(count, parent)
  const fields = reader.view(address, count * 8, parent, 'fields')
  return Array.from({ length: count }, (_, index) => {
    const lower = fields.getUint32(index * 8, true)
    const upper = fields.getUint32(index * 8 + 4, true)
    const start = lower & 0xffff
    const nameLength = (lower >>> 16) & 0x3ff
    const place = { label: `field ${index}`, parent }
    const name = nameOf(parts, start, nameLength, place)
    place.label = name
    // Bits 26 to 46: six in the lower half, 15 in the upper one.
    const lifetimes = (lower >>> 26) | ((upper & 0x7fff) << 6)
    return {
      name,
      type: (upper >>> 18) & 0x3ff,
      lifetimes: decodeLifetimes(parts, lifetimes, place),
      functions: functions === undefined ? [] : functionsOf(parts, functions, index, place),
      isFunction: (upper & (1 << 28)) !== 0,
      accessor: decodeAccessor(parts, (upper >>> 15) & 7, start + nameLength, place),
    }
  })
}

function decodeAccessor(parts: SharedParts, tag: number, nameStart: number, place: Place): DecodedAccessor {
  const kind = accessors[tag]
  if (kind === undefined)
    return parts.reader.refuse(place, 'an accessor that is not known', '0 to 4', String(tag))
  if (kind !== 'methodNamed') return { kind }
  const end = parts.strings.indexOf(0x3b, nameStart)
  return { kind, name: nameOf(parts, nameStart, Math.max(0, end - nameStart), place) }
}

function functionsOf(
  parts: SharedParts,
  { address, count, ranges }: FunctionList,
  field: number,
  place: Place,
) {
  if (field * 4 >= ranges.byteLength) return []
  const start = ranges.getUint16(field * 4, true)
  const length = ranges.getUint16(field * 4 + 2, true)
  if (start + length > count) {
    const found = `${start} to ${start + length}`
    parts.reader.refuse(place, 'functions that are not in the list', `less than ${count}`, found)
  }
  parts.reader.countItems(length, place)
  return Array.from({ length }, (_, index) =>
    readFunction(parts, parts.reader.struct(CompTLFunction, address + (start + index) * 28, place), place),
  )
}
