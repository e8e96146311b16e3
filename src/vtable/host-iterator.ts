import { codecOf } from '../layout/layout.js'
import {
  hostTarget,
  type AnyType,
  type FunctionType,
  type Pointer,
  type StructType,
} from '../layout/index.js'
import { memoize } from '../layout/memoize.js'
import { nativeSpace } from '../memory/native-space.js'
import { reserve } from './byte-vector.js'
import { answerFrom, hostObjects, keepForAnswer } from './host-objects.js'
import { exportShared } from './host-functions.js'
import { iteratorTypes } from './tables/iterator.js'
import type { OptionValue } from './tables/options.js'
import type { VectorWords } from './tables/vec-vtable.js'

const none = { tag: 'RNone' } as const

/**
 * The functions of the iterators of this side, exported once for a type of elements.
 *
 * @see Rule B-13 of the specification.
 *
 * @internal
 */
export const hostIterator = memoize((item: AnyType): object => {
  const { functions } = iteratorTypes(item)
  const codec = codecOf(item, hostTarget())

  const next = (handle: number): OptionValue<unknown> => {
    const host = hostObjects.get(handle, 'next')
    const { done, value } = host.object['next']!() as IteratorResult<unknown, unknown>
    return answerFrom(host, done === true ? none : { tag: 'RSome', value })
  }
  const skip = (handle: number, count: number): boolean => {
    for (let index = 0; index < count; index += 1) if (next(handle).tag === 'RNone') return false
    return true
  }
  const bodies: Readonly<Record<string, (handle: number, ...values: never[]) => unknown>> = {
    next,
    extending_rvec(handle, out: Pointer, taking: OptionValue<number>) {
      const words = out.deref() as VectorWords
      const limit = taking.tag === 'RSome' ? taking.value : Infinity
      for (let count = 0; count < limit; count += 1) {
        const given = next(handle)
        if (given.tag === 'RNone') return
        reserve(words, words.length + 1)
        const address = words.buffer + words.length * codec.size
        const memory = nativeSpace.memoryAt(address, Math.max(1, codec.size), 'extending_rvec')
        codec.set(memory, address - memory.base!, given.value, 'next → returns')
        words.length += 1
      }
    },
    // Nobody knows how many elements an iterator of JavaScript gives.
    size_hint: (handle) => {
      hostObjects.get(handle, 'size_hint')
      return { least: 0, greatest: none }
    },
    count(handle) {
      let count = 0
      while (next(handle).tag === 'RSome') count += 1
      return count
    },
    last(handle) {
      let last: OptionValue<unknown> = none
      for (;;) {
        const given = next(handle)
        if (given.tag === 'RNone') return last
        last = given
      }
    },
    nth: (handle, index: number) => (skip(handle, index) ? next(handle) : none),
    skip_eager: (handle, count: number) => void skip(handle, count),
  }
  const fields = (functions as StructType).definition.fields()
  return Object.fromEntries(
    fields.map(({ name, type }) => [
      name,
      exportShared(type as FunctionType, bodies[name], `Iterator.${name}`, keepForAnswer),
    ]),
  )
})
