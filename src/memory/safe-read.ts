import { openSync, readSync } from 'node:fs'
import { MemoryError } from '../errors/index.js'
import { checkPointer } from '../ffi/index.js'
import { formatAddress } from '../layout/index.js'

let file: number | undefined

/**
 * Copies bytes of this process that nobody vouches for. Unmapped bytes are an error, not a fault: the system reads.
 *
 * @param address - First byte.
 * @param byteLength - How many, 0 or more.
 * @param path - What is being read, for errors.
 * @returns A copy.
 * @throws {@link MemoryError} `ABI-M001` for null, `ABI-M002` for what is no address, `ABI-M003` where a byte is not
 * mapped, `ABI-M006` where the system offers no such reads.
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
  const descriptor = openMemory()
  let done = 0
  while (done < byteLength) {
    const count = readSome(descriptor, bytes, done, address + done)
    if (count === 0) refuse(address + done, address, byteLength, path)
    done += count
  }
  return bytes
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

function readSome(descriptor: number, bytes: Uint8Array, done: number, address: number): number {
  try {
    return readSync(descriptor, bytes, done, bytes.length - done, address)
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
