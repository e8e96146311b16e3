import type { Arbitrary } from 'fast-check'
import type { Draft } from './draft.js'

/** The kinds of types that can be made, the simplest first. */
export const typeKinds = [
  'integer',
  'pointerSized',
  'float',
  'bool',
  'cType',
  'character',
  'wideInteger',
  'enum',
  'atomic',
  'charArray',
  'cString',
  'unit',
  'array',
  'struct',
  'union',
  'taggedUnion',
  'transparent',
  'pointer',
  'function',
  'opaque',
  'bitField',
  'flexibleArray',
  'emptyArray',
  'alignment',
  'recursion',
] as const

/**
 * A kind of types, or something that types can have: `alignment` stands for `align`, `packed` and `aligned`, `emptyArray`
 * for arrays of length 0, `recursion` for structs that point to themselves.
 */
export type TypeKind = (typeof typeKinds)[number]

/** What the families of types are made with. */
export interface Grammar {
  /** Whether a kind may occur. */
  readonly allows: (kind: TypeKind) => boolean
  /** The largest number of fields of one record, variants of one enum or parameters of one function. */
  readonly maxFields: number
  /** The largest number of elements of one array. */
  readonly maxLength: number
  /**
   * Types of fixed size.
   *
   * @param depth - How many types deep they may be; 1 or less for types that contain no others.
   */
  readonly values: (depth: number) => Arbitrary<Draft>
  /** Types that can be pointed to. */
  readonly pointees: (depth: number) => Arbitrary<Draft>
  /** Types that cross a call as one scalar. */
  readonly scalars: Arbitrary<Draft>
}

/** One kind of types. */
export interface Family {
  /** Which one. */
  readonly kind: TypeKind
  /** Whether its types mention others, so that they need depth. */
  readonly isNested: boolean
  /** Where its types can stand: anywhere, or only behind a pointer. */
  readonly place: 'anywhere' | 'pointee'
  /** Makes its types. */
  readonly drafts: (grammar: Grammar, depth: number) => Arbitrary<Draft>
}
