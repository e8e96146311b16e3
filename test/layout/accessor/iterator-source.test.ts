import { array, bufferMemory, f32, f64, layoutOf, struct, u16, u32, u64, u8, type ArrayView } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../src/layout/accessor/code-generation.js'
import { collector } from '../../../src/layout/accessor/field-source.js'
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

  it('L-13, L-19: go over arrays that begin or end beyond 2^30 or 2^31, of structs and of numbers', () => {
    const far = bufferMemory(new ArrayBuffer(2 ** 31 + 2 ** 13))
    const starts = [-2400, -2399, -2392, -1200, -8, 0, 8].flatMap((by) => [2 ** 30 + by, 2 ** 31 + by])
    for (const start of starts) {
      const pairs = far.at(array(Pair, 300), start)
      const words = far.at(array(u32, 600), start)
      upTo(300).forEach((index) => Object.assign(pairs.at(index), { first: index, second: index + 7 }))
      expect(Array.from(pairs, ({ first }) => first)).toEqual(upTo(300))
      expect(Array.from(pairs.cursor(), ({ first, second }) => second - first)).toEqual(upTo(300).fill(7))
      expect([...words].filter((_, index) => index % 2 === 0)).toEqual(upTo(300))
      expect(Array.from(pairs.subarray(100, 300), ({ first }) => first)).toEqual(upTo(300).slice(100))
      const iterator = words[Symbol.iterator]()
      for (const word of words) expect(iterator.next()).toEqual({ value: word, done: false })
      expect([iterator.next().done, iterator.next().done]).toEqual([true, true])
    }
  })

  it('L-13, L-19: go over short arrays that lie about 2^30, and begin to go over one that is longer', () => {
    const far = bufferMemory(new ArrayBuffer(2 ** 31))
    const types = [u8, u16, u32, f32, f64, u64]
    for (const type of types)
      for (let by = -11; by < 3; by++) {
        const { size } = layoutOf(type)
        const short = far.at(array(array(type as typeof u32, 10), 3), 2 ** 30 + by * size)
        const expected = upTo(30).map((index) => (type === (u64 as unknown) ? BigInt(index) : index))
        expected.forEach((value, index) => short.at(Math.floor(index / 10)).set(index % 10, value as number))
        expect([...short].flatMap((row) => [...row])).toEqual(expected)
        expect(Array.from(short.cursor(), (row) => [...row]).flat()).toEqual(expected)
      }
    far.view.setUint32(4, 77, true)
    const [first, second] = far.at(array(u32, 2 ** 28 + 2), 0)
    expect([first, second]).toEqual([0, 77])
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
    const { scope, bind } = collector()
    const list = compile(
      `let isCold = true
      return { calls: 0, [Symbol.iterator]() { this.calls++; ${warmUpSource(bind)}; return [].values() } }`,
      scope,
    ) as { calls: number; length: number } & Iterable<never>
    const callsOf = (length: number): number => {
      list.calls = 0
      list.length = length
      list[Symbol.iterator]()
      return list.calls
    }
    expect([255, 256, 256, 10_000].map(callsOf)).toEqual([1, 65, 1, 1])
  })

  it('L-13: does nothing where all are known to be short', () => {
    const { scope, bind } = collector()
    expect([0, 255, 256].map((length) => warmUpSource(bind, length) === '')).toEqual([true, true, false])
    expect(Object.keys(scope)).toHaveLength(1)
  })
})
