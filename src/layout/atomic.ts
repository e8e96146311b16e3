import { DeclarationError } from '../errors/index.js'
import { makeAtomicClass } from './accessor/atomic-class.js'
import { AtomicForm } from './accessor/atomic-form.js'
import { rawIntegersOf, type RawIntegers } from './accessor/raw-integers.js'
import { checkIsType } from './function-pointer.js'
import { layoutOf } from './layout.js'
import { hostTarget, type Target } from './target.js'
import type { AnyType, Codec, Infer, Type } from './type.js'
import { isView, typeOfView, type View } from './view.js'

/**
 * Accessor of an integer that several threads use at once. Every operation is one step that no other thread sees half
 * done; those that change the value give the one that was there before.
 *
 * @typeParam Value - `number` or `bigint`.
 *
 * @see Rule L-17 of the specification.
 */
export interface Atomic<Value> extends View<AtomicType<Value>> {
  /** Reads. */
  load(): Value
  /**
   * Writes.
   *
   * @param value - Of the range of the type, as all values here.
   */
  store(value: Value): void
  /**
   * Adds. The sum wraps around, as unsigned integers do in C.
   *
   * @returns The value before.
   */
  add(value: Value): Value
  /**
   * Subtracts. The difference wraps around, as unsigned integers do in C.
   *
   * @returns The value before.
   */
  sub(value: Value): Value
  /**
   * Keeps the bits that are set in both.
   *
   * @returns The value before.
   */
  and(value: Value): Value
  /**
   * Sets the bits that are set in one or the other.
   *
   * @returns The value before.
   */
  or(value: Value): Value
  /**
   * Turns the bits over that are set in the argument.
   *
   * @returns The value before.
   */
  xor(value: Value): Value
  /**
   * Writes.
   *
   * @returns The value before.
   */
  exchange(value: Value): Value
  /**
   * Writes if the value is an expected one.
   *
   * @param expected - What must be there.
   * @param replacement - What is written then.
   * @returns The value before: it was replaced if that is the expected one.
   */
  compareExchange(expected: Value, replacement: Value): Value
  /**
   * Stops this thread until another one notifies it, unless the value is another one already.
   *
   * @param expected - The value with which to wait.
   * @param timeout - At most this many milliseconds, 0 or more; without end where it is left out.
   * @throws MemoryError `ABI-M009` in memory that is not shared, for integers that are not of 4 or 8 bytes, and in threads
   * that may not be stopped.
   */
  wait(expected: Value, timeout?: number): 'ok' | 'not-equal' | 'timed-out'
  /**
   * As `wait`, but this thread goes on.
   *
   * @param expected - The value with which to wait.
   * @param timeout - At most this many milliseconds, 0 or more; without end where it is left out.
   * @throws MemoryError `ABI-M009` as `wait`, and where the runtime does not have it.
   */
  waitAsync(expected: Value, timeout?: number): Promise<'ok' | 'not-equal' | 'timed-out'>
  /**
   * Wakes threads that wait here.
   *
   * @param count - At most this many; all where it is left out.
   * @returns How many there were.
   * @throws MemoryError `ABI-M009` in memory that is not shared, and for integers that are not of 4 or 8 bytes.
   */
  notify(count?: number): number
}

/** The type of an integer that several threads use at once. */
export type AtomicType<Value> = Type<Atomic<Value>, Value, Value | Atomic<Value>>

/**
 * An integer that several threads use at once, in a SharedArrayBuffer, in a shared WebAssembly memory or in native memory.
 * Reading the field gives an accessor with the operations. In C it is the plain integer: `_Atomic` may change the layout.
 *
 * @param type - An integer type of up to 8 bytes.
 * @throws {@link DeclarationError} `ABI-L006` for any other type.
 *
 * @see Rule L-17 of the specification.
 *
 * @example
 * ```ts
 * import { atomic, bufferMemory, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Progress = struct('Progress', { done: atomic(u32), total: u32 })
 * const progress = bufferMemory(new SharedArrayBuffer(64)).allocate(Progress, { done: 0, total: 9 })
 * assert.equal(progress.done.add(2), 0)
 * assert.equal(progress.done.load(), 2)
 * assert.equal(progress.done.compareExchange(2, 5), 2)
 * assert.deepEqual(progress.toJSON(), { done: 5, total: 9 })
 * ```
 */
export function atomic<T extends AnyType>(type: T): AtomicType<Infer<T> & (number | bigint)> {
  checkIsType(type, 'atomic')
  rawIntegers(type, hostTarget())
  const name = `atomic(${type.name})`
  const own: AnyType = Object.freeze<AnyType>({
    kind: 'atomic',
    name,
    measure: (target) => layoutOf(type, target),
    makeCodec(target): Codec {
      const form = new AtomicForm(type, rawIntegers(type, target), target)
      const Accessor = makeAtomicClass(own, form)
      return {
        ...layoutOf(type, target),
        get: (memory, offset, path = name) => new Accessor(memory, offset, path),
        set(memory, offset, value, path) {
          const given = isView(value) && typeOfView(value) === own ? (value as Atomic<unknown>).load() : value
          form.write(memory, offset, given, path)
        },
        copy: (memory, offset, path = name) => form.read(memory, offset, path),
        json(memory, offset) {
          const value = form.read(memory, offset, name)
          return typeof value === 'bigint' ? String(value) : value
        },
      }
    },
    passing: type.passing,
    leaves: type.leaves,
    holdsAddress: () => false,
    schema: () => ({ atomic: type.schema() }),
    mentions: () => [type],
    contains: () => [type],
    declareC: type.declareC,
    defaultValue: type.defaultValue,
    domain: type.domain,
  })
  return own as AtomicType<Infer<T> & (number | bigint)>
}

function rawIntegers(type: AnyType, target: Target): RawIntegers {
  const raw = rawIntegersOf(type, target)
  if (raw !== undefined) return raw
  throw new DeclarationError('not an integer that several threads can use at once', {
    code: 'ABI-L006',
    rule: 'L-17',
    path: 'atomic',
    expected: 'an integer type of up to 8 bytes',
    found: type.name,
  })
}
