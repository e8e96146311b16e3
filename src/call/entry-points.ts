import { MemoryError } from '../errors/index.js'
import type { Address } from '../layout/index.js'
import { ownershipOf } from '../ownership/index.js'

const entryPoints = new WeakMap<object, Address>()

/**
 * Remembers where the native code of a function lies, so that the function can be passed to native code.
 *
 * @internal
 */
export function rememberEntryPoint(value: object, address: number): void {
  entryPoints.set(value, address as Address)
}

/**
 * Where the native code of a function lies: of one that was read from native memory, or exported to it.
 *
 * @param value - Anything.
 * @returns Its entry point, or `undefined` where it is no function of native code.
 * @throws {@link MemoryError} `ABI-M004` for an exported function that was disposed of, `ABI-O002` for one that was moved.
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
  const ownership = ownershipOf(value)
  if (ownership?.state === 'disposed') {
    throw new MemoryError('an exported function that was disposed of', { code: 'ABI-M004', rule: 'K-6' })
  }
  ownership?.assertOwned()
  return entryPoints.get(value)
}
