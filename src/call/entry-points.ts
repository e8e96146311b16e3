import { MemoryError } from '../errors/index.js'
import type { Address } from '../layout/index.js'

const entryPoints = new WeakMap<object, Address>()
const disposed = new WeakSet<object>()

/**
 * Remembers where the native code of a function lies, so that the function can be passed to native code.
 *
 * @internal
 */
export function rememberEntryPoint(value: object, address: number): void {
  entryPoints.set(value, address as Address)
}

/**
 * Refuses a function from now on: it was taken back, and native code must not get its address again.
 *
 * @internal
 */
export function forgetEntryPoint(value: object): void {
  entryPoints.delete(value)
  disposed.add(value)
}

/**
 * Where the native code of a function lies: of one that was read from native memory, or exported to it.
 *
 * @param value - Anything.
 * @returns Its entry point, or `undefined` where it is no function of native code.
 * @throws {@link MemoryError} `ABI-M004` for an exported function that was disposed of.
 *
 * @example
 * ```ts
 * import { bindFunction, entryPointOf, exportFunction, fn, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Next = fn({ value: u32 }, u32)
 * using exported = exportFunction(Next, (value) => value + 1)
 * const next = bindFunction(exported.address, Next, 'next')
 * assert.equal(entryPointOf(next), exported.address)
 * assert.equal(entryPointOf(Math.max), undefined)
 * ```
 */
export function entryPointOf(value: unknown): Address | undefined {
  if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) return undefined
  if (disposed.has(value)) {
    throw new MemoryError('an exported function that was disposed of', { code: 'ABI-M004', rule: 'K-6' })
  }
  return entryPoints.get(value)
}
