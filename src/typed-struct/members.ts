import { leavesOf } from '../layout/layout.js'
import {
  domainOf,
  layoutOf,
  type AnyType,
  type FieldLayout,
  type Layout,
  type ScalarName,
  type StructLayout,
  type Target,
} from '../layout/index.js'
import { maskOf, type BitMask } from './bit-mask.js'

/** The scalars that typed-struct has. */
export type NumberName =
  | 'Int8'
  | 'Int16'
  | 'Int32'
  | 'BigInt64'
  | 'UInt8'
  | 'UInt16'
  | 'UInt32'
  | 'BigUInt64'
  | 'Float32'
  | 'Float64'

/** What a field is for typed-struct. */
export type Member =
  | { readonly kind: 'number'; readonly name: NumberName }
  | { readonly kind: 'bool' }
  | { readonly kind: 'bits'; readonly mask: BitMask }
  | { readonly kind: 'text'; readonly size: number; readonly encoding: string }
  | { readonly kind: 'record'; readonly layout: StructLayout; readonly name: string }
  | { readonly kind: 'list'; readonly element: AnyType; readonly length: number }
  | { readonly kind: 'rest'; readonly element: AnyType }
  | { readonly kind: 'bytes'; readonly size: number }
  | { readonly kind: 'nothing' }

/**
 * What a field of a record is for typed-struct.
 *
 * @param field - The field.
 * @param end - Size of the record: bits are looked for in integers that do not reach beyond.
 *
 * @internal
 */
export function memberOf(field: FieldLayout, end: number, target: Target): Member {
  if (field.bitWidth === undefined) return memberOfType(field.type, target)
  const mask = field.type.integer?.isSigned(target) === true ? undefined : maskOf(field, end, target)
  return mask === undefined ? { kind: 'bytes', size: field.size } : { kind: 'bits', mask }
}

/**
 * What a type is for typed-struct.
 *
 * @internal
 */
export function memberOfType(type: AnyType, target: Target): Member {
  const inner = type.inner ?? type
  const { element } = inner as AnyType & { readonly element?: AnyType }
  if (inner.isFlexible === true) return { kind: 'rest', element: element! }
  const layout: Partial<StructLayout> & Layout = layoutOf(inner, target)
  const { size, fields } = layout
  if (size === 0) return { kind: 'nothing' }
  if (fields !== undefined) return { kind: 'record', layout: { ...layout, fields }, name: inner.name }
  if (element !== undefined)
    return { kind: 'list', element, length: (inner as AnyType & { readonly length: number }).length }
  return scalarMember(inner, size, target) ?? textMember(inner, size, target) ?? { kind: 'bytes', size }
}

function scalarMember(type: AnyType, size: number, target: Target): Member | undefined {
  const [leaf, ...others] = leavesOf(type, target)
  // Text of one byte is one scalar for a calling convention, but no number.
  if (leaf === undefined || others.length > 0 || leaf.size !== size || type.passing.kind !== 'scalar')
    return undefined
  return leaf.scalar === 'bool' ? { kind: 'bool' } : { kind: 'number', name: numberName(leaf.scalar, target) }
}

const numberNames: Record<Exclude<ScalarName, 'bool' | 'address' | 'isize'>, NumberName> = {
  i8: 'Int8',
  i16: 'Int16',
  i32: 'Int32',
  i64: 'BigInt64',
  u8: 'UInt8',
  u16: 'UInt16',
  u32: 'UInt32',
  u64: 'BigUInt64',
  f32: 'Float32',
  f64: 'Float64',
}

function numberName(scalar: Exclude<ScalarName, 'bool'>, { pointerSize }: Target): NumberName {
  if (scalar === 'address') return pointerSize === 8 ? 'BigUInt64' : 'UInt32'
  if (scalar === 'isize') return pointerSize === 8 ? 'BigInt64' : 'Int32'
  return numberNames[scalar]
}

function textMember(type: AnyType, size: number, target: Target): Member | undefined {
  if (type.domain === undefined) return undefined
  const domain = domainOf(type, target)
  // Text without a capacity of its own lies somewhere else.
  if (domain.kind !== 'text' || domain.capacity === undefined) return undefined
  return { kind: 'text', size, encoding: domain.encoding }
}
