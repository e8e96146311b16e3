/** The integers that discriminants of enums are stored as. */
export type DiscriminantType = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64' | 'usize' | 'isize'

/** Types that the language itself defines. */
export type DecodedPrimitive =
  | 'u8'
  | 'i8'
  | 'u16'
  | 'i16'
  | 'u32'
  | 'i32'
  | 'u64'
  | 'i64'
  | 'usize'
  | 'isize'
  | 'f32'
  | 'f64'
  | 'bool'
  | '&'
  | '&mut'
  | '*const'
  | '*mut'
  | 'array'

/**
 * A lifetime that a field or a function mentions: the `index`th one of the type and, behind those, of the function; `'_` for one
 * without a name; nothing where none is mentioned in its place.
 */
export type DecodedLifetime = number | 'none' | 'anonymous' | 'static'

/** How a type is laid out, as its author said: `repr(C)`, `repr(transparent)`, `repr(u8)`, `repr(C, u8)`. */
export type DecodedRepr =
  | { readonly kind: 'optionNonZero' | 'primitive' | 'C' | 'transparent' }
  | { readonly kind: 'CAndInt' | 'int'; readonly integer: DiscriminantType | 'u128' | 'i128' }
  | { readonly kind: 'packed'; readonly alignment: number }

/** A parameter of a function. */
export interface DecodedParameter {
  /** Its name; empty or `_` where it has none. */
  readonly name: string
  /** Its type. */
  readonly type: DecodedType
}

/** A function pointer that a field holds. */
export interface DecodedFunction {
  /** The name of the field. */
  readonly name: string
  /** Lifetimes that the function itself declares, as in `'b`. */
  readonly boundLifetimes: readonly string[]
  /** Its parameters. */
  readonly parameters: readonly DecodedParameter[]
  /** What it returns; `undefined` for nothing. */
  readonly returns: DecodedType | undefined
  /** The lifetimes that parameters and result mention, in their order. */
  readonly lifetimes: readonly DecodedLifetime[]
  /** Whether only `unsafe` code may call it. */
  readonly isUnsafe: boolean
}

/** How the field is read by Rust. */
export type DecodedAccessor =
  | { readonly kind: 'direct' | 'method' | 'methodOption' | 'opaque' }
  | { readonly kind: 'methodNamed'; readonly name: string }

/** A field of a struct, a union, a variant or a prefix type. */
export interface DecodedField {
  /** Its name; a number for fields of tuple structs. */
  readonly name: string
  /** Its type. Of a function pointer, `AFunctionPointer`. */
  readonly type: DecodedType
  /** Bytes from the start of the type; of a prefix type, from the start of its instances. Without meaning for phantom fields. */
  readonly offset: number
  /** The lifetimes that its type mentions. */
  readonly lifetimes: readonly DecodedLifetime[]
  /** The function pointers in it. */
  readonly functions: readonly DecodedFunction[]
  /** Whether it is a function pointer and nothing else. */
  readonly isFunction: boolean
  /** How Rust reads it. */
  readonly accessor: DecodedAccessor
}

/** One of the forms of an enum. */
export interface DecodedVariant {
  /** Its name. */
  readonly name: string
  /** Its discriminant. */
  readonly discriminant: bigint
  /** Its fields, with offsets from the start of the enum. */
  readonly fields: readonly DecodedField[]
}

/** What a type is made of. */
export type DecodedData =
  | { readonly kind: 'primitive'; readonly primitive: DecodedPrimitive }
  | { readonly kind: 'opaque' }
  | { readonly kind: 'struct' | 'union'; readonly fields: readonly DecodedField[] }
  | DecodedEnum
  | DecodedPrefixType

/** What an enum is made of. */
export interface DecodedEnum {
  /** Tells it from other types. */
  readonly kind: 'enum'
  /** How discriminants are listed. Of a `repr(C)` enum that is `isize`, although its tag takes 4 bytes. */
  readonly discriminantType: DiscriminantType
  /** Its forms. */
  readonly variants: readonly DecodedVariant[]
  /** Size and alignment of the enum in bytes, for one that may get more variants; its layout then is that of its storage. */
  readonly nonExhaustive: { readonly size: number; readonly alignment: number } | undefined
}

/** What a prefix type is made of. */
export interface DecodedPrefixType {
  /** Tells it from other types. */
  readonly kind: 'prefix'
  /** Its fields, the accessible and the others. */
  readonly fields: readonly DecodedField[]
  /** How many fields the frozen prefix has. */
  readonly firstSuffixField: number
  /** Bit `i` is set where field `i` stands in the prefix and has a condition. */
  readonly conditional: bigint
  /** Bit `i` is set where field `i` is there in instances that the library makes. */
  readonly accessible: bigint
}

/** A tag: data that an author attaches to a type, for the comparison. */
export type DecodedTag =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int' | 'uint'; readonly value: bigint }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ignored'; readonly tag: DecodedTag }
  | { readonly kind: 'array' | 'set'; readonly elements: readonly DecodedTag[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [DecodedTag, DecodedTag])[] }

/**
 * What is checked of a type beside its layout: the traits that an object must have, or something of an author's own, which is code
 * and cannot be decoded.
 */
export type DecodedChecks =
  | { readonly kind: 'requiredTraits'; readonly auto: readonly string[]; readonly regular: readonly string[] }
  | { readonly kind: 'custom' }

/** A parameter that is a value. */
export interface DecodedConstant {
  /** Its type. */
  readonly type: DecodedType
  /** Its value, for integers and booleans; `undefined` for values of other types. */
  readonly value: bigint | boolean | undefined
}

/**
 * A type as `abi_stable` describes it in a library: a `TypeLayout`, decoded. Types refer to each other and to themselves.
 */
export interface DecodedType {
  /** Where its `TypeLayout` lies. */
  readonly address: number
  /** Its name without parameters. */
  readonly name: string
  /** The package that defines it; `std` for types of the language and of its standard library. */
  readonly package: string
  /** The version of the package, as in `1.2.3`. */
  readonly packageVersion: string
  /** The line of the file that defines it. */
  readonly line: number
  /** The module that defines it, as in `plugin::shapes`. */
  readonly modulePath: string
  /** Bytes; of a prefix type, those of its frozen prefix. */
  readonly size: number
  /** Bytes, a power of two. */
  readonly alignment: number
  /** Whether all bytes zero is no value, so that `Option` takes no more room. */
  readonly isNonZero: boolean
  /** How it is laid out. */
  readonly repr: DecodedRepr
  /** What it is made of. */
  readonly data: DecodedData
  /** Names of its lifetime parameters, as in `'a`. */
  readonly lifetimes: readonly string[]
  /** How many lifetime parameters it says that it has. */
  readonly lifetimeCount: number
  /** Its type parameters, as far as they can be known: those that are stored, else those that its fields show. */
  readonly typeParameters: readonly DecodedType[]
  /** Its parameters that are values. */
  readonly constants: readonly DecodedConstant[]
  /** Fields that take no room, for types that are mentioned but not held. */
  readonly phantomFields: readonly DecodedField[]
  /** What its author attached to it. */
  readonly tag: DecodedTag | undefined
  /** What is checked beside the layout. */
  readonly checks: DecodedChecks | undefined
}
