import { wordAt, type ConstantDraft, type TypeParts } from './decode-session.js'
import type { DecodedConstant, DecodedType } from './decoded-type.js'
import type { ListPart } from './decode-mono.js'
import { ConstGeneric } from './memory-format.js'

/** Where a table of a constant says of which type it is: behind the head of every prefix type. */
const layoutInTable = 16

/**
 * The type parameters of a type, as far as they are stored. Those of types that are derived are not.
 *
 * @internal
 */
export function decodeTypeParameters(parts: TypeParts, { start, count }: ListPart): readonly DecodedType[] {
  if (count === 0) return none
  const { reader, place } = parts
  reader.countItems(count, place)
  return Array.from({ length: count }, (_, index) =>
    parts.typeAt(start + index, { label: `type parameter ${index}`, parent: place }),
  )
}

/**
 * The parameters of a type that are values.
 *
 * @internal
 */
export function decodeConstants(parts: TypeParts, { start, count }: ListPart): readonly DecodedConstant[] {
  const { reader, place } = parts
  const { constants_len: known } = parts.shared
  if (start + count > known) {
    const expected = `within ${known}`
    reader.refuse(place, 'values that are not in the list', expected, `${start} to ${start + count}`)
  }
  if (count === 0) return none
  reader.countItems(count, place)
  return Array.from({ length: count }, (_, index) => decodeConstant(parts, start + index))
}

const none: readonly never[] = Object.freeze([])

function decodeConstant(parts: TypeParts, index: number): DecodedConstant {
  const { reader, shared, decoding } = parts
  const place = { label: `value ${index}`, parent: parts.place }
  const { value, vtable } = reader.struct(ConstGeneric, shared.constants + index * 16, place)
  const table = reader.view(vtable + layoutInTable, 8, place, 'the type of a value')
  const type = decoding.typeOf(wordAt(table, 0, reader, place), place)
  const constant: ConstantDraft = { type, value: undefined }
  decoding.later(parts.place, () => {
    if (type.data.kind !== 'primitive') return
    const reads = valueReaders[type.data.primitive]
    if (reads === undefined) return
    const [size, read] = reads
    constant.value = read(reader.view(value, size, place, 'a value'))
  })
  return constant
}

/** Values that a type can have as parameters: integers and booleans. */
const valueReaders: Readonly<Record<string, readonly [number, (view: DataView) => bigint | boolean]>> = {
  u8: [1, (view) => BigInt(view.getUint8(0))],
  i8: [1, (view) => BigInt(view.getInt8(0))],
  u16: [2, (view) => BigInt(view.getUint16(0, true))],
  i16: [2, (view) => BigInt(view.getInt16(0, true))],
  u32: [4, (view) => BigInt(view.getUint32(0, true))],
  i32: [4, (view) => BigInt(view.getInt32(0, true))],
  u64: [8, (view) => view.getBigUint64(0, true)],
  i64: [8, (view) => view.getBigInt64(0, true)],
  usize: [8, (view) => view.getBigUint64(0, true)],
  isize: [8, (view) => view.getBigInt64(0, true)],
  bool: [1, (view) => view.getUint8(0) !== 0],
}
