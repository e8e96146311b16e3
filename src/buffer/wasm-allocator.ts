import { DeclarationError, MemoryError } from '../errors/index.js'
import { alignUp, formatAddress } from '../layout/index.js'
import { describeValue } from '../layout/names.js'

/** A WebAssembly memory cannot be longer than its 32-bit addresses reach. */
const limit = 2 ** 32

/**
 * Gets room in a WebAssembly memory, as the allocator that a module exports does.
 *
 * @param byteLength - How much, 1 or more.
 * @param alignment - The address must be a multiple of this power of two. An allocator of C ignores it, and gives
 * multiples of 8 or 16.
 * @returns The address, 0 where no memory is left. Above 2^31 WebAssembly gives it as a negative number, which is
 * understood.
 */
export type WasmAllocator = (byteLength: number, alignment: number) => number

/** A part of a WebAssembly memory that the module itself does not use. */
export interface WasmRegion {
  /** Address of its first byte, 1 or more. */
  readonly from: number
  /** Address behind its last byte, at most 2^32. */
  readonly to: number
}

/** Gets room at an address that is a multiple of the alignment and is neither null nor negative. */
export type Reserve = (byteLength: number, alignment: number) => number

/**
 * Makes one of what a program gave as its allocator.
 *
 * @throws {@link DeclarationError} `ABI-L002` for what is neither a function nor a region.
 *
 * @internal
 */
export function reserveWith(allocator: WasmAllocator | WasmRegion): Reserve {
  return typeof allocator === 'function' ? askModule(allocator) : bumpIn(readRegion(allocator))
}

function askModule(allocate: WasmAllocator): Reserve {
  return (byteLength, alignment) => {
    const address = call(allocate, byteLength, alignment)
    const unsigned = typeof address === 'number' && address < 0 ? address + limit : address
    if (isAddress(unsigned) && unsigned % alignment === 0) return unsigned
    throw new MemoryError('the allocator of the module gave no memory that can be used', {
      code: 'ABI-M007',
      rule: 'M-10',
      path: 'allocate',
      expected: `the address of ${byteLength} bytes, a multiple of ${alignment}`,
      found: isAddress(unsigned) ? formatAddress(unsigned) : describeValue(address),
      hint: isAddress(unsigned)
        ? 'give an allocator that honours its second argument, the alignment'
        : undefined,
    })
  }
}

function call(allocate: WasmAllocator, byteLength: number, alignment: number): unknown {
  try {
    return allocate(byteLength, alignment)
  } catch (cause) {
    throw new MemoryError('the allocator of the module failed', {
      code: 'ABI-M007',
      rule: 'M-10',
      path: 'allocate',
      expected: `the address of ${byteLength} bytes`,
      found: String(cause),
      cause,
    })
  }
}

function isAddress(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < limit
}

function readRegion(value: unknown): WasmRegion {
  const { from, to } = (typeof value === 'object' && value !== null ? value : {}) as Partial<WasmRegion>
  if (isAddress(from) && Number.isInteger(to) && to! > from && to! <= limit) return { from, to: to! }
  throw new DeclarationError('neither an allocator nor a region', {
    code: 'ABI-L002',
    rule: 'M-10',
    path: 'allocate',
    expected: 'a function as (byteLength, alignment) => address, or { from, to } with 0 < from < to ≤ 2^32',
    found:
      from === undefined
        ? describeValue(value)
        : `{ from: ${describeValue(from)}, to: ${describeValue(to)} }`,
  })
}

function bumpIn({ from, to }: WasmRegion): Reserve {
  let used = from
  return (byteLength, alignment) => {
    const address = alignUp(used, alignment)
    if (address + byteLength > to) {
      throw new MemoryError('the region is full', {
        code: 'ABI-M007',
        rule: 'M-10',
        path: 'allocate',
        expected: `room for ${byteLength} bytes`,
        found: `${Math.max(0, to - address)} bytes left`,
      })
    }
    used = address + byteLength
    return address
  }
}
