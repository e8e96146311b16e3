import { ValueError } from '../errors/index.js'
import type { Address } from './address.js'
import type { Keep } from './memory.js'

/**
 * Copies the bytes of a string to where they live as long as what points to them.
 *
 * @param keep - What the memory of the pointer offers for that.
 * @param bytes - Not empty.
 * @param rule - The rule that asks for an owner.
 * @throws {@link ValueError} `ABI-V004` where the memory keeps nothing.
 *
 * @internal
 */
export function keepBytes(keep: Keep | undefined, bytes: Uint8Array, path: string, rule: string): Address {
  if (keep !== undefined) return keep(bytes, 1)
  throw new ValueError('nobody would own the bytes of this string', {
    code: 'ABI-V004',
    rule,
    path,
    expected: 'memory that keeps what its fields point to',
    found: 'memory that belongs to somebody else',
    hint: 'allocate the struct in a NativeArena: its strings are kept there too',
  })
}
