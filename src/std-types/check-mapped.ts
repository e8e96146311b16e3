import { readableBytes } from '../memory/mappings.js'
import { safeRead } from '../memory/safe-read.js'

/** What is copied to see whether it can be. */
const fewBytes = 64 * 1024

/**
 * Refuses memory of which a byte cannot be read.
 *
 * @param address - First byte.
 * @param byteLength - How many, 0 or more.
 * @param path - What is read, for the error.
 * @throws {@link MemoryError} `ABI-M003`.
 *
 * @see Rule T-4 of the specification.
 *
 * @internal
 */
export function checkMapped(address: number, byteLength: number, path: string): void {
  if (byteLength === 0) return
  if (byteLength <= fewBytes) {
    safeRead(address, byteLength, path)
    return
  }
  const readable = Math.max(0, readableBytes(address, byteLength))
  // Where the system does not list what is mapped, all bytes count as readable.
  for (const offset of new Set([0, byteLength - 1, Math.min(readable, byteLength - 1)]))
    safeRead(address + offset, 1, path)
}
