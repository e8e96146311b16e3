import type { Memory } from './memory.js'
import type { SchemaNode } from './schema.js'
import type { Target } from './target.js'

/** The types that a field has in TypeScript; never present at run time. */
export declare const typing: unique symbol

/** Size and alignment of a type on a target. */
export interface Layout {
  /** Bytes, a multiple of the alignment. */
  readonly size: number
  /** Bytes, a power of two. */
  readonly alignment: number
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
  /** How its bytes are read and written. Made once for a target. */
  readonly makeCodec: (target: Target) => Codec
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
  /** The default value, for types that have one. */
  readonly defaultValue?: (() => Input) | undefined
  /** The nullable form, for pointers. */
  readonly nullableForm?: (() => Type) | undefined
  /** The definition that must stand before the type is used, for types with a name of their own. */
  readonly definition?: NamedDefinition | undefined
}

/** What a type with a name of its own is made of. */
export interface NamedDefinition {
  /** What it is made of, as data. */
  readonly schema: () => SchemaDefinition
  /** Its fields, for structs. Absent for types whose contents are hidden. */
  readonly fields?: (() => readonly DefinedField[]) | undefined
  /** A description for people. */
  readonly doc?: string | undefined
  /** Lines of C that make values of the type easier to write. */
  readonly helperC?: readonly string[] | undefined
}

/** One field of a named type. */
export interface DefinedField {
  /** Name in C and in TypeScript. */
  readonly name: string
  /** Its type. */
  readonly type: Type
  /** A description for people. */
  readonly doc?: string | undefined
}

/** What a named type is made of, as it stands in a schema. */
export type SchemaDefinition =
  | { readonly kind: 'opaque' }
  | {
      readonly kind: 'struct'
      readonly fields: readonly { readonly name: string; readonly type: SchemaNode }[]
    }

/** Reads and writes the bytes of one type on one target. */
export interface Codec extends Layout {
  /** Reads: the value itself for scalars, an accessor for structs and arrays. The path names the field in errors. */
  readonly get: (memory: Memory, offset: number, path?: string) => unknown
  /** Checks a value and writes it. The path names the field in errors. */
  readonly set: (memory: Memory, offset: number, value: unknown, path: string) => void
  /** Copies out of the memory. */
  readonly copy: (memory: Memory, offset: number, path?: string) => unknown
  /** Copies out of the memory into what `JSON.stringify` accepts. */
  readonly json: (memory: Memory, offset: number) => unknown
  /** The same as source text, for types whose access is a single expression. */
  readonly source?: CodecSource | undefined
}

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
  readonly accepts: (value: string) => string
  /** Statements that write a value that was accepted. */
  readonly set: (place: SourcePlace, value: string) => string
  /** Throws the error for a value that may not be written. */
  readonly refuse: (value: unknown, path: string) => never
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
  readonly toNative: (value: unknown, path: string, space: Memory['space']) => unknown
  /** The value of what the FFI gave. */
  readonly fromNative: (raw: unknown, path: string, space: Memory['space']) => unknown
  /** An expression that is true where a value needs no conversion, for generated calls. */
  readonly accepts?: ((value: string) => string) | undefined
  /** An expression that converts what the FFI gave; without it `fromNative` is called. */
  readonly fromNativeSource?: ((raw: string) => string) | undefined
}

/** What reading a value of a type gives. */
export type ViewOf<T> = T extends { readonly [typing]?: { readonly view: infer View } } ? View : never

/** The plain value of a type: a copy that is independent of any memory. */
export type Infer<T> = T extends { readonly [typing]?: { readonly value: infer Value } } ? Value : never

/** What may be written where a type is declared. */
export type InputOf<T> = T extends { readonly [typing]?: { readonly input: infer Input } } ? Input : never

/** Any type. */
export type AnyType = Type<unknown, unknown, unknown>
