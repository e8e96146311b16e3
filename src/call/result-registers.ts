import { registerResult } from '../ffi/index.js'
import { valueMemory } from './mirror.js'
import type { CalledSignature, LoweredSignature } from './lowering.js'

/** What is called in the place of a function, and how its values cross the border. */
interface Substitute {
  readonly entry: number
  readonly signature: CalledSignature
}

/**
 * Puts a function in the place of one whose result comes in two registers: the FFI would make an object of them, which
 * takes many times longer than the call.
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
  const registers = returns.kind === 'mirror' ? returns.registers : undefined
  const result = registers === undefined ? undefined : registerResult(address, ...registers)
  if (returns.kind !== 'mirror' || result === undefined) return { entry: address, signature }
  const { entry, buffer, offset } = result
  const place = { memory: valueMemory(buffer), offset }
  return {
    entry,
    signature: {
      ...signature,
      returns: { kind: 'registers', type: returns.type, place },
      native: { ...native, returns: 'void' },
    },
  }
}
