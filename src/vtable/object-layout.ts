import { struct, type AnyType, type StructType } from '../layout/index.js'
import type { AnyPrefixType } from '../prefix/index.js'
import { dataPointer } from './data-pointer.js'
import type { TraitObjectForm } from './supertrait.js'
import { tablePointer } from './table-pointer.js'
import { ErasedBox } from './tables/box-vtable.js'

/**
 * What holds the object: a box that owns it, or a pointer that was lent, to read or to change it. Rust's `RBox`, `RRef`
 * and `RMut`.
 *
 * @internal
 */
export type PointerKind = 'box' | 'ref' | 'mut'

/**
 * Which word of a trait object is what, counted from its start. `undefined` for what the form does not have.
 *
 * @internal
 */
export interface ObjectWords {
  /** The data pointer. */
  readonly data: number
  /** The table of the box that owns the data. */
  readonly box: number | undefined
  /** The table of what all objects can do. */
  readonly object: number | undefined
  /** The table of the methods. */
  readonly methods: number | undefined
}

/** The tables of a trait, as far as the layout of its objects is concerned. */
interface Tables {
  readonly form: TraitObjectForm
  readonly objectTable: AnyPrefixType
  readonly methodTable: AnyPrefixType | undefined
  readonly doc: string | undefined
}

/**
 * How a trait object lies in memory: the struct that it is for C, and which of its words is what.
 *
 * @see Rule B-5 of the specification.
 *
 * @internal
 */
export function objectLayout(
  name: string,
  kind: PointerKind,
  { form, objectTable, methodTable, doc }: Tables,
): { readonly representation: StructType; readonly words: ObjectWords } {
  const pointer: AnyType = kind === 'box' ? ErasedBox : dataPointer
  const options = doc === undefined ? {} : { doc }
  const methods = methodTable === undefined ? {} : { methods: tablePointer(methodTable) }
  const isBox = kind === 'box'
  if (form === 'RObject') {
    const words = { data: 1, box: isBox ? 2 : undefined, object: undefined, methods: 0 }
    return { representation: struct(name, { ...methods, object: pointer }, options), words }
  }
  const fields = { object: pointer, vtable: tablePointer(objectTable), ...methods }
  const object = isBox ? 2 : 1
  return {
    representation: struct(name, fields, options),
    words: {
      data: 0,
      box: isBox ? 1 : undefined,
      object,
      methods: methodTable === undefined ? undefined : object + 1,
    },
  }
}
