import { fn, pointer, struct, usize, type AnyType } from '../../layout/index.js'
import { memoize } from '../../layout/memoize.js'
import { ROption, Tuple2 } from '../../plain-types/index.js'
import { dataPointer } from '../data-pointer.js'
import { vectorTypes, type VectorTypes } from './vec-vtable.js'

/** The functions of an iterator, and the types that occur in them. */
export interface IteratorTypes {
  /** The struct of the functions. */
  readonly functions: AnyType
  /** An element or the end. */
  readonly item: AnyType
  /** The vector that elements can be appended to. */
  readonly vector: VectorTypes
  /** The functions, where the object has them. */
  readonly optional: AnyType
}

/**
 * The functions of an iterator over values of a type.
 *
 * @see Rule B-13 of the specification.
 *
 * @internal
 */
export const iteratorTypes = memoize((item: AnyType): IteratorTypes => {
  // The spelling of the type in C as one word: what is pointed to and how often.
  const name = item.declareC('').replace(/\s+/g, '_').replaceAll('*', 'p').replace(/\W/g, '')
  const option = ROption(item)
  const vector = vectorTypes(item)
  const functions = struct(`IteratorFns_${name}`, {
    next: fn({ self: dataPointer }, option),
    extending_rvec: fn([{ self: dataPointer }, { out: pointer(vector.vector) }, { taking: ROption(usize) }]),
    size_hint: fn({ self: dataPointer }, Tuple2(usize, ROption(usize))),
    count: fn({ self: dataPointer }, usize),
    last: fn({ self: dataPointer }, option),
    nth: fn([{ self: dataPointer }, { index: usize }], option),
    skip_eager: fn([{ self: dataPointer }, { count: usize }]),
  })
  return { functions, item: option, vector, optional: ROption(functions) }
})
