/** Integers whose width is in their name; their C spelling is that of `stdint.h`, or `__int128`. */
export const fixedIntegers = ['i8', 'i16', 'i32', 'i64', 'i128', 'u8', 'u16', 'u32', 'u64', 'u128'] as const

/** C's own integers, with their C spelling. */
export const cIntegers = {
  c_char: 'char',
  c_schar: 'signed char',
  c_uchar: 'unsigned char',
  c_short: 'short',
  c_ushort: 'unsigned short',
  c_int: 'int',
  c_uint: 'unsigned int',
  c_long: 'long',
  c_ulong: 'unsigned long',
  c_longlong: 'long long',
  c_ulonglong: 'unsigned long long',
  c_size_t: '__SIZE_TYPE__',
  c_ptrdiff_t: '__PTRDIFF_TYPE__',
  wchar_t: '__WCHAR_TYPE__',
} as const

/** Integers as wide as a pointer. */
export const pointerSizedIntegers = ['isize', 'usize'] as const

export type FixedInteger = (typeof fixedIntegers)[number]
export type CInteger = keyof typeof cIntegers
export type IntegerName = FixedInteger | CInteger | (typeof pointerSizedIntegers)[number]
export type ScalarName = IntegerName | 'f32' | 'f64' | 'bool' | 'char32'

/** What a bit field may be made of. */
export type BitFieldUnit = IntegerName | 'bool'

/** A type as plain data: everything that a declaration can say about a layout, without the names. */
export type Shape =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  | { readonly kind: 'pointer'; readonly to?: Shape | undefined; readonly isConst: boolean }
  | { readonly kind: 'fn'; readonly parameters: readonly Shape[]; readonly returns?: Shape | undefined }
  | { readonly kind: 'array'; readonly element: Shape; readonly length: number }
  /** An array of unknown length: only the last member of a struct. */
  | { readonly kind: 'flexible'; readonly element: Shape }
  /** A field-less enum. */
  | { readonly kind: 'enumeration'; readonly repr: IntegerName }
  /** A newtype. */
  | { readonly kind: 'transparent'; readonly inner: Shape }
  /** The type without bytes. */
  | { readonly kind: 'unit' }
  | RecordShape
  | TaggedUnionShape

/** A struct or a union. */
export interface RecordShape {
  readonly kind: 'struct' | 'union'
  readonly members: readonly MemberShape[]
  /** The least alignment of the record in bytes: `aligned(n)` in C, `repr(align(n))` in Rust. */
  readonly align?: number | undefined
  /** The largest alignment of a member in bytes: `#pragma pack(n)` in C, `repr(packed(n))` in Rust. */
  readonly packed?: number | undefined
}

export type MemberShape = FieldShape | BitFieldShape

/** An ordinary member. */
export interface FieldShape {
  readonly kind: 'field'
  readonly shape: Shape
  /** The least alignment of the field in bytes: `_Alignas(n)`. */
  readonly align?: number | undefined
}

/** A bit field. One of width 0 has no name. */
export interface BitFieldShape {
  readonly kind: 'bits'
  readonly unit: BitFieldUnit
  readonly width: number
  readonly isNamed: boolean
}

/** A Rust enum whose variants have fields. */
export interface TaggedUnionShape {
  readonly kind: 'tagged-union'
  /** `C` is `repr(C)`, an integer `repr(u8)`, a pair `repr(C, u8)`. */
  readonly repr: 'C' | IntegerName | readonly ['C', IntegerName]
  /** The fields of each variant. */
  readonly variants: readonly (readonly Shape[])[]
}
