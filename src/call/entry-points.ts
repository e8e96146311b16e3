import type { Address } from '../layout/index.js'

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
 * Where the native code of a function lies.
 *
 * @param value - Anything.
 * @returns `undefined` where it is no function of native code.
 *
 * @internal
 */
export function entryPointOf(value: unknown): Address | undefined {
  return typeof value === 'function' || (typeof value === 'object' && value !== null) ? entryPoints.get(value) : undefined
}
