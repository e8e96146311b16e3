import { openSync, readSync } from 'node:fs'
import { MemoryError } from '../errors/index.js'
import { checkPointer, copyOwnMemory } from '../ffi/index.js'
import { formatAddress } from '../layout/index.js'
import { readableBytes } from './mappings.js'

let file: number | undefined

/**
 * Copies bytes of this process that nobody vouches for. Bytes that are not mapped, or that nobody may read, are an error,
 * not a fault: the system reads.
 *
 * @param address - First byte.
 * @param byteLength - How many, 0 or more.
 * @param path - What is being read, for errors.
 * @returns A copy.
 * @throws {@link MemoryError} `ABI-M001` for null, `ABI-M002` for what is no address, `ABI-M003` where a byte
 * cannot be read, `ABI-M006` where the system offers no such reads.
 *
 * @see Rule M-3 of the specification.
 *
 * @example
 * ```ts
 * import { addressOf, NativeArena, safeRead, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * using arena = new NativeArena()
 * const answer = arena.allocate(struct('Answer', { value: u32 }), { value: 42 })
 * assert.deepEqual([...safeRead(addressOf(answer), 4)], [42, 0, 0, 0])
 * assert.throws(() => safeRead(0x10000, 4), { code: 'ABI-M003' })
 * ```
 */
export function safeRead(address: number, byteLength: number, path?: string): Uint8Array {
  checkPointer(address, path)
  const bytes = makeRoom(byteLength, path)
  let done = 0
  while (done < byteLength) {
    const count = copyOwnMemory(address + done, bytes, done) ?? copyFromFile(address + done, bytes, done)
    if (count === 0) refuse(address + done, address, byteLength, path)
    done += count
  }
  return bytes
}

/**
 * Copies as many bytes of this process as may be read, from the first one on, by one call of the system where that is possible.
 *
 * @param address - First byte.
 * @param byteLength - At most so many, 1 or more.
 * @returns A copy, which may be empty.
 * @throws {@link MemoryError} `ABI-M001` for null, `ABI-M002` for what is no address, `ABI-M006` where the system offers no such
 * reads.
 *
 * @see Rule M-3 of the specification.
 *
 * @internal
 */
export function safeReadSome(address: number, byteLength: number): Uint8Array {
  checkPointer(address, undefined)
  const bytes = makeRoom(byteLength, undefined)
  return bytes.subarray(0, copyOwnMemory(address, bytes, 0) ?? copyFromFile(address, bytes, 0))
}

function makeRoom(byteLength: number, path: string | undefined): Uint8Array {
  try {
    if (Number.isSafeInteger(byteLength)) return new Uint8Array(byteLength)
  } catch {
    // Refused below.
  }
  throw new MemoryError('no memory could be had for the copy', {
    code: 'ABI-M007',
    rule: 'M-3',
    path,
    expected: 'a number of bytes that this runtime can allocate',
    found: String(byteLength),
  })
}

/** The file in which Linux shows the memory of this process. */
function openMemory(): number {
  try {
    return (file ??= openSync('/proc/self/mem', 'r'))
  } catch (cause) {
    throw new MemoryError('memory that nobody vouches for cannot be read on this system', {
      code: 'ABI-M006',
      rule: 'M-3',
      expected: 'Linux with /proc mounted',
      found: process.platform,
      cause,
    })
  }
}

/**
 * Copies bytes where the system has no call for it. The file shows more than the process may read, so that the list of
 * mappings has to be asked too.
 *
 * @param address - First byte.
 * @param into - Where to copy to.
 * @param start - First byte of it that is written.
 * @returns How many bytes were copied, 0 where the first one cannot be read.
 * @throws {@link MemoryError} `ABI-M006` where the system has no such file.
 *
 * @internal
 */
export function copyFromFile(address: number, into: Uint8Array, start: number): number {
  const descriptor = openMemory()
  const length = readableBytes(address, into.length - start)
  try {
    return readSync(descriptor, into, start, length, address)
  } catch {
    return 0
  }
}

function refuse(unmapped: number, address: number, byteLength: number, path: string | undefined): never {
  throw new MemoryError('memory that is not mapped', {
    code: 'ABI-M003',
    rule: 'M-3',
    path,
    expected: `${byteLength} readable bytes at ${formatAddress(address)}`,
    found: `nothing at ${formatAddress(unmapped)}`,
  })
}
