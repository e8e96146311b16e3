import {
  enumeration,
  fn,
  pointer,
  struct,
  u32,
  usize,
  type AnyType,
  type FunctionType,
  type Type,
  type View,
} from '../../layout/index.js'
import { instanceName } from '../../layout/generic.js'
import { memoize } from '../../layout/memoize.js'
import { prefixType, type AnyPrefixType } from '../../prefix/index.js'
import { dataPointerTo } from '../data-pointer.js'
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
  /** Gives back room that no element takes. */
  readonly shrink_to_fit: (self: number) => void
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
  /** The signature of the destructor. */
  readonly destructor: FunctionType
}

/**
 * Declares a growable vector, Rust's `RVec<T>`, and its table.
 *
 * @param element - The type of the elements.
 *
 * @see Rule B-10 of the specification.
 *
 * @internal
 */
export const vectorTypes = memoize((element: AnyType): VectorTypes => {
  const vector = struct(
    instanceName('RVec', [element]),
    {
      buffer: dataPointerTo(() => element),
      length: usize,
      capacity: usize,
      get vtable(): AnyType {
        return tablePointer(table)
      },
    },
    { doc: 'Elements one after the other, in memory that its table grows and frees.' },
  ) as unknown as VectorType
  const self = pointer(vector)
  const destructor = fn({ self }) as unknown as FunctionType
  const table: AnyPrefixType = prefixType(instanceName('VecVTable', [element]), {
    version: '1.0.0',
    prefix: {
      type_id: typeIdFunction,
      destructor,
      grow_capacity_to: fn([{ self }, { to: usize }, { exactness: Exactness }]),
      shrink_to_fit: fn({ self }),
    },
    lastPrefixField: 'shrink_to_fit',
    doc: 'What can be done with the memory of a vector.',
  })
  return { vector, table, destructor }
})
