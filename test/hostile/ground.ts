// The memory on which instances are laid, and the functions that they point to: all that is known to be mapped and to be
// code. Whatever is somewhere else is looked up in the list of mappings.
import {
  array,
  bindSymbol,
  bytesOf,
  c_int,
  c_size_t,
  exportFunction,
  f64,
  fn,
  i32,
  isize,
  leak,
  native,
  openLibrary,
  u32,
  u8,
  usize,
} from 'abiding'
import { readFileSync } from 'node:fs'

export const pageSize = 4096

const libc = openLibrary('libc.so.6')
const map = bindSymbol(
  libc,
  'mmap',
  fn(
    [
      { address: usize },
      { length: c_size_t },
      { protection: c_int },
      { flags: c_int },
      { file: c_int },
      { offset: isize },
    ],
    usize,
  ),
)
const protect = bindSymbol(
  libc,
  'mprotect',
  fn([{ address: usize }, { length: c_size_t }, { protection: c_int }], c_int),
)

// sys/mman.h on Linux.
const nobody = 0
const reading = 1
const writing = 2
const anonymousAndPrivate = 0x22

function mapPages(count: number, protections: readonly number[]): number {
  const start = map(0, count * pageSize, reading | writing, anonymousAndPrivate, -1, 0)
  protections.forEach((protection, index) => {
    if (protect(start + index * pageSize, pageSize, protection) !== 0) throw new Error('mprotect failed')
  })
  return start
}

const room = 3
const start = mapPages(room + 2, [reading | writing, reading | writing, reading | writing, nobody, reading])

/** The memory that instances lie in. Behind it is a page that nobody may touch. */
export const area = { start, end: start + room * pageSize }

/** A page that nobody may touch, though it is mapped. */
export const guard = area.end

/** A page that can only be read. */
export const readOnly = guard + pageSize

/** The bytes of the area. */
export const areaBytes: Uint8Array = bytesOf(native.unsafeAt(array(u8, room * pageSize), start))

/** The signatures of function fields. */
export const signatures = {
  next: fn({ value: u32 }, u32),
  scale: fn([{ value: f64 }, { by: i32 }], f64),
  count: fn({}, i32),
}

export type SignatureName = keyof typeof signatures

/** A function that is called for real. */
export interface KnownFunction {
  readonly signature: SignatureName
  readonly address: number
  readonly variant: number
}

let counted = 0

function known(variant: number): KnownFunction[] {
  const exported = {
    next: exportFunction(signatures.next, (value) => (value + variant) % 2 ** 32),
    scale: exportFunction(signatures.scale, (value, by) => value * by + variant),
    count: exportFunction(signatures.count, () => (counted += variant)),
  }
  for (const one of Object.values(exported)) leak(one)
  return Object.entries(exported).map(([signature, { address }]) => ({
    signature: signature as SignatureName,
    address,
    variant,
  }))
}

/** Three functions of each signature. */
export const functions: readonly KnownFunction[] = [1, 2, 3].flatMap(known)

/** Calls a function that was read from an instance, and says whether the right one ran. */
export function runs(bound: unknown, { signature, variant }: KnownFunction): boolean {
  if (signature === 'next') return (bound as (value: number) => number)(40) === 40 + variant
  if (signature === 'scale') return (bound as (value: number, by: number) => number)(1.5, -2) === -3 + variant
  const before = counted
  return (bound as () => number)() === before + variant
}

/** Code that is not to be called with the signatures above. */
export const foreignCode = libc.symbol('malloc')!

/** Addresses where no process maps anything. */
export const nowhere = [0x10000, 0x10008, 0x1fff8, 2 ** 47, 2 ** 48 - 8]

interface Mapping {
  readonly start: number
  readonly end: number
  readonly flags: string
}

function mappings(): Mapping[] {
  const lines = readFileSync('/proc/self/maps', 'latin1').matchAll(/^([0-9a-f]+)-([0-9a-f]+) (\S+)/gm)
  return [...lines].map(([, first, last, flags]) => ({
    start: parseInt(first!, 16),
    end: parseInt(last!, 16),
    flags: flags!,
  }))
}

const codeAtStart = mappings().filter(({ flags }) => flags.includes('x'))

/** Whether an address is one of code: certainly, certainly not, or perhaps, because mappings of code come and go. */
export function isCode(address: number): boolean | 'perhaps' {
  if (functions.some((one) => one.address === address) || address === foreignCode) return true
  if (address < 0x10000 || address >= 2 ** 47) return false
  if (address >= area.start && address < readOnly + pageSize) return false
  const includes = (mapping: Mapping): boolean => address >= mapping.start && address < mapping.end
  const isNow = mappings().some((mapping) => mapping.flags.includes('x') && includes(mapping))
  return isNow === codeAtStart.some(includes) ? isNow : 'perhaps'
}

/** Whether nothing at all is mapped in the page of an address. */
export function isNowhere(address: number): boolean {
  const page = address - (address % pageSize)
  return !mappings().some((mapping) => page < mapping.end && page + pageSize > mapping.start)
}
