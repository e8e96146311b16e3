import {
  array,
  bool,
  constPointer,
  fn,
  nullable,
  struct,
  unit,
  untyped,
  usize,
  type AnyType,
} from '../../layout/index.js'
import { RCmpOrdering, ROption } from '../../plain-types/index.js'
import { accessibleIf, missing, prefixType, type AnyPrefixType } from '../../prefix/index.js'
import { dataPointer } from '../data-pointer.js'
import type { Supertrait } from '../supertrait.js'
import { ErasedBox } from './box-vtable.js'
import { formatFunction } from './formatting.js'
import { ByteSlice, hashFunction } from './hasher.js'
import { iteratorTypes } from './iterator.js'
import { cloneFunction, dropFunction } from './robject-vtable.js'
import { maybeTypeIdFunction } from './type-id.js'

/** Gives the name of a type. @internal */
export const typeNameFunction = fn({}, ByteSlice)

/** What the maker of an object says of its type. @internal */
export const TypeInfo = struct('TypeInfo', {
  size: usize,
  alignment: usize,
  uid: maybeTypeIdFunction,
  type_name: typeNameFunction,
})

const twoObjects = [{ self: dataPointer }, { other: dataPointer }] as const

/** Whether two values are equal. @internal */
export const equalFunction = fn(twoObjects, bool)
/** How a value compares to another. @internal */
export const compareFunction = fn(twoObjects, RCmpOrdering)
/** How a value compares to another, where they can be compared. @internal */
export const partialCompareFunction = fn(twoObjects, ROption(RCmpOrdering))

/** A pointer to something that this library has no use for. */
const unused = accessibleIf(false, missing.option(nullable(constPointer(untyped))))

/** Functions that this library has no use for, behind the tag that says whether they are there. */
const unusedFunctions = (count: number): typeof unused =>
  accessibleIf(false, missing.option(array(usize, 1 + count))) as never

/** What is known of a trait whose objects have such a table. */
export interface DynTrait {
  /** Its name. */
  readonly name: string
  /** What its objects can do. */
  readonly supertraits: readonly Supertrait[]
  /** What they give. */
  readonly item: AnyType | undefined
}

/**
 * The table of trait objects in the form `DynTrait`. What the trait does not ask for is not in its mask.
 *
 * @see Rule B-9 of the specification.
 *
 * @internal
 */
export function dynTraitVTable({ name, supertraits, item }: DynTrait): AnyPrefixType {
  const onlyFor = (supertrait: Supertrait, type: AnyType): typeof unused =>
    accessibleIf(supertraits.includes(supertrait), missing.option(type)) as never
  return prefixType(`${name}_ObjectVTable`, {
    version: '1.0.0',
    prefix: {
      type_info: constPointer(TypeInfo),
      marker: unit,
      drop_ptr: dropFunction,
      clone_ptr: onlyFor('Clone', nullable(cloneFunction)),
      default_ptr: accessibleIf(false, missing.option(nullable(fn({}, ErasedBox)))),
      display: onlyFor('Display', nullable(formatFunction)),
      debug: onlyFor('Debug', nullable(formatFunction)),
      serialize: unused,
      partial_eq: onlyFor('PartialEq', nullable(equalFunction)),
      cmp: onlyFor('Ord', nullable(compareFunction)),
      partial_cmp: onlyFor('PartialOrd', nullable(partialCompareFunction)),
      hash: onlyFor('Hash', nullable(hashFunction)),
      iter: onlyFor('Iterator', iteratorTypes(item ?? unit).optional),
      back_iter: unusedFunctions(3),
      fmt_write_str: unused,
      io_write: unusedFunctions(3),
      io_read: unusedFunctions(2),
      io_bufread: unusedFunctions(2),
      io_seek: unused,
    },
    lastPrefixField: 'io_seek',
    // Rust declares the table so; its fields begin at 16 all the same.
    align: 16,
    doc: `What the objects of ${name} can do beside their methods. What they cannot do is not in the mask.`,
  })
}
