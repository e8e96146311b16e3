import { array, bufferMemory, struct, u16, u32, type ArrayView } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { warmUpSource } from '../../../src/layout/accessor/iterator-source.js'

const Pair = struct('Pair', { first: u32, second: u16 })
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** An array that holds its own indices, of a type of its own: the first loop over it is the first of its class. */
function numbered(count: number): ArrayView<typeof Pair> {
  const pairs = bufferMemory(new ArrayBuffer(count * 8 + 64)).allocate(array(Pair, count))
  upTo(count).forEach((index) => (pairs.at(index).first = index))
  return pairs
}

describe('iterators over arrays', () => {
  it('L-13, L-19: give each element once, whether the array is long or short, whole or a part', () => {
    fc.assert(
      fc.property(fc.nat(700), fc.nat(700), fc.nat(700), (count, one, other) => {
        const pairs = numbered(count)
        const [start, end] = [Math.min(one, other, count), Math.min(Math.max(one, other), count)]
        for (const part of [pairs, pairs.subarray(start, end)]) {
          const expected = part === pairs ? upTo(count) : upTo(count).slice(start, end)
          expect(Array.from(part, ({ first }) => first)).toEqual(expected)
          expect(Array.from(part.cursor(), ({ first }) => first)).toEqual(expected)
        }
      }),
    )
  })

  it('L-13, L-19: can be left and gone on with, and stay at their end', () => {
    for (const pairs of [numbered(600), numbered(3)])
      for (const each of [pairs, pairs.cursor()]) {
        const iterator = each[Symbol.iterator]() as IterableIterator<{ first: number }>
        for (const { first } of iterator) if (first === 1) break
        expect(Array.from(iterator, ({ first }) => first)).toEqual(upTo(pairs.length).slice(2))
        expect([iterator.next().done, iterator.next().done]).toEqual([true, true])
      }
  })

  it('L-13, L-19: inherit from what all iterators inherit from', () => {
    const inherited = Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object
    const pairs = numbered(300)
    for (const iterator of [pairs[Symbol.iterator](), pairs.cursor()[Symbol.iterator]()])
      expect(Object.getPrototypeOf(Object.getPrototypeOf(iterator))).toBe(inherited)
  })
})

describe('warmUpSource', () => {
  it('L-13: calls the method some more times before the first long loop, and never again', () => {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const list = new Function(`let isCold = true
      return { calls: 0, [Symbol.iterator]() { this.calls++; ${warmUpSource}; return [].values() } }`)() as {
      calls: number
      length: number
    } & Iterable<never>
    const callsOf = (length: number): number => {
      list.calls = 0
      list.length = length
      list[Symbol.iterator]()
      return list.calls
    }
    expect([255, 256, 256, 10_000].map(callsOf)).toEqual([1, 65, 1, 1])
  })
})
