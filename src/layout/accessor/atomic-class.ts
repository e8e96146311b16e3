import { MemoryError, ValueError } from '../../errors/index.js'
import type { Memory } from '../memory.js'
import { describeValue } from '../names.js'
import type { AnyType } from '../type.js'
import type { AtomicForm, Slot } from './atomic-form.js'
import type { AccessorClass } from './record-class.js'
import { installSharedMembers } from './shared-members.js'

/** The class of accessors of atomic integers: each knows what it is called in errors. */
export type AtomicClass = new (memory: Memory, offset: number, path: string) => object

/** The operations that take one value and give the one before. */
type Operation = 'add' | 'sub' | 'and' | 'or' | 'xor' | 'exchange'

type WaitResult = 'ok' | 'not-equal' | 'timed-out'

/** Newer than the `lib` of this project. */
type WaitAsync = (
  array: Int32Array,
  index: number,
  expected: number,
  timeout: number,
) => { readonly value: WaitResult | Promise<WaitResult> }

/**
 * Makes the accessor class of atomic integers of one type.
 *
 * @param type - The atomic type.
 * @param form - How its values lie where `Atomics` finds them.
 *
 * @see Rule L-17 of the specification.
 *
 * @internal
 */
export function makeAtomicClass(type: AnyType, form: AtomicForm): AtomicClass {
  const slotOf = ({ $memory, $offset, $path }: State): Slot => form.slotAt($memory, $offset, $path)
  const operate = (operation: Operation, state: State, value: unknown): unknown => {
    const raw = form.toRaw(value, state.$path, state.$memory)
    const { array, index } = slotOf(state)
    return form.fromRaw(Atomics[operation](array as Int32Array, index, raw as number), state.$path)
  }

  class Accessor implements State {
    constructor(
      readonly $memory: Memory,
      readonly $offset: number,
      readonly $path: string,
    ) {}
    load(): unknown {
      const { array, index } = slotOf(this)
      return form.fromRaw(Atomics.load(array as Int32Array, index), this.$path)
    }
    store(value: unknown): void {
      const raw = form.toRaw(value, this.$path, this.$memory)
      const { array, index } = slotOf(this)
      Atomics.store(array as Int32Array, index, raw as number)
    }
    add(value: unknown): unknown {
      return operate('add', this, value)
    }
    sub(value: unknown): unknown {
      return operate('sub', this, value)
    }
    and(value: unknown): unknown {
      return operate('and', this, value)
    }
    or(value: unknown): unknown {
      return operate('or', this, value)
    }
    xor(value: unknown): unknown {
      return operate('xor', this, value)
    }
    exchange(value: unknown): unknown {
      return operate('exchange', this, value)
    }
    compareExchange(expected: unknown, replacement: unknown): unknown {
      const { $memory, $path } = this
      const [from, to] = [expected, replacement].map((value) => form.toRaw(value, $path, $memory))
      const { array, index } = slotOf(this)
      const before = Atomics.compareExchange(array as Int32Array, index, from as number, to as number)
      return form.fromRaw(before, $path)
    }
    wait(expected: unknown, timeout = Infinity): WaitResult {
      const { array, index, raw } = this.#prepareWait(expected, timeout)
      try {
        return Atomics.wait(array, index, raw, timeout)
      } catch (cause) {
        return refuseWait(this.$path, 'a thread that may be stopped', 'one that may not', cause)
      }
    }
    async waitAsync(expected: unknown, timeout = Infinity): Promise<WaitResult> {
      const { array, index, raw } = this.#prepareWait(expected, timeout)
      const { waitAsync } = Atomics as unknown as { readonly waitAsync?: WaitAsync }
      if (waitAsync === undefined)
        return refuseWait(this.$path, 'a runtime with Atomics.waitAsync', 'one without it')
      return waitAsync(array, index, raw, timeout).value
    }
    notify(count = Infinity): number {
      checkAmount(count, this.$path)
      const { array, index } = waitingSlot(slotOf(this), this.$path)
      return Atomics.notify(array, index, count)
    }
    #prepareWait(expected: unknown, timeout: number): { array: Int32Array; index: number; raw: number } {
      checkAmount(timeout, this.$path)
      const raw = form.toRaw(expected, this.$path, this.$memory)
      const { array, index } = waitingSlot(slotOf(this), this.$path)
      // Waiting compares signed integers.
      return { array, index, raw: (typeof raw === 'bigint' ? BigInt.asIntN(64, raw) : raw | 0) as number }
    }
  }
  installSharedMembers(Accessor as unknown as AccessorClass, type)
  Object.defineProperty(Accessor.prototype, Symbol.for('nodejs.util.inspect.custom'), {
    configurable: true,
    value(this: Accessor): string {
      return `${type.name}(${String(form.read(this.$memory, this.$offset, this.$path))})`
    },
  })
  return Accessor
}

interface State {
  readonly $memory: Memory
  readonly $offset: number
  readonly $path: string
}

/** Where threads wait: `Atomics` knows that for signed integers of two sizes only. */
function waitingSlot({ array, index }: Slot, path: string): { array: Int32Array; index: number } {
  const size = array.BYTES_PER_ELEMENT
  if (size < 4) refuseWait(path, 'an integer of 4 or 8 bytes', `one of ${size}`)
  if (typeof SharedArrayBuffer === 'undefined' || !(array.buffer instanceof SharedArrayBuffer))
    refuseWait(path, 'memory that is shared with other threads', 'memory that is not')
  const Signed = (size === 4 ? Int32Array : BigInt64Array) as typeof Int32Array
  return { array: new Signed(array.buffer, array.byteOffset + index * size, 1), index: 0 }
}

function refuseWait(path: string, expected: string, found: string, cause?: unknown): never {
  throw new MemoryError('no thread can wait here', {
    code: 'ABI-M009',
    rule: 'L-17',
    path,
    expected,
    found,
    cause,
  })
}

function checkAmount(value: unknown, path: string): void {
  if (typeof value === 'number' && value >= 0) return
  throw new ValueError('neither a number of threads nor a time', {
    code: 'ABI-V001',
    rule: 'L-17',
    path,
    expected: 'a number, 0 or more',
    found: describeValue(value),
  })
}
