import { knownPages, lowestAddress, pageSlots } from '../../ffi/index.js'
import { formatAddress } from '../../layout/index.js'
import { readableBytes, wasWritable } from '../../memory/mappings.js'
import { nativeSpace } from '../../memory/native-space.js'
import { safeRead } from '../../memory/safe-read.js'
import { WireProblem } from '../wire/wire-problem.js'

/** No page is smaller on any machine. */
const pageSize = 4096

/** Up to so many pages are asked for one by one, and remembered. */
const fewPages = 4

/** Pages that could be read once. Their owners give stacks and heaps back rarely, and asking the system costs microseconds. */
const { words } = knownPages

/**
 * Whether bytes of a peer can be read.
 *
 * @param address - First byte.
 * @param length - How many, 0 or more.
 *
 * @see Rule X-7 of the specification.
 *
 * @internal
 */
export function isMapped(address: number, length: number): boolean {
  // The FFI gives numbers of 64 bits with a sign.
  if (!(length > 0)) return length === 0
  if (!(address >= lowestAddress && address + length <= 2 ** 48)) return false
  const first = Math.floor(address / pageSize)
  const last = Math.floor((address + length - 1) / pageSize)
  if (last - first >= fewPages) return readableBytes(address, length) === length
  for (let page = first; page <= last; page++) {
    const slot = 2 * (page % pageSlots)
    const high = Math.floor(page / 2 ** 32)
    if (words[slot] === page >>> 0 && words[slot + 1] === high) continue
    try {
      safeRead(page === first ? address : page * pageSize, 1)
    } catch {
      return false
    }
    words[slot] = page
    words[slot + 1] = high
  }
  return true
}

/**
 * Whether a peer can be given bytes at an address. Pages that could be written once are believed to be there, as those that could be
 * read.
 *
 * @internal
 */
export function isRoom(address: number, length: number): boolean {
  return isMapped(address, length) && wasWritable(address) && wasWritable(address + length - 1)
}

/**
 * Bytes of a peer, as a view of them.
 *
 * @param address - First byte.
 * @param length - How many, 0 or more.
 * @throws WireProblem `ABI-W006` where they cannot be read.
 *
 * @see Rule X-7 of the specification.
 *
 * @internal
 */
export function peerBytes(address: number, length: number): Uint8Array {
  if (length === 0) return new Uint8Array(0)
  if (!isMapped(address, length)) refuseMemory(address, length)
  const { view, base } = nativeSpace.memoryAt(address, length)
  return new Uint8Array(view.buffer, view.byteOffset + address - base!, length)
}

/**
 * The problem of memory that a peer names and that is not there.
 *
 * @internal
 */
export function refuseMemory(address: number, length: number): never {
  throw new WireProblem('memory of a peer that does not exist', {
    code: 'ABI-W006',
    rule: 'X-7',
    expected: `${length} bytes that can be read`,
    found: Number.isSafeInteger(address) ? formatAddress(address) : `${address}`,
  })
}
