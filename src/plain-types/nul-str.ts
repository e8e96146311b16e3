import { cString, type CStringType } from '../layout/index.js'

/**
 * Text that ends with a zero byte, behind a pointer that is never null: `abi_stable`'s `NulStr`. It is read and written as
 * `cString` is.
 *
 * @see Rule T-13 of the specification.
 *
 * @example
 * ```ts
 * import { NativeArena, NulStr, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Entry = struct('Entry', { name: NulStr })
 * using arena = new NativeArena()
 * assert.equal(arena.allocate(Entry, { name: 'straße' }).name, 'straße')
 * ```
 */
export const NulStr: CStringType = Object.freeze<CStringType>({
  ...cString,
  kind: 'NulStr',
  name: 'NulStr',
  abiStable: { name: 'NulStr', parameters: [] },
})
