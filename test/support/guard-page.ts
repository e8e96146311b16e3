// Bytes behind which nothing is mapped: whoever reads one byte too far ends the process, or is refused.
import {
  array,
  bindSymbol,
  bytesOf,
  c_int,
  c_size_t,
  fn,
  isize,
  native,
  openLibrary,
  u8,
  usize,
  type Address,
} from 'abiding'

import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Large enough for every machine that the tests run on. */
const pageSize = 65536

const mapSignature = fn(
  [
    { address: usize },
    { length: c_size_t },
    { protection: c_int },
    { flags: c_int },
    { file: c_int },
    { offset: isize },
  ],
  usize,
)

// sys/mman.h on Linux.
const readable = 1
const writable = 2
const isPrivate = 2
const isFixed = 16
const isAnonymous = 32

/** Bytes behind which nothing can be read. They stay mapped until the process ends. */
export interface GuardedEnd {
  /** Where the bytes begin. */
  readonly address: Address
  /** The bytes themselves, not a copy. */
  readonly bytes: Uint8Array
}

/** What can be read behind the page that cannot: whoever looks at the first and the last byte alone sees no gap. */
const roomBehind = 1 << 20

/**
 * Lays bytes directly in front of a page that nobody can read: a mapping of a file that ends in front of that page. Whoever
 * touches it ends the process, and the system refuses to copy from it, although it lists it as mapped, as the memory behind
 * it. No later mapping can take its place.
 */
export function beforeGuardPage(content: Uint8Array): GuardedEnd {
  const room = Math.ceil(content.length / pageSize) * pageSize
  const folder = mkdtempSync(join(tmpdir(), 'abiding-guard-'))
  const file = openSync(join(folder, 'pages'), 'w+')
  try {
    writeSync(file, new Uint8Array(room))
    const map = bindSymbol(openLibrary('libc.so.6'), 'mmap', mapSignature)
    const access = readable | writable
    const start = map(0, room + pageSize + roomBehind, access, isPrivate | isAnonymous, -1, 0)
    map(start, room + pageSize, access, isPrivate | isFixed, file, 0)
    const address = (start + room - content.length) as Address
    const bytes = bytesOf(native.unsafeAt(array(u8, content.length), address))
    bytes.set(content)
    return { address, bytes }
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true })
  }
}
