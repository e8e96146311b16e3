import { CallError, MemoryError } from '../errors/index.js'
import { checkPointer, lowestAddress } from '../ffi/index.js'
import {
  hostTarget,
  type Address,
  type AddressSpace,
  type FunctionType,
  type Memory,
} from '../layout/index.js'
import { NativeMemory } from './native-memory.js'

/** A window begins at every multiple of this and is twice as long, so that what fits in it never lies across two. */
const strideBits = 25
const stride = 2 ** strideBits
const slots = 256

/**
 * A part of the address space as one ArrayBuffer. Laying it takes a microsecond and no memory; following a pointer into
 * it is then ordinary DataView access. V8 reports its length as external memory.
 *
 * @see Rule M-2 of the specification.
 */
function windowAt(base: number, reach: number, space: AddressSpace): NativeMemory {
  return new NativeMemory(base as Address, reach, { space, isWindow: true })
}

/** How functions are called and exported; the call layer provides it when it is loaded. */
export interface FunctionBorder {
  /** See {@link AddressSpace.callable}. */
  callable: AddressSpace['callable']
  /** See {@link AddressSpace.addressOfFunction}. */
  addressOfFunction: AddressSpace['addressOfFunction']
}

/** The address space of this process. */
class NativeSpace implements AddressSpace {
  readonly name = 'native'
  readonly identity = 'native'
  readonly #windows = new Map<number, NativeMemory>()
  // A direct-mapped cache in front of the map: a slot holds one of the windows whose index ends in the slot's number.
  readonly #recent: (NativeMemory | undefined)[] = new Array<NativeMemory | undefined>(slots).fill(undefined)
  #whole: NativeMemory | undefined
  #border: FunctionBorder | undefined

  get target(): AddressSpace['target'] {
    return hostTarget()
  }

  memoryAt(address: number, byteLength: number, path?: string): Memory {
    if (typeof address !== 'number') checkPointer(address, path)
    const recent = this.#recent[(address / stride) & (slots - 1)]
    if (recent !== undefined) {
      const distance = address - recent.base
      const offset = distance | 0
      // A whole number within the first half of the window: what begins there ends in the second half.
      if (offset === distance && offset >>> strideBits === 0 && byteLength <= stride) return recent
    }
    return this.#findWindow(address, byteLength, path)
  }

  #findWindow(address: number, byteLength: number, path: string | undefined): Memory {
    checkPointer(address, path)
    if (this.#whole !== undefined && address + byteLength <= wholeEnd) return this.#whole
    if (byteLength > stride) return windowAt(address, byteLength, this)
    const index = Math.floor(address / stride)
    let window = this.#windows.get(index)
    if (window === undefined) {
      const base = Math.max(index * stride, lowestAddress)
      window = windowAt(base, (index + 2) * stride - base, this)
      this.#windows.set(index, window)
    }
    // The window at 0 covers addresses that must be refused: it stays behind the check above.
    if (index > 0) this.#recent[index & (slots - 1)] = window
    return window
  }

  callable(address: number, type: FunctionType, path: string): (...args: never[]) => unknown {
    return this.#requireBorder(path).callable(address, type, path)
  }

  addressOfFunction(value: unknown): Address | undefined {
    return this.#border?.addressOfFunction(value)
  }

  #requireBorder(path: string): FunctionBorder {
    if (this.#border !== undefined) return this.#border
    throw new CallError('nothing can be called yet', {
      code: 'ABI-C004',
      path,
      hint: 'import abiding or abiding/call: that part calls native functions',
    })
  }

  useBorder(border: FunctionBorder): void {
    this.#border = border
  }

  useWholeSpace(): void {
    if (this.#whole !== undefined) return
    try {
      this.#whole = windowAt(lowestAddress, wholeEnd - lowestAddress, this)
    } catch (cause) {
      throw new MemoryError('this runtime cannot lay one window over the whole address space', {
        code: 'ABI-M005',
        rule: 'M-2',
        expected: 'Node 22 or newer',
        found: process.version,
        cause,
      })
    }
    this.#recent.fill(undefined)
  }
}

/** Where the window over the whole space ends. What lies above, on machines that have it, is seen through windows. */
const wholeEnd = 2 ** 47

/**
 * The address space of this process.
 *
 * @internal
 */
export const nativeSpace = new NativeSpace()
