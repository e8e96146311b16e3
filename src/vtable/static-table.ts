import { exportFunction } from '../call/index.js'
import { allocateNative, unsafeViewAt } from '../ffi/index.js'
import type { Address, FunctionType, Implementation, Keep, Memory } from '../layout/index.js'
import { nativeSpace } from '../memory/native-space.js'
import { leak } from '../ownership/index.js'
import { leakIntoPrefix, type AnyPrefixType } from '../prefix/index.js'

/** The fields of a table: a function for each function field. */
export type TableValues = Readonly<Record<string, unknown>>

/**
 * Makes an instance of a prefix type that lives as long as the process: native code may keep its address for ever, and
 * its functions find their objects by handles, so that they are not made for single objects.
 *
 * @param type - The table.
 * @param values - Its fields, but for those that are hidden or take no bytes.
 * @param keep - Keeps what functions give back by reference.
 * @returns Its address.
 * @throws {@link CallError} `ABI-F004` where the process has no entry point left.
 *
 * @see Rule B-6 of the specification.
 *
 * @internal
 */
export function makeStaticTable(type: AnyPrefixType, values: TableValues, keep?: Keep): Address {
  const fields = type.fields.flatMap(({ name, type: one, isAccessible }) => {
    const value = values[name]
    if (value === undefined || isAccessible === false) return []
    const path = `${type.name}.${name}`
    return [
      [
        name,
        typeof value === 'function' ? exportForever(one as FunctionType, value as never, path, keep) : value,
      ],
    ]
  })
  return leakIntoPrefix(type, Object.fromEntries(fields) as never)
}

/**
 * Exports a function that is never taken back.
 *
 * @internal
 */
export function exportForever(
  type: FunctionType,
  implementation: Implementation<unknown, never>,
  path: string,
  keep?: Keep,
): { readonly address: Address } {
  return leak(exportFunction(type, implementation, { path, ...(keep === undefined ? {} : { keep }) }))
}

/**
 * Native memory that is never freed, all bytes zero.
 *
 * @param byteLength - 1 or more.
 *
 * @internal
 */
export function staticMemory(byteLength: number): Memory {
  const base = allocateNative(byteLength)
  return { view: new DataView(unsafeViewAt(base, byteLength)), base, space: nativeSpace }
}
