import { registerResult } from '../ffi/index.js'
import { hostTarget } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { valueMemory } from './mirror.js'
import type { CalledSignature, LoweredSignature } from './lowered.js'

/** The same for a result that machine code puts into memory. */
interface Substitute {
  readonly entry: number
  readonly signature: CalledSignature
}

/**
 * Puts a function in the place of one whose result comes in two registers, or is an integer of 64 bits: the FFI would make
 * an object of them, which takes many times longer than the call, or a number that is to be a bigint.
 *
 * @param address - The function.
 * @param signature - How its values cross the border.
 * @returns The same where the result comes in another way, or the machine does not allow it.
 *
 * @see Rule K-3 of the specification.
 *
 * @internal
 */
export function withResultInMemory(address: number, signature: LoweredSignature): Substitute {
  const { returns, native } = signature
  if (returns.kind !== 'mirror' && returns.kind !== 'scalar') return { entry: address, signature }
  const { registers, type } = returns
  // A type with values of its own is converted by itself.
  const isRead = returns.kind === 'mirror' || codecOf(type, hostTarget()).dataView !== undefined
  const result = registers === undefined || !isRead ? undefined : registerResult(address, ...registers)
  if (result === undefined) return { entry: address, signature }
  const { entry, buffer, offset } = result
  const place = { memory: valueMemory(buffer), offset }
  return {
    entry,
    signature: {
      ...signature,
      returns: { kind: 'registers', type, place },
      native: { ...native, returns: 'void' },
    },
  }
}
