import type { Address } from '../../layout/index.js'
import { refuseMemory } from '../protocol/peer-memory.js'

/**
 * The lowest number that stands for an address.
 *
 * @internal
 */
export const firstNumber = 0x10000

/** From one number to the next. */
const step = 16

/**
 * What the two sides of a call in one program lend each other: bytes under numbers that stand for addresses, which nobody
 * follows.
 *
 * @see Rule X-11 of the specification.
 *
 * @internal
 */
export class LocalBytes {
  readonly #lent: Uint8Array[] = []

  /** Gives the number of bytes. */
  lend(bytes: Uint8Array): Address {
    this.#lent.push(bytes)
    return (firstNumber + step * (this.#lent.length - 1)) as Address
  }

  /**
   * The bytes of a number.
   *
   * @throws WireProblem `ABI-W006` where it is none, or has fewer bytes.
   */
  view(address: Address, length: number): Uint8Array {
    const bytes = this.#lent[(address - firstNumber) / step]
    if (bytes === undefined || length > bytes.length) return refuseMemory(address, length)
    return bytes.subarray(0, length)
  }

  /** Takes all of them back. */
  release(): void {
    if (this.#lent.length > 0) this.#lent.length = 0
  }
}
