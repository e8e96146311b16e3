import { ValueError } from '../errors/index.js'
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
import type { VectorWords } from './tables/vec-vtable.js'

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

  const isWrapped = item.hasUndefined === true

  /** An element, or none: wrapped where it may be `undefined` itself. */
  const next = (handle: number): unknown => {
    const host = hostObjects.get(handle, 'next')
    const { done, value } = host.object['next']!() as IteratorResult<unknown, unknown>
    if (done === true) return answerFrom(host, undefined)
    if (value === undefined && !isWrapped) refuseUndefined(item)
    return answerFrom(host, isWrapped ? { some: value } : value)
  }
  const skip = (handle: number, count: number): boolean => {
    for (let index = 0; index < count; index += 1) if (next(handle) === undefined) return false
    return true
  }
  const bodies: Readonly<Record<string, (handle: number, ...values: never[]) => unknown>> = {
    next,
    extending_rvec(handle, out: Pointer, taking: number | undefined) {
      const words = out.deref() as VectorWords
      const limit = taking ?? Infinity
      for (let count = 0; count < limit; count += 1) {
        const given = next(handle)
        if (given === undefined) return
        reserve(words, words.length + 1)
        const address = words.buffer + words.length * codec.size
        const memory = nativeSpace.memoryAt(address, Math.max(1, codec.size), 'extending_rvec')
        codec.set(
          memory,
          address - memory.base!,
          isWrapped ? (given as { some: unknown }).some : given,
          'next → returns',
        )
        words.length += 1
      }
    },
    // Nobody knows how many elements an iterator of JavaScript gives.
    size_hint: (handle) => {
      hostObjects.get(handle, 'size_hint')
      return [0, undefined]
    },
    count(handle) {
      let count = 0
      while (next(handle) !== undefined) count += 1
      return count
    },
    last(handle) {
      let last: unknown
      for (;;) {
        const given = next(handle)
        if (given === undefined) return last
        last = given
      }
    },
    nth: (handle, index: number) => (skip(handle, index) ? next(handle) : undefined),
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

function refuseUndefined(item: AnyType): never {
  throw new ValueError('not an element', {
    code: 'ABI-V001',
    rule: 'B-13',
    path: 'next → returns',
    expected: `a value of ${item.name}`,
    found: 'undefined',
  })
}
