import { constPointer, fn, nullable, struct, u32, unit, type AnyType } from '../layout/index.js'
import { missing, prefixType, type AnyPrefixType } from '../prefix/index.js'
import { RStr } from '../plain-types/index.js'
import { dataPointer } from '../vtable/data-pointer.js'
import type { Format } from '../vtable/spell.js'
import { compareFunction, equalFunction, partialCompareFunction } from '../vtable/tables/dyn-trait-vtable.js'
import { formatFunction } from '../vtable/tables/formatting.js'
import { hashFunction } from '../vtable/tables/hasher.js'

/**
 * What a maker says of an enum: its name, and the names of its forms, each with a semicolon behind it.
 *
 * @internal
 */
export const EnumInfo = struct('EnumInfo', {
  type_name: RStr,
  strings: RStr,
  /** Where the names begin in `strings`, in bytes, and above that 65536 times their number of bytes. */
  variant_names: u32,
})

/**
 * The functions of the table of an enum, as far as they are called here. `null` for what it cannot do. An enum is passed by
 * where it lies; the second one of a comparison with its table behind it.
 *
 * @internal
 */
export interface EnumFunctions {
  readonly enum_info: { deref(): { type_name: string; strings: string; variant_names: number } }
  readonly sabi_drop: (self: number) => void
  readonly sabi_clone: ((self: number, table: number) => object) | null | undefined
  readonly sabi_debug: Format | null | undefined
  readonly sabi_display: Format | null | undefined
  readonly sabi_partial_eq: ((self: number, other: number) => boolean) | null | undefined
  readonly sabi_cmp: ((self: number, other: number) => OrderingName) | null | undefined
  readonly sabi_partial_cmp: ((self: number, other: number) => OrderingName | undefined) | null | undefined
  readonly sabi_hash: ((self: number, hasher: object) => void) | null | undefined
}

type OrderingName = 'Less' | 'Equal' | 'Greater'

/** Signature of what drops an enum. @internal */
export const dropFunction = fn({ self: dataPointer })

/**
 * The table of an enum that may get more forms.
 *
 * @param name - The name of the type that the enum and its table make.
 * @param whole - Gives that type, as a struct.
 *
 * @see Rule T-39 of the specification.
 *
 * @internal
 */
export function nonExhaustiveTable(name: string, whole: () => AnyType): AnyPrefixType {
  const optional = (type: AnyType): AnyType => missing.option(nullable(type as never)) as never
  return prefixType(`${name}_VTable`, {
    version: '1.0.0',
    prefix: {
      sabi_tys: unit,
      enum_info: constPointer(EnumInfo),
      sabi_drop: dropFunction,
      get sabi_clone() {
        return optional(fn([{ self: dataPointer }, { table: dataPointer }], whole()))
      },
      sabi_debug: optional(formatFunction),
      sabi_display: optional(formatFunction),
      sabi_serialize: optional(fn({ self: dataPointer })),
      sabi_partial_eq: optional(equalFunction),
      sabi_cmp: optional(compareFunction),
      sabi_partial_cmp: optional(partialCompareFunction),
      sabi_hash: optional(hashFunction),
    },
    lastPrefixField: 'sabi_hash',
    doc: `What can be done with a ${name} whose form is not known. What it cannot do is NULL.`,
  })
}
