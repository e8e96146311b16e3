import fc, { type Arbitrary } from 'fast-check'
import * as layout from '../../layout/index.js'
import type { AnyType } from '../../layout/index.js'
import { draft, type Draft } from '../draft.js'
import type { Family, TypeKind } from '../grammar.js'

/** A type that has a name in this library: its text is that name. */
type KnownName = {
  [Name in keyof typeof layout]: (typeof layout)[Name] extends AnyType ? Name : never
}[keyof typeof layout]

/** One of some types, the simplest first. */
function oneOf(...names: readonly KnownName[]): Arbitrary<Draft> {
  return fc.constantFrom(...names).map(known)
}

function known(name: KnownName): Draft {
  return draft(name, () => layout[name])
}

/**
 * Integers of fixed width, as `u8`.
 *
 * @internal
 */
export const integers = oneOf('u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'i32', 'i64')

/** Those of C, whose width depends on the target, and the bits that they have on every one. */
const cIntegers: readonly (readonly [name: KnownName, bits: number])[] = [
  ['c_uint', 32],
  ['c_int', 32],
  ['c_uchar', 8],
  ['c_schar', 8],
  ['c_char', 8],
  ['c_ushort', 16],
  ['c_short', 16],
  ['c_ulong', 32],
  ['c_long', 32],
  ['c_ulonglong', 64],
  ['c_longlong', 64],
  ['wchar_t', 16],
]

const fixedIntegers = (['u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'i32', 'i64'] as const).map(
  (name) => [name, Number(name.slice(1))] as const,
)

/** A type that can be a bit field, and the bits that it has on every target. */
export interface BitFieldBase {
  /** The type. */
  readonly type: Draft
  /** Its width in bits. */
  readonly bits: number
}

/**
 * Integers and bools as bit fields.
 *
 * @param allows - Whether a kind may occur.
 *
 * @internal
 */
export function bitFieldBases(allows: (kind: TypeKind) => boolean): Arbitrary<BitFieldBase> {
  return fc
    .constantFrom(
      ...fixedIntegers,
      ...(allows('bool') ? [['bool', 1] as const] : []),
      ...(allows('cType') ? cIntegers : []),
    )
    .map(([name, bits]) => ({ type: known(name), bits }))
}

function leaf(kind: TypeKind, types: Arbitrary<Draft>): Family {
  return { kind, isNested: false, place: 'anywhere', drafts: () => types }
}

/**
 * Types that are one scalar, and `unit`.
 *
 * @internal
 */
export const scalarFamilies: readonly Family[] = [
  leaf('integer', integers),
  leaf(
    'pointerSized',
    oneOf('usize', 'isize', 'c_size_t', 'c_ssize_t', 'c_ptrdiff_t', 'c_intptr_t', 'c_uintptr_t'),
  ),
  leaf('float', oneOf('f32', 'f64')),
  leaf('bool', oneOf('bool')),
  leaf('cType', oneOf(...cIntegers.map(([name]) => name))),
  leaf('character', oneOf('char32')),
  leaf('wideInteger', oneOf('u128', 'i128')),
  leaf(
    'atomic',
    integers.map((inner) => draft(`atomic(${inner.text})`, () => layout.atomic(inner.build()))),
  ),
  leaf('unit', oneOf('unit')),
]
