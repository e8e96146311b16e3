import { ValueError } from '../errors/index.js'
import type { MemoryLocation } from '../layout/index.js'
import { describeValue } from '../layout/names.js'
import { bindAt } from './bind-prefix.js'
import type { ModuleOf, PrefixType } from './prefix-type.js'

/** How an instance of somebody else is seen. */
export interface ViewPrefixOptions {
  /** What the instance is called in errors; the name of its type where it is left out. */
  readonly path?: string | undefined
  /**
   * What to do with a null pointer where a function must be, because it is not declared as `nullable`: `'refuse'` the
   * instance, which is usual, or read it as `'null'`.
   */
  readonly nullFunctions?: 'refuse' | 'null' | undefined
}

/**
 * The accessor object of an instance that somebody else has in memory: a table that a library gave out, options that native
 * code passed. What it says of its fields, the memory as far as these reach, and its function pointers are checked first;
 * not one byte beyond is touched.
 *
 * Which fields are there is read once, and so are function pointers. The instance must live for as long as the accessor
 * object is used.
 *
 * @param type - The type as this side knows it.
 * @param where - The address of the instance in this process, or a place in another memory. There only data can be read,
 * unless the memory itself can call functions.
 * @param options - Its name in errors, and what to do with null functions.
 * @throws {@link MemoryError} `ABI-M001` to `ABI-M003` and `ABI-M005` where there is no such memory, `ABI-P005` for a
 * misaligned address; {@link ModuleError} `ABI-P005` for a mask, `ABI-P007` for a version, `ABI-P008` for a size that
 * cannot be right, `ABI-P009` for unknown bytes that are not zero; {@link CallError} `ABI-C002` and `ABI-C003` for
 * function pointers that are null or point to no code.
 *
 * @see Rules P-6 and R-5 of the specification.
 *
 * @example
 * ```ts
 * import { c_int, fn, implement, prefixType, versionField, viewPrefix } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Methods = prefixType('Methods', {
 *   presence: versionField('iVersion', { 1: 'open', 2: 'sync' }),
 *   prefix: { iVersion: c_int, open: fn({ flags: c_int }, c_int) },
 *   lastPrefixField: 'open',
 *   suffix: { sync: fn({}, c_int) },
 * })
 * using older = implement(Methods.upTo('1'), { open: (flags) => flags + 1 })
 * const methods = viewPrefix(Methods, older.address)
 * assert.equal(methods.open(6), 7)
 * assert.equal(methods.sync, undefined)
 * ```
 */
export function viewPrefix<T extends PrefixType>(
  type: T,
  where: number | MemoryLocation,
  options: ViewPrefixOptions = {},
): ModuleOf<T> {
  checkNullFunctions(options)
  return bindAt(type, where, undefined, options)
}

function checkNullFunctions({ nullFunctions }: ViewPrefixOptions): void {
  if (nullFunctions === undefined || nullFunctions === 'refuse' || nullFunctions === 'null') return
  throw new ValueError('not what can be done with null functions', {
    code: 'ABI-V001',
    rule: 'R-5',
    path: 'viewPrefix → nullFunctions',
    expected: "'refuse' or 'null'",
    found: describeValue(nullFunctions),
  })
}
