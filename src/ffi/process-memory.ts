import koffi from 'koffi'
import type { Address } from '../layout/index.js'
import { allocateNative, unsafeViewAt } from './memory.js'

type ReadProcess = (
  process: number,
  local: BigUint64Array,
  localCount: number,
  remote: BigUint64Array,
  remoteCount: number,
  flags: number,
) => number

/** Bytes that are copied at once. */
const chunk = 64 * 1024

interface Reader {
  readonly read: ReadProcess
  readonly address: Address
  readonly bytes: Uint8Array
  readonly local: BigUint64Array
  readonly remote: BigUint64Array
}

let reader: Reader | undefined
let isAvailable = true

/** errno.h on Linux: no such memory for the caller. */
const EFAULT = 14

/**
 * Copies bytes of this process by a system call that reads as the process itself would, and reports what it may not read
 * instead of faulting: what is not mapped, and what is mapped for nobody to touch.
 *
 * @param address - First byte.
 * @param into - Where to copy to.
 * @param start - First byte of it that is written; at most 64 KiB are written from there on.
 * @returns How many bytes were copied, 0 where the first one cannot be read; `undefined` where the system has no such call
 * or forbids it.
 *
 * @internal
 */
export function copyOwnMemory(address: number, into: Uint8Array, start: number): number | undefined {
  const found = findReader()
  if (found === undefined) return undefined
  const { read, bytes, local, remote } = found
  const length = Math.min(chunk, into.length - start)
  local[1] = BigInt(length)
  remote[0] = BigInt(address)
  remote[1] = BigInt(length)
  const count = read(process.pid, local, 1, remote, 1, 0)
  if (count < 0) {
    if (koffi.errno() === EFAULT) return 0
    isAvailable = false
    return undefined
  }
  into.set(bytes.subarray(0, count), start)
  return count
}

function findReader(): Reader | undefined {
  if (!isAvailable) return undefined
  if (reader !== undefined) return reader
  try {
    const read = koffi
      .load(null)
      .func('intptr_t process_vm_readv(int, void *, ulong, void *, ulong, ulong)') as ReadProcess
    const address = allocateNative(chunk)
    const bytes = new Uint8Array(unsafeViewAt(address, chunk))
    return (reader = {
      read,
      address,
      bytes,
      local: new BigUint64Array([BigInt(address), 0n]),
      remote: new BigUint64Array(2),
    })
  } catch {
    isAvailable = false
    return undefined
  }
}
