import { CallError, DeclarationError, MemoryError } from '../errors/index.js'
import { codecOf } from '../layout/layout.js'
import { changeFirstView } from '../layout/memory-view.js'
import {
  alignUp,
  formatAddress,
  hostTarget,
  type Address,
  type AddressSpace,
  type AnyType,
  type FunctionType,
  type InputOf,
  type Memory,
  type MemoryLocation,
  type Target,
  type ViewOf,
} from '../layout/index.js'
import { keepIn, placeValue } from './place-value.js'

/** The lowest offset that is handed out: 0 is the null pointer. */
const firstFree = 16

/**
 * An ArrayBuffer or SharedArrayBuffer as an address space of its own: an address is a number of bytes from its start,
 * and 0 is null.
 */
export class BufferMemory implements Memory, AddressSpace {
  readonly name = 'buffer'
  readonly identity: ArrayBuffer | SharedArrayBuffer
  readonly view: DataView
  // Begins as null because lengths from 2 GiB on are no small integers for V8, which makes another shape otherwise: what V8 knows
  // of the memory that is kept would be known of no other one then.
  readonly reach = null as unknown as number
  readonly base = 0 as Address
  readonly target: Target
  /** Keeps bytes that fields point to, such as those of strings, in the same buffer. */
  readonly keep = keepIn((byteLength, alignment) => this.#reserve(byteLength, alignment))
  #used = firstFree

  /**
   * @param buffer - The bytes.
   * @param target - Whose layouts hold in it; this machine's where it is left out.
   * @throws {@link DeclarationError} `ABI-L002` for anything but a buffer of fixed length.
   */
  constructor(buffer: ArrayBuffer | SharedArrayBuffer, target: Target = hostTarget()) {
    checkBuffer(buffer)
    this.identity = buffer
    this.view = new DataView(buffer)
    this.reach = buffer.byteLength
    this.target = target
    changeFirstView(this, () => new BufferMemory(new ArrayBuffer(firstFree), target))
  }

  /** The buffer itself: pointers in it lead into it. */
  get space(): AddressSpace {
    return this
  }

  /** See {@link Memory.directView}. */
  directView(): DataView {
    return this.view
  }

  /**
   * The value at a place.
   *
   * @param type - What lies there.
   * @param offset - Bytes from the start of the buffer; 0 is allowed here.
   * @returns An accessor for structs and arrays, the value for scalars.
   * @throws {@link MemoryError} `ABI-M002` for what is no offset, `ABI-M005` outside of the buffer.
   */
  at<T extends AnyType>(type: T, offset: number): ViewOf<T> {
    const codec = codecOf(type, this.target)
    this.#checkRange(offset, codec.size, type.name)
    return codec.get(this, offset) as ViewOf<T>
  }

  /**
   * Makes room for a value behind those that were allocated before, and writes it. Only one thread may allocate in a
   * shared buffer.
   *
   * @param type - What to make room for.
   * @param value - What to write; without it the bytes stay as they are.
   * @returns An accessor for structs and arrays, the value for scalars.
   * @throws {@link MemoryError} `ABI-M007` where the buffer is full.
   */
  allocate<T extends AnyType>(type: T, value?: InputOf<T>): ViewOf<T> {
    return placeValue(type, this.target, (size, alignment) => this.#reserve(size, alignment), value)
  }

  #reserve(byteLength: number, alignment: number): MemoryLocation {
    const offset = alignUp(this.#used, alignment)
    if (offset + byteLength > this.view.byteLength) {
      throw new MemoryError('the buffer is full', {
        code: 'ABI-M007',
        expected: `room for ${byteLength} bytes`,
        found: `${Math.max(0, this.view.byteLength - offset)} bytes left`,
      })
    }
    this.#used = offset + byteLength
    return { memory: this, offset }
  }

  memoryAt(address: number, byteLength: number, path?: string): Memory {
    if (address === 0) throw new MemoryError('a null address', { code: 'ABI-M001', rule: 'M-1', path })
    this.#checkRange(address, byteLength, path)
    return this
  }

  #checkRange(offset: number, byteLength: number, path: string | undefined): void {
    if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0) {
      throw new MemoryError('not an offset', {
        code: 'ABI-M002',
        rule: 'M-1',
        path,
        expected: 'a whole number from 0 on',
        found: String(offset),
      })
    }
    if (offset + byteLength <= this.view.byteLength) return
    throw new MemoryError('outside of the buffer', {
      code: 'ABI-M005',
      rule: 'M-4',
      path,
      expected: `${byteLength} bytes within the ${this.view.byteLength} bytes of the buffer`,
      found: `bytes from ${formatAddress(offset)} on`,
    })
  }

  callable(_address: number, type: FunctionType, path: string): never {
    throw new CallError('the code at an address can only be called in native memory', {
      code: 'ABI-C004',
      path,
      expected: 'native memory',
      found: `${type.name} in a buffer`,
    })
  }

  addressOfFunction(): undefined {
    return undefined
  }
}

function checkBuffer(buffer: unknown): asserts buffer is ArrayBuffer | SharedArrayBuffer {
  const isShared = typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
  const isBuffer = isShared || buffer instanceof ArrayBuffer
  const { resizable, growable } = (isBuffer ? buffer : {}) as { resizable?: boolean; growable?: boolean }
  if (isBuffer && resizable !== true && growable !== true) return
  throw new DeclarationError('not a buffer of fixed length', {
    code: 'ABI-L002',
    rule: 'M-4',
    expected: 'an ArrayBuffer or a SharedArrayBuffer that cannot be resized',
    found: isBuffer ? 'a resizable buffer, in which every access is ten times slower' : typeof buffer,
  })
}

/**
 * Makes an address space of a buffer.
 *
 * @param buffer - The bytes.
 * @param target - Whose layouts hold in it; this machine's where it is left out.
 * @throws {@link DeclarationError} `ABI-L002` for anything but a buffer of fixed length.
 *
 * @see Rule M-4 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Progress = struct('Progress', { done: u32, total: u32 })
 * const shared = new SharedArrayBuffer(1024)
 * const writer = bufferMemory(shared).at(Progress, 0)
 * const reader = bufferMemory(shared).at(Progress, 0)
 * writer.done = 7
 * assert.equal(reader.done, 7)
 * ```
 */
export function bufferMemory(buffer: ArrayBuffer | SharedArrayBuffer, target?: Target): BufferMemory {
  return new BufferMemory(buffer, target)
}
