import koffi from 'koffi'
import type { Address } from '../layout/index.js'

/** Where buffers begin. They stay there for as long as they are theirs: what grows, grows in place. */
const starts = new WeakMap<ArrayBufferLike, number>()

/**
 * Where bytes lie that JavaScript holds. They stay there for as long as somebody holds them and nobody transfers their buffer.
 *
 * @param bytes - Not empty.
 *
 * @internal
 */
export function addressOfBytes(bytes: Uint8Array): Address {
  // Asking for the buffer takes the bytes of a short array out of the heap, in which they would be moved about.
  const { buffer, byteOffset } = bytes
  let start = starts.get(buffer)
  if (start === undefined) starts.set(buffer, (start = Number(koffi.address(bytes)) - byteOffset))
  return (start + byteOffset) as Address
}
