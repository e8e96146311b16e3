/** The names of the primitives of the savefile format, by their numbers. */
export const primitives = {
  i8: 1,
  u8: 2,
  i16: 3,
  u16: 4,
  i32: 5,
  u32: 6,
  i64: 7,
  u64: 8,
  string: 9,
  f32: 10,
  f64: 11,
  bool: 12,
  canary1: 13,
  i128: 14,
  u128: 15,
  char: 16,
} as const satisfies Record<PrimitiveName, number>

/** The name of a primitive of the savefile format. */
export type PrimitiveName =
  | 'i8'
  | 'u8'
  | 'i16'
  | 'u16'
  | 'i32'
  | 'u32'
  | 'i64'
  | 'u64'
  | 'string'
  | 'f32'
  | 'f64'
  | 'bool'
  | 'canary1'
  | 'i128'
  | 'u128'
  | 'char'

/** In which order the words of a vector or string lie in memory, by its number; `0` where nobody knows. */
export type VectorLayout = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** Where a type lies in memory, as far as its author says so. */
export interface SchemaLayout {
  /** Bytes. */
  readonly size?: number | undefined
  /** Bytes. */
  readonly alignment?: number | undefined
}

/** A field in a schema. */
export interface SchemaField {
  /** Its name. */
  readonly name: string
  /** What it holds. */
  readonly schema: Schema
  /** Bytes from the start of the type; absent where its author does not say so. */
  readonly offset?: number | undefined
}

/** A variant in a schema. */
export interface SchemaVariant {
  /** Its name. */
  readonly name: string
  /** The number of the variant, modulo 256. */
  readonly discriminant: number
  /** Its fields. */
  readonly fields: readonly SchemaField[]
}

/**
 * What a value is made of, as peers tell each other: the schema of the savefile format as data.
 *
 * @see Rule W-20 of the specification.
 */
export type Schema =
  | ({
      readonly kind: 'struct'
      readonly name: string
      readonly fields: readonly SchemaField[]
    } & SchemaLayout)
  | ({
      readonly kind: 'enum'
      readonly name: string
      readonly variants: readonly SchemaVariant[]
      readonly discriminantSize: 1 | 2 | 4
      readonly hasExplicitRepr: boolean
    } & SchemaLayout)
  | { readonly kind: 'primitive'; readonly name: PrimitiveName; readonly layout?: VectorLayout | undefined }
  | { readonly kind: 'vector'; readonly item: Schema; readonly layout: VectorLayout }
  | { readonly kind: 'undefined' | 'zeroSize' | 'str' | 'ioError' | 'uninitSlice' | 'utcTimestamp' }
  | { readonly kind: 'option' | 'boxed' | 'slice' | 'reference'; readonly item: Schema }
  | { readonly kind: 'array'; readonly count: number; readonly item: Schema }
  | { readonly kind: 'custom'; readonly name: string }
  | { readonly kind: 'closure'; readonly isMut: boolean; readonly definition: TraitDefinition }
  | { readonly kind: 'trait'; readonly isMut: boolean; readonly definition: TraitDefinition }
  | {
      readonly kind: 'future'
      readonly isSend: boolean
      readonly isSync: boolean
      readonly isUnpin: boolean
      readonly definition: TraitDefinition
    }
  | { readonly kind: 'recursion'; readonly depth: number }

/** How a method takes the object that it belongs to. */
export type ReceiverKind = 'shared' | 'mut' | 'pinned'

/** A method in the definition of a trait. */
export interface MethodDefinition {
  /** Its name, by which peers find it. */
  readonly name: string
  /** What it returns. */
  readonly returns: Schema
  /** How it takes its object; `shared` where the peer is too old to say so. */
  readonly receiver: ReceiverKind
  /** Whether its author made it asynchronous with the macro `async_trait`. */
  readonly isAsyncTrait: boolean
  /** Its parameters, without the object. */
  readonly parameters: readonly Schema[]
}

/** A trait as peers describe it to each other. */
export interface TraitDefinition {
  /** Its name, with `+Sync` and `+Send` behind it where it has these bounds. */
  readonly name: string
  /** Its methods. Their place in the list is their number. */
  readonly methods: readonly MethodDefinition[]
}
