import { MemoryError } from '../errors/index.js'
import {
  formatAddress,
  targets,
  type Address,
  type AddressSpace,
  type AnyType,
  type FunctionType,
  type InputOf,
  type Keep,
  type Memory,
  type MemoryLocation,
  type Target,
  type ViewOf,
} from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import { keepIn, placeValue } from './place-value.js'
import { reserveWith, type Reserve, type WasmAllocator, type WasmRegion } from './wasm-allocator.js'
import { WasmFunctions } from './wasm-functions.js'
import { checkMemory, checkTable, type WebAssemblyMemory, type WebAssemblyTable } from './wasm-objects.js'

/** What a WebAssembly memory cannot tell by itself. */
export interface WasmMemoryOptions {
  /**
   * Where new values and strings go: the allocator of the module, such as its exported `malloc`, or a region that the
   * module does not use and that is filled from its beginning. Without it nothing can be allocated.
   */
  readonly allocate?: WasmAllocator | WasmRegion | undefined
  /** The table into which function pointers are indices. Without it they can be neither read nor written. */
  readonly table?: WebAssemblyTable | undefined
}

/**
 * A WebAssembly memory as an address space: an address is what a pointer is inside of the module.
 *
 * The memory may grow at any time, also while its own code runs, which takes its bytes away from every buffer that was
 * made before. Accessors notice and go on.
 */
export class WasmMemory implements Memory, AddressSpace {
  readonly name = 'WebAssembly'
  readonly identity: WebAssemblyMemory
  readonly base = 0 as Address
  readonly target: Target = targets.wasm32
  readonly mayGrow = true
  /** Keeps bytes that fields point to, such as those of strings, in the same memory; where it can allocate. */
  readonly keep: Keep | undefined
  #view!: DataView
  #bytes!: Uint8Array
  #reach = 0
  readonly #reserve: Reserve | undefined
  readonly #functions: WasmFunctions

  /**
   * @param memory - The memory.
   * @param options - What it cannot tell by itself.
   * @throws {@link DeclarationError} `ABI-L002` for what is no memory with 32-bit addresses, no allocator or no table.
   */
  constructor(memory: WebAssemblyMemory, options: WasmMemoryOptions = {}) {
    checkMemory(memory)
    if (options.table !== undefined) checkTable(options.table)
    this.identity = memory
    this.#reserve = options.allocate === undefined ? undefined : reserveWith(options.allocate)
    this.keep = this.#reserve && keepIn((byteLength, alignment) => this.#locate(byteLength, alignment))
    this.#functions = new WasmFunctions(options.table)
    this.#renew()
  }

  /** The memory itself: pointers in it lead into it. */
  get space(): AddressSpace {
    return this
  }

  /**
   * The bytes as they lie now.
   *
   * Growth leaves an array over the old buffer with a length of 0. Asking for the length takes one to two nanoseconds,
   * and is the only test that V8 compiles well also after it failed once: an element of the array, a property of the
   * view, or a view that throws are cheaper or as cheap until the first growth, and cost 6 to 10 ns from then on. Asking
   * the memory for its buffer takes 20 ns. A shared memory has a plain property instead, and does without the test.
   */
  get view(): DataView {
    return this.#bytes.length === 0 ? this.#renew() : this.#view
  }

  /** How many bytes the memory is known to have. A growth is noticed when more are asked for. */
  get reach(): number {
    return this.#reach
  }

  #renew(): DataView {
    const { buffer } = this.identity
    this.#bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
    this.#reach = buffer.byteLength
    if (isShared(buffer)) {
      // Growth takes nothing away from the buffers of a shared memory.
      Object.defineProperty(this, 'view', { value: this.#view, configurable: true })
    }
    return this.#view
  }

  /**
   * The value at an address.
   *
   * @param type - What lies there.
   * @param address - Where: a pointer of the module, 1 or more.
   * @returns An accessor for structs and arrays, the value for scalars.
   * @throws {@link MemoryError} `ABI-M001` for null, `ABI-M002` for what is no address, `ABI-M005` outside of the memory.
   */
  at<T extends AnyType>(type: T, address: number): ViewOf<T> {
    const codec = codecOf(type, this.target)
    this.memoryAt(address, codec.size, type.name)
    return codec.get(this, address) as ViewOf<T>
  }

  /**
   * Makes room for a value and writes it. The bytes belong to the module: whoever wants them freed calls its function for
   * that with {@link addressOf} of the accessor.
   *
   * @param type - What to make room for.
   * @param value - What to write; without it all bytes are zero.
   * @returns An accessor for structs and arrays, the value for scalars.
   * @throws {@link MemoryError} `ABI-M007` without an allocator, and where it has no memory left.
   */
  allocate<T extends AnyType>(type: T, value?: InputOf<T>): ViewOf<T> {
    return placeValue(type, this.target, (size, alignment) => this.#locate(size, alignment), value)
  }

  #locate(byteLength: number, alignment: number): MemoryLocation {
    if (this.#reserve === undefined) {
      throw new MemoryError('nobody can say which bytes of this memory are free', {
        code: 'ABI-M007',
        rule: 'M-10',
        expected: 'an allocator',
        found: 'a memory without one',
        hint: 'pass one: wasmMemory(memory, { allocate: instance.exports.malloc }) or { allocate: { from, to } }',
      })
    }
    const offset = this.#reserve(byteLength, alignment)
    this.memoryAt(offset, byteLength, 'allocate')
    new Uint8Array(this.view.buffer, offset, byteLength).fill(0)
    return { memory: this, offset }
  }

  memoryAt(address: number, byteLength: number, path?: string): Memory {
    if (!Number.isInteger(address) || address <= 0 || address >= 2 ** 32) refuseAddress(address, path)
    const end = address + byteLength
    if (end > this.view.byteLength && end > this.#renew().byteLength) {
      throw new MemoryError('outside of the WebAssembly memory', {
        code: 'ABI-M005',
        rule: 'M-8',
        path,
        expected: `${byteLength} bytes within the ${this.reach} bytes of the memory`,
        found: `bytes from ${formatAddress(address)} on`,
      })
    }
    return this
  }

  callable(address: number, type: FunctionType, path: string): (...args: never[]) => unknown {
    return this.#functions.callable(address, type, path, this)
  }

  addressOfFunction(value: unknown): Address | undefined {
    return this.#functions.addressOf(value)
  }
}

/** Also for buffers of other windows, and where the class has no name because the page may not share memory. */
function isShared(buffer: object): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]'
}

function refuseAddress(address: unknown, path: string | undefined): never {
  const isNull = address === 0 || address === null
  const isSigned = Number.isInteger(address) && (address as number) < 0
  throw new MemoryError(isNull ? 'a null address' : 'not an address', {
    code: isNull ? 'ABI-M001' : 'ABI-M002',
    rule: 'M-8',
    path,
    expected: 'a whole number from 1 to 2^32-1',
    found: describeValue(address),
    hint: isSigned ? 'WebAssembly gives numbers as signed ones: write address >>> 0' : undefined,
  })
}

/**
 * Makes an address space of a WebAssembly memory.
 *
 * @param memory - The memory: one that a module exports, or one that it imports. It may be shared.
 * @param options - The allocator and the function table of the module.
 * @throws {@link DeclarationError} `ABI-L002` for what is no memory with 32-bit addresses, no allocator or no table.
 *
 * @see Rules M-8 to M-11 of the specification.
 *
 * @example
 * ```ts
 * import { struct, u32, wasmMemory } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Progress = struct('Progress', { done: u32, total: u32 })
 * const memory = new WebAssembly.Memory({ initial: 1 })
 * const space = wasmMemory(memory, { allocate: { from: 1024, to: 65536 } })
 * const progress = space.allocate(Progress, { done: 1, total: 10 })
 *
 * memory.grow(1) // takes the bytes away from the old buffer, but not from the accessor
 * progress.done += 1
 * assert.equal(new Uint32Array(memory.buffer)[256], 2)
 * ```
 */
export function wasmMemory(memory: WebAssemblyMemory, options?: WasmMemoryOptions): WasmMemory {
  return new WasmMemory(memory, options)
}
