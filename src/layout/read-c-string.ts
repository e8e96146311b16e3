import { MemoryError, ValueError } from '../errors/index.js'
import { readShortAscii } from './ascii.js'
import type { AddressSpace, Memory } from './memory.js'
import { longestText, readUtf8 } from './utf8.js'

/** No system maps less than this at once: what lies on the page of a byte can be read if the byte can. */
const page = 4096

/**
 * Reads the text at an address, up to the zero byte that ends it. No byte is touched on a page behind the one that holds
 * the zero byte.
 *
 * @param space - The address space.
 * @param address - First byte. Whoever stored it vouches for it.
 * @param path - What is being read, for errors.
 * @throws {@link MemoryError} for null and impossible addresses, {@link ValueError} `ABI-V005` for what is not UTF-8 and
 * where no zero byte follows.
 *
 * @see Rule L-16 of the specification.
 *
 * @internal
 */
export function readCString(space: AddressSpace, address: number, path?: string): string {
  const memory = space.memoryAt(address, 1, path)
  const offset = address - memory.base!
  const reach = Math.min(page - (address % page), memory.view.byteLength - offset)
  return (
    readShortAscii(memory.view, offset, reach, false) ??
    readUtf8(space, address, findEnd(space, address, path) - address, path)
  )
}

function findEnd(space: AddressSpace, address: number, path: string | undefined): number {
  for (let at = address; at - address <= longestText;) {
    const memory = memoryOf(space, at, address, path)
    const offset = at - memory.base!
    const length = Math.min(page - (at % page), memory.view.byteLength - offset)
    const { buffer, byteOffset } = memory.view
    const index = new Uint8Array(buffer, byteOffset + offset, length).indexOf(0)
    if (index >= 0) return at + index
    at += length
  }
  return refuse(`none in ${longestText} bytes`, path)
}

/** What follows may be behind the end of a buffer. */
function memoryOf(space: AddressSpace, at: number, start: number, path: string | undefined): Memory {
  try {
    return space.memoryAt(at, 1, path)
  } catch (cause) {
    if (at === start || !(cause instanceof MemoryError)) throw cause
    return refuse(`none in the ${at - start} bytes up to the end of the memory`, path, cause)
  }
}

function refuse(found: string, path: string | undefined, cause?: unknown): never {
  throw new ValueError('a string without an end', {
    code: 'ABI-V005',
    rule: 'L-16',
    path,
    expected: 'a zero byte behind the text',
    found,
    cause,
  })
}
