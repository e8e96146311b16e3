import {
  enumeration,
  fn,
  pointer,
  struct,
  u32,
  usize,
  type AnyType,
  type Type,
  type View,
} from '../../layout/index.js'
import { prefixType, type AnyPrefixType } from '../../prefix/index.js'
import { dataPointer } from '../data-pointer.js'
import { tablePointer } from '../table-pointer.js'
import { typeIdFunction } from './type-id.js'

/** Whether growing may make more room than was asked for. */
const Exactness = enumeration('Exactness', u32, ['Exact', 'Above'])

/** The functions of a vector's table, as far as they are called here. */
export interface VectorFunctions {
  /** Drops the elements and frees the memory. */
  readonly destructor: (self: number) => void
  /** Makes room. */
  readonly grow_capacity_to: (self: number, to: number, exactness: 'Exact' | 'Above') => void
}

/** The words of a vector, as an accessor shows them. */
export interface VectorWords extends View {
  /** Where the elements lie. */
  buffer: number
  /** How many there are. */
  length: number
  /** For how many there is room. */
  capacity: number
  /** The table. */
  vtable: VectorFunctions
}

/** The type of a vector. */
export type VectorType = Type<VectorWords, unknown, unknown>

/** A vector of elements of one type, and the table of functions that comes with it. */
export interface VectorTypes {
  /** The vector: 4 words. */
  readonly vector: VectorType
  /** Its table. */
  readonly table: AnyPrefixType
}

/**
 * Declares a growable vector, Rust's `RVec<T>`, and its table.
 *
 * @param element - What the elements are called in C names.
 *
 * @see Rule B-10 of the specification.
 *
 * @internal
 */
export function vectorTypes(element: string): VectorTypes {
  const vector = struct(
    `RVec_${element}`,
    {
      buffer: dataPointer,
      length: usize,
      capacity: usize,
      get vtable(): AnyType {
        return tablePointer(table)
      },
    },
    { doc: 'Elements one after the other, in memory that its table grows and frees.' },
  ) as unknown as VectorType
  const table: AnyPrefixType = prefixType(`VecVTable_${element}`, {
    version: '1.0.0',
    prefix: {
      type_id: typeIdFunction,
      destructor: fn({ self: pointer(vector) }),
      grow_capacity_to: fn([{ self: pointer(vector) }, { to: usize }, { exactness: Exactness }]),
      shrink_to_fit: fn({ self: pointer(vector) }),
    },
    lastPrefixField: 'shrink_to_fit',
    doc: 'What can be done with the memory of a vector.',
  })
  return { vector, table }
}
