import koffi from 'koffi'
import type { Address } from '../../layout/index.js'
import { freeNative, allocateNative, unsafeViewAt } from '../memory.js'

// The constants of Linux, the same on x86-64 and AArch64.
const PROT_READ = 1
const PROT_WRITE = 2
const PROT_EXEC = 4
const MAP_PRIVATE = 2
const MAP_FIXED = 0x10
const MAP_ANONYMOUS = 0x20
const MAP_NORESERVE = 0x4000
const MFD_CLOEXEC = 1
const MFD_EXEC = 0x10
const O_NONBLOCK = 0x800
const O_CLOEXEC = 0x80000
const _SC_PAGESIZE = 30

type SystemFunction = (...values: unknown[]) => number

let systemFunctions:
  | Record<'mmap' | 'munmap' | 'memfd_create' | 'write' | 'close' | 'pipe2' | 'sysconf', SystemFunction>
  | undefined

function system(): NonNullable<typeof systemFunctions> {
  if (systemFunctions === undefined) {
    const library = koffi.load(null)
    systemFunctions = {
      mmap: library.func('uintptr_t mmap(uintptr_t, size_t, int, int, int, int64_t)') as SystemFunction,
      munmap: library.func('int munmap(uintptr_t, size_t)') as SystemFunction,
      memfd_create: library.func('int memfd_create(const char *, uint32_t)') as SystemFunction,
      write: library.func('intptr_t write(int, const void *, size_t)') as SystemFunction,
      close: library.func('int close(int)') as SystemFunction,
      pipe2: library.func('int pipe2(uintptr_t, int)') as SystemFunction,
      sysconf: library.func('long sysconf(int)') as SystemFunction,
    }
  }
  return systemFunctions
}

/**
 * The granularity of mappings, in bytes.
 *
 * @internal
 */
export function pageSize(): number {
  return system().sysconf(_SC_PAGESIZE)
}

/**
 * Maps memory, all bytes zero. Pages take room from the first time that they are touched.
 *
 * @param byteLength - How much.
 * @throws Error where the system refuses.
 *
 * @internal
 */
export function mapMemory(byteLength: number): Address {
  const flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
  return checkMapped(system().mmap(0, byteLength, PROT_READ | PROT_WRITE, flags, -1, 0))
}

/**
 * Gives back what {@link mapMemory} mapped. Must be called once.
 *
 * @param address - Where it begins.
 * @param byteLength - How much was mapped.
 *
 * @internal
 */
export function unmapMemory(address: number, byteLength: number): void {
  system().munmap(address, byteLength)
}

/**
 * Lays machine code over mapped memory. The code comes from a file in memory, as that of a library does: no page can be
 * written and executed, not even one after the other, and the processor sees the code without being told.
 *
 * @param address - The start of a page.
 * @param code - The code; the rest of the last page is zero.
 * @throws Error where the system refuses.
 *
 * @internal
 */
export function mapCode(address: Address, code: Uint8Array): void {
  // Older systems do not know that files in memory can be executable, and make all of them so.
  let file = system().memfd_create('abiding', MFD_CLOEXEC | MFD_EXEC)
  if (file < 0) file = system().memfd_create('abiding', MFD_CLOEXEC)
  if (file < 0) throw new Error('no file in memory can be had')
  try {
    if (system().write(file, code, code.length) !== code.length) throw new Error('the file cannot be written')
    const flags = MAP_PRIVATE | MAP_FIXED
    checkMapped(system().mmap(address, code.length, PROT_READ | PROT_EXEC, flags, file, 0))
  } finally {
    closeDescriptor(file)
  }
}

/** mmap gives the greatest address where it fails. */
function checkMapped(address: number): Address {
  if (!Number.isSafeInteger(address)) throw new Error('the system refuses to map memory')
  return address as Address
}

/**
 * Makes a pipe, neither end of which ever waits.
 *
 * @returns The descriptors for reading and for writing.
 * @throws Error where the system refuses.
 *
 * @internal
 */
export function openPipe(): readonly [read: number, write: number] {
  const address = allocateNative(8)
  try {
    if (system().pipe2(address, O_NONBLOCK | O_CLOEXEC) !== 0) throw new Error('no pipe can be had')
    const [read, write] = new Int32Array(unsafeViewAt(address, 8))
    return [read!, write!]
  } finally {
    freeNative(address)
  }
}

/**
 * Closes a file descriptor that was got here. Node warns where it is asked to close one that it did not open.
 *
 * @internal
 */
export function closeDescriptor(descriptor: number): void {
  system().close(descriptor)
}
