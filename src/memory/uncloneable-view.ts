import { lowestAddress, unsafeViewAt } from '../ffi/index.js'

/** How long the buffers are: V8 clones those of less than 4 GiB. */
const length = 2 ** 32

/**
 * The longest view, in bytes. A buffer begins at every multiple of this and is twice as long, so that no view lies across two.
 *
 * @internal
 */
export const longestUncloneable = length / 2

const buffers = new Map<number, ArrayBuffer>()

/**
 * A view of bytes whose buffer V8 refuses to clone, since it is too long: `structuredClone` and `postMessage` read what lies
 * behind a view, also when it was freed meanwhile. Views of neighbouring bytes share a buffer, most of which is not mapped.
 *
 * V8 counts the whole buffer as external memory, and collects garbage once when it is made.
 *
 * @param address - First byte.
 * @param byteLength - How many bytes, at most {@link longestUncloneable}.
 *
 * @internal
 */
export function uncloneableViewAt(address: number, byteLength: number): DataView {
  const start = Math.max(Math.floor(address / longestUncloneable) * longestUncloneable, lowestAddress)
  let buffer = buffers.get(start)
  if (buffer === undefined) {
    buffer = unsafeViewAt(start, length)
    buffers.set(start, buffer)
  }
  return new DataView(buffer, address - start, byteLength)
}
