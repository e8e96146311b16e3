import type { Keep, Memory } from './memory.js'
import type { SchemaDefinition, SchemaNode } from './schema.js'
import type { Target } from './target.js'
import type { ValueDomain } from './value-domain.js'

/** The types that a field has in TypeScript; never present at run time. */
export declare const typing: unique symbol

/** Size and alignment of a type on a target. */
export interface Layout {
  /** Bytes, a multiple of the alignment. */
  readonly size: number
  /** Bytes, a power of two. */
  readonly alignment: number
  /**
   * Bytes, a power of two: the alignment that was asked for explicitly. Where Microsoft's rules hold, no packing of a
   * struct around the type lowers it. Absent elsewhere.
   */
  readonly requiredAlignment?: number | undefined
}

/**
 * A declared type. Plain data and the answers to the questions that every type is asked; code that handles types asks
 * these, it does not switch on the kind.
 *
 * @typeParam View - What reading a field gives: a number, a nested accessor, a bound function.
 * @typeParam Value - A copy that is independent of the memory.
 * @typeParam Input - What may be written.
 */
export interface Type<View = unknown, Value = View, Input = Value> {
  /** What sort of type it is, as in `u32` or `struct`. */
  readonly kind: string
  /** How the type is called in messages. */
  readonly name: string
  /** Never present: carries the TypeScript types. */
  readonly [typing]?: { readonly view: View; readonly value: Value; readonly input: Input }
  /** Size and alignment. Called through {@link layoutOf}. */
  readonly measure: (target: Target) => Layout
  /** How its bytes are read and written. Made once for a target and a mode. */
  readonly makeCodec: (target: Target, mode: WriteMode) => Codec
  /** How a value crosses a call. */
  readonly passing: Passing
  /** The scalars that it consists of, with their offsets: what a calling convention looks at. */
  readonly leaves: (target: Target) => readonly Leaf[]
  /** Whether a pointer is among its scalars. Left out where the list of scalars is short enough to look. */
  readonly holdsAddress?: ((target: Target) => boolean) | undefined
  /** How the type stands in a schema. */
  readonly schema: () => SchemaNode
  /** The types that it mentions, in the order of mention. */
  readonly mentions: () => readonly Type[]
  /**
   * The types that it contains by value, for types that contain others. For a pointer that is spelled with the length of an
   * array: that array, whose elements C must know as completely.
   */
  readonly contains?: (() => readonly Type[]) | undefined
  /**
   * Its C spelling around a declarator, as in `uint32_t x`.
   *
   * @param declarator - The name with whatever already stands around it; may be empty.
   * @param isConst - Whether the value is read-only.
   */
  readonly declareC: (declarator: string, isConst?: boolean) => string
  /** Whether C has no values of the type: it is spelled as `void` there, and pointers to it are `void *`. */
  readonly isVoidInC?: boolean | undefined
  /** The default value, for types that have one. */
  readonly defaultValue?: (() => Input) | undefined
  /** Which values may be written, as data. Called through {@link domainOf}; absent for types that have no values. */
  readonly domain?: ((target: Target) => ValueDomain) | undefined
  /** The type whose values it has, for a type that is another name for one. */
  readonly inner?: AnyType | undefined
  /** The nullable form, for pointers. */
  readonly nullableForm?: (() => Type) | undefined
  /** Whether its plain copy has bytes in it as they lie in memory, which mean something else on another target. */
  readonly copiesBytes?: (() => boolean) | undefined
  /** What it is as an integer: for types that can be a bit field. */
  readonly integer?: IntegerForm | undefined
  /** Whether it has as many elements as the memory behind it: such a type is the last field of a struct, and nothing else. */
  readonly isFlexible?: boolean | undefined
  /** Whether its last field is of such a type, so that its size depends on the value. */
  readonly endsFlexible?: (() => boolean) | undefined
  /**
   * Whether a value owns something and is moved where it is written or passed: its codec's `set` and its `toNative` move
   * it out of its owner as the last thing that they do. Types that contain it need not say so.
   */
  readonly isMoved?: boolean | undefined
  /** The definition that must stand before the type is used, for types with a name of their own. */
  readonly definition?: NamedDefinition | undefined
  /** Whether `undefined` is among its values, so that it cannot stand for there being none. */
  readonly hasUndefined?: boolean | undefined
  /**
   * Makes a value of what a function threw that should have given one: for types that can hold an error. What is thrown
   * goes on its way where this is left out.
   */
  readonly fromThrown?: ((thrown: unknown) => Input) | undefined
  /**
   * Makes what values of this side need that native code uses: tables of functions. An entry point that is made in the midst
   * of a call cannot be called by the code of that call, so exported functions call this for their results beforehand.
   */
  readonly prepare?: (() => void) | undefined
  /** What the crate `abi_stable` calls it, for types that the crate defines. */
  readonly abiStable?: AbiStableName | undefined
}

/** What the crate `abi_stable` calls a type that it defines. */
export interface AbiStableName {
  /** Its name without parameters, as in `RVec`. */
  readonly name: string
  /** Its type parameters, in the order in which the crate declares them. */
  readonly parameters: readonly AnyType[]
}

/**
 * Whether values are checked before they are written through properties. `direct` is unchecked too, for accessors whose memory is
 * its own view: they have classes of their own, which meet no other memory unless they are moved there.
 */
export type WriteMode = 'checked' | 'unchecked' | 'direct'

/** A type as an integer: what bit fields, enums and tags are made of. */
export interface IntegerForm {
  /** Whether it has a sign. */
  readonly isSigned: (target: Target) => boolean
  /** Whether values are a `bigint`. */
  readonly isBig: boolean
  /** Bits that have a meaning, for types that use fewer than they have: 1 for bool. */
  readonly meaningfulBits?: number | undefined
  /** The value that an integer stands for, for types whose values are not integers. */
  readonly fromInteger?: ((integer: number | bigint, path: string | undefined) => unknown) | undefined
  /** The integer that stands for a value. */
  readonly toInteger?: ((value: unknown, path: string) => number | bigint) | undefined
}

/** What a type with a name of its own is made of. */
export interface NamedDefinition {
  /** What it is made of, as data. */
  readonly schema: () => SchemaDefinition
  /** Its fields, for structs and unions. Absent for types whose contents are hidden. */
  readonly fields?: (() => readonly DefinedField[]) | undefined
  /** What C calls such a type. */
  readonly keyword?: 'struct' | 'union' | undefined
  /** How its fields are placed. */
  readonly placement?: PlacementOptions | undefined
  /** Its whole definition in C, for types that are another name for something. */
  readonly aliasC?: readonly string[] | undefined
  /** A description for people. */
  readonly doc?: string | undefined
  /** Lines of C that make values of the type easier to write. */
  readonly helperC?: readonly string[] | undefined
  /** The prefix type whose instances are meant: it grows, and is written out on its own. */
  readonly prefixType?: { readonly kind: 'prefix'; readonly name: string } | undefined
}

/** One field of a named type. */
export interface DefinedField {
  /** Name in C and in TypeScript. */
  readonly name: string
  /** Its type. */
  readonly type: Type
  /** A description for people. */
  readonly doc?: string | undefined
  /** Bytes, a power of two: the field is aligned to at least this. */
  readonly alignment?: number | undefined
  /** Number of bits, for bit fields. */
  readonly bitWidth?: number | undefined
  /** Whether it only takes room: such bit fields have no name in C and cannot be accessed. */
  readonly isUnnamed?: boolean | undefined
}

/** How the fields of a struct or union are placed. */
export interface PlacementOptions {
  /** Bytes, a power of two: the whole is aligned to at least this. */
  readonly align?: number | undefined
  /** Bytes, a power of two: no field is aligned to more than this. */
  readonly packed?: number | undefined
}

/** Reads and writes the bytes of one type on one target. */
export interface Codec extends Layout {
  /** Reads: the value itself for scalars, an accessor for structs and arrays. The path names the field in errors. */
  readonly get: (memory: Memory, offset: number, path?: string) => unknown
  /** Checks a value and writes it. The path names the field in errors. */
  readonly set: (memory: Memory, offset: number, value: unknown, path: string) => void
  /**
   * The words that `set` writes for a value, for types of pointer-sized words alone: what is passed in registers need not be
   * written first. They are valid until the next call, and what they point to is kept by the memory. `undefined` for values that have to be written.
   */
  readonly words?:
    ((value: unknown, path: string, memory: Memory) => ArrayLike<number | bigint> | undefined) | undefined
  /** Refuses what must not stand there, for types that can say so before the value is read. */
  readonly verify?: ((memory: Memory, offset: number, path: string) => void) | undefined
  /** Copies out of the memory. */
  readonly copy: (memory: Memory, offset: number, path?: string) => unknown
  /** Copies out of the memory into what `JSON.stringify` accepts. */
  readonly json: (memory: Memory, offset: number) => unknown
  /** Writes without a check, for types whose check costs something. */
  readonly setUnchecked?: ((memory: Memory, offset: number, value: unknown) => void) | undefined
  /** The DataView methods that are all that reads and writes it, for types that a typed array can hold. */
  readonly dataView?: DataViewAccess | undefined
  /** Whether reading gives an accessor, which looks at no byte yet. */
  readonly readsLater?: boolean | undefined
  /** Whether what is read does not look at the memory any more, for types that are no scalars. */
  readonly readsAtOnce?: boolean | undefined
  /** Whether accessors of the type are of different classes, so that one cannot be moved from value to value. */
  readonly varies?: boolean | undefined
  /** Bytes that a value takes in all, where that depends on the value. */
  readonly sizeFor?: ((value: unknown) => number) | undefined
  /** Whether two places hold the same value, for types that compare more, or less, than their bytes. */
  readonly equals?:
    ((memory: Memory, offset: number, otherMemory: Memory, otherOffset: number) => boolean) | undefined
  /**
   * Drops what the parts of a value own, for types that have parts. Types that are moved need it not: who reads such a
   * value out of memory owns it.
   */
  readonly drop?: ((memory: Memory, offset: number) => void) | undefined
  /** Reading and writing as source text, for types whose access is a single expression. */
  readonly source?: CodecSource | undefined
}

/** A pair of DataView methods. */
export interface DataViewAccess {
  /** The part of their names that names the scalar, as in `Uint32`. */
  readonly scalar: DataViewScalar
  /** The order of bytes that they are given. */
  readonly littleEndian: boolean
}

/** The part of a DataView method's name that names the scalar. */
export type DataViewScalar =
  | 'Int8'
  | 'Int16'
  | 'Int32'
  | 'BigInt64'
  | 'Uint8'
  | 'Uint16'
  | 'Uint32'
  | 'BigUint64'
  | 'Float32'
  | 'Float64'

/** Where generated code reads or writes: JavaScript expressions. */
export interface SourcePlace {
  /** The memory. */
  readonly memory: string
  /** Bytes from the start of the memory's view. */
  readonly offset: string
  /** What the place is called in errors. */
  readonly path: string
}

/** Makes a value available to generated code, and gives the name that it has there. */
export type Bind = (value: unknown) => string

/** Access to a scalar as JavaScript source, for generated accessors. */
export interface CodecSource {
  /** An expression that reads. */
  readonly get: (place: SourcePlace, bind: Bind) => string
  /** An expression that is true where the value expression may be written. */
  readonly accepts: (value: string, bind: Bind) => string
  /** How to ask so that V8 still clears loops; without it, by a branch on `accepts`. */
  readonly check?: ValueCheck | undefined
  /** Statements that write a value that was accepted. */
  readonly set: (place: SourcePlace, value: string, bind: Bind) => string
  /** Throws the error for a value that may not be written. */
  readonly refuse: (value: unknown, path: string) => never
}

/** How generated code finds out whether a value may be written. */
export type ValueCheck =
  /** By the condition that `accepts` is. */
  | { readonly kind: 'condition' }
  /** By what a number becomes, which is written: it may not differ. For whole numbers. */
  | {
      readonly kind: 'narrowing'
      /** An expression for what a number becomes. */
      readonly narrow: (number: string) => string
    }
  /** By a place in a list, for values of which there are few. */
  | {
      readonly kind: 'index'
      /** How many values there are. */
      readonly count: number
      /** An expression for what is written of a value. */
      readonly written: (value: string) => string
      /** An expression for the place of what is written, and for what is none if the value may not be written. */
      readonly indexOf: (written: string) => string
      /** Statements that write it. */
      readonly set: (place: SourcePlace, written: string) => string
    }

/** The scalars that the FFI knows. `address` and `isize` are pointer-sized and travel as numbers. */
export type ScalarName =
  'i8' | 'i16' | 'i32' | 'i64' | 'u8' | 'u16' | 'u32' | 'u64' | 'f32' | 'f64' | 'bool' | 'address' | 'isize'

/** A scalar inside of a type. */
export interface Leaf {
  /** Bytes from the start of the type. */
  readonly offset: number
  /** Size in bytes. */
  readonly size: number
  /** Which scalar. */
  readonly scalar: ScalarName
}

/** How a value crosses a call. */
export type Passing = ScalarPassing | { readonly kind: 'aggregate' }

/** A value that crosses a call as one scalar. */
export interface ScalarPassing {
  /** Tells it from an aggregate. */
  readonly kind: 'scalar'
  /** Which scalar. */
  readonly scalar: ScalarName
  /** Checks a value and gives what the FFI takes. */
  readonly toNative: (value: unknown, path: string, space: Memory['space'], keep?: Keep) => unknown
  /** Whether `toNative` stores bytes that must live as long as the call, and needs `keep` for that. */
  readonly keepsBytes?: boolean | undefined
  /** The value of what the FFI gave. */
  readonly fromNative: (raw: unknown, path: string, space: Memory['space']) => unknown
  /** An expression that is true where a value needs no conversion, for generated calls. */
  readonly accepts?: ((value: string) => string) | undefined
  /** An expression that converts what the FFI gave; without it `fromNative` is called. */
  readonly fromNativeSource?: ((raw: string) => string) | undefined
  /** The same for what native code passed to JavaScript; without it `fromNative` is called. */
  readonly receivedSource?: ((raw: string) => string) | undefined
}

/** What reading a value of a type gives. */
export type ViewOf<T> = T extends { readonly [typing]?: { readonly view: infer View } } ? View : never

/** The plain value of a type: a copy that is independent of any memory. */
export type Infer<T> = T extends { readonly [typing]?: { readonly value: infer Value } } ? Value : never

/** What may be written where a type is declared. */
export type InputOf<T> = T extends { readonly [typing]?: { readonly input: infer Input } } ? Input : never

/** Any type. */
export type AnyType = Type<unknown, unknown, unknown>
