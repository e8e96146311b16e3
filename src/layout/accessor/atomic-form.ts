import { MemoryError, ValueError } from '../../errors/index.js'
import { codecOf } from '../layout.js'
import { memoize } from '../memoize.js'
import type { Memory } from '../memory.js'
import type { Target } from '../target.js'
import type { AnyType, Codec, ScalarPassing } from '../type.js'
import type { IntegerArray, RawIntegers } from './raw-integers.js'

/** The order of the bytes in typed arrays. */
const nativeOrder = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'little' : 'big'

/** A place in a typed array. */
export interface Slot {
  /** The typed array, of the size and the sign of the integer. */
  readonly array: IntegerArray
  /** Which of its elements. */
  readonly index: number
}

/**
 * How the values of one integer type lie where `Atomics` finds them.
 *
 * @see Rule L-17 of the specification.
 *
 * @internal
 */
export class AtomicForm {
  readonly #inner: Codec
  readonly #isNativeOrder: boolean
  /** Typed arrays over all of a memory: one for each view, not for each access. */
  readonly #arrayOver: (view: DataView) => IntegerArray | undefined

  constructor(
    readonly type: AnyType,
    readonly raw: RawIntegers,
    private readonly target: Target,
  ) {
    this.#inner = codecOf(type, target)
    this.#isNativeOrder = target.byteOrder === nativeOrder
    this.#arrayOver = memoize((view: DataView) => arrayOver(raw, view))
  }

  /** The element of a typed array for a value that passed the checks. */
  toRaw(value: unknown, path: string, { space }: Memory): number | bigint {
    return this.raw.toRaw((this.type.passing as ScalarPassing).toNative(value, path, space))
  }

  /** The value of an element. */
  fromRaw(raw: number | bigint, path: string): number | bigint {
    const value = this.raw.fromRaw(raw)
    if (typeof value === 'bigint' || Number.isSafeInteger(value)) return value
    throw new ValueError(`the memory holds a ${this.type.name} that no number can represent exactly`, {
      code: 'ABI-V005',
      rule: 'L-3',
      path,
      expected: 'a value below 2^53',
      found: String(raw),
    })
  }

  /** Where `Atomics` finds a value. */
  slotAt(memory: Memory, offset: number, path: string): Slot {
    if (!this.#isNativeOrder) refuseOrder(this.target, path)
    const { size, Array: Elements } = this.raw
    // What counts in native memory is the address, and a window may begin anywhere.
    const isAligned = offset % size === 0 && (memory.isolate === undefined || memory.base! % size === 0)
    const array = isAligned ? this.#arrayOver(memory.view) : undefined
    if (array !== undefined) return { array, index: offset / size }
    const place = memory.isolate === undefined ? memory.view.byteOffset + offset : memory.base! + offset
    if (place % size !== 0) refusePlace(size, place, path)
    const buffer = memory.isolate?.(offset, size) ?? memory.view.buffer
    return { array: new Elements(buffer, memory.isolate === undefined ? place : 0, 1), index: 0 }
  }

  /** Reads a plain value. Memory of another byte order is not shared with anybody, so any read of it is one step. */
  read(memory: Memory, offset: number, path: string): unknown {
    if (!this.#isNativeOrder) return this.#inner.copy(memory, offset, path)
    const { array, index } = this.slotAt(memory, offset, path)
    return this.fromRaw(Atomics.load(array as Int32Array, index), path)
  }

  /** Checks a plain value and writes it. */
  write(memory: Memory, offset: number, value: unknown, path: string): void {
    if (!this.#isNativeOrder) return this.#inner.set(memory, offset, value, path)
    const raw = this.toRaw(value, path, memory)
    const { array, index } = this.slotAt(memory, offset, path)
    Atomics.store(array as Int32Array, index, raw as number)
  }
}

/** A typed array over all of a view; `undefined` where it does not begin at one of its elements or is too long. */
function arrayOver({ Array: Elements, size }: RawIntegers, view: DataView): IntegerArray | undefined {
  if (view.byteOffset % size !== 0) return undefined
  try {
    return new Elements(view.buffer, view.byteOffset, Math.floor(view.byteLength / size))
  } catch {
    return undefined
  }
}

function refuseOrder(target: Target, path: string): never {
  throw new MemoryError('bytes in an order in which this machine has no atomic operations', {
    code: 'ABI-M009',
    rule: 'L-17',
    path,
    expected: `${nativeOrder}-endian memory`,
    found: `${target.byteOrder}-endian memory, of ${target.name}`,
  })
}

function refusePlace(size: number, place: number, path: string): never {
  throw new MemoryError('atomic operations need a place that is aligned', {
    code: 'ABI-M008',
    rule: 'L-17',
    path,
    expected: `a multiple of ${size}`,
    found: String(place),
    hint: 'do not pack the struct, and put it at a multiple of its alignment',
  })
}
