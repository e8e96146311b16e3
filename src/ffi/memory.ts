import koffi from 'koffi'
import { MemoryError } from '../errors/index.js'
import type { Address } from '../layout/index.js'
import { checkPointer } from './pointers.js'

/**
 * The bytes at an address as an ArrayBuffer that does not own them. Touching unmapped bytes ends the process.
 *
 * @param address - First byte.
 * @param byteLength - 1 or more.
 *
 * @internal
 */
export function unsafeViewAt(address: number, byteLength: number): ArrayBuffer {
  checkPointer(address, undefined)
  if (!(byteLength <= longestView))
    refuseView(byteLength, `this runtime has views of at most ${longestView} bytes`)
  try {
    return koffi.view(BigInt(address), byteLength)
  } catch (cause) {
    return refuseView(byteLength, String(cause), cause)
  }
}

/** Node 20 ends the process for a longer one; newer ones throw where there is too much. */
const longestView = Number.parseInt(process.versions.node) < 22 ? 2 ** 32 : Number.MAX_SAFE_INTEGER

function refuseView(byteLength: number, found: string, cause?: unknown): never {
  throw new MemoryError('this runtime cannot lay a view over native memory', {
    code: 'ABI-M005',
    rule: 'M-2',
    expected: `a view of ${byteLength} bytes`,
    found,
    cause,
  })
}

/**
 * Gets native memory, all bytes zero.
 *
 * @param byteLength - 1 or more.
 * @returns The address of the first byte, a multiple of 16.
 * @throws {@link MemoryError} `ABI-M007` where the system has no memory left.
 *
 * @internal
 */
export function allocateNative(byteLength: number): Address {
  let address: unknown
  try {
    address = koffi.alloc('uint8_t', byteLength)
  } catch (cause) {
    throw new MemoryError('no memory could be had', {
      code: 'ABI-M007',
      expected: `${byteLength} bytes`,
      cause,
    })
  }
  const number = Number(address)
  new Uint8Array(unsafeViewAt(number, byteLength)).fill(0)
  return number as Address
}

/**
 * Gives back what {@link allocateNative} gave. Must be called once.
 *
 * @internal
 */
export function freeNative(address: Address): void {
  koffi.free(BigInt(address))
}
