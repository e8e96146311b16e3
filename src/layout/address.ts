declare const address: unique symbol

/**
 * An address in an address space: a whole number that fits in 53 bits. The brand tells addresses from other numbers;
 * at run time an address is a plain number.
 */
export type Address = number & { readonly [address]: 'Address' }

/**
 * Spells an address as people expect it, in lower-case hexadecimal.
 *
 * @param value - An address.
 * @returns For instance `0x7f00deadbeef`.
 *
 * @example
 * ```ts
 * import { formatAddress } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(formatAddress(4096), '0x1000')
 * ```
 */
export function formatAddress(value: number): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`
}
