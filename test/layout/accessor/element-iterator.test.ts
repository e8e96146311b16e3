import {
  addressOf,
  array,
  bufferMemory,
  f32,
  f64,
  i16,
  i64,
  struct,
  u32,
  u8,
  wasmMemory,
  type AnyType,
  type ArrayView,
  type View,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const Pair = struct('Pair', { first: u32, second: u8 })
const scalars: readonly AnyType[] = [u8, i16, u32, f32, f64, i64]

/** An array of random bytes that begins and ends with its memory or within it. */
function random(
  element: AnyType,
  count: number,
  before: number,
  behind: number,
  seed: number,
): ArrayView<AnyType> {
  const bytes = new Uint8Array((before + count + behind) * 8)
  bytes.forEach((_, index) => (bytes[index] = (seed + index * 0x9e37) >>> 3))
  return bufferMemory(bytes.buffer).at(array(element, count), before * 8)
}

const atEach = (all: ArrayView<AnyType>): unknown[] =>
  Array.from({ length: all.length }, (_, index) => all.at(index))

describe('iterators over elements', () => {
  it('L-13: give what lies at each index, of scalars of every size', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...scalars),
        fc.integer({ min: 1, max: 400 }),
        fc.nat(3),
        fc.nat(3),
        fc.nat(),
        (element, count, before, behind, seed) => {
          const all = random(element, count, before, behind, seed)
          expect([...all]).toEqual(atEach(all))
          const part = all.subarray(count >> 2, count - (count >> 2))
          expect([...part]).toEqual(atEach(part))
        },
      ),
    )
  })

  it.each(scalars)('L-13: stay through, with the last element or a zero of its kind: $name', (element) => {
    // Iterators over short arrays step in another way.
    for (const count of [3, 300]) {
      const all = random(element, count, 1, 0, 7)
      const iterator = all[Symbol.iterator]()
      const values = atEach(all)
      for (const value of values) expect(iterator.next()).toEqual({ value, done: false })
      for (let more = 0; more < 1000; more++) {
        const { value, done } = iterator.next()
        expect([typeof value, done]).toEqual([typeof values[0], true])
        expect([values.at(-1), 0]).toContain(value)
      }
    }
  })

  it('L-13: show no accessor beyond the array once they are through', () => {
    const all = random(Pair, 3, 1, 0, 7)
    const iterator = all[Symbol.iterator]()
    const places = Array.from({ length: 6 }, () => addressOf(iterator.next().value as View))
    const start = addressOf(all)
    expect(places.map((place) => place - start)).toEqual([0, 8, 16, 16, 16, 16])
  })

  it('L-13: read an element when it is reached, also of a WebAssembly memory that grew', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 3 })
    const words = wasmMemory(memory).at(array(u32, 4), 64)
    words.copyFrom([1, 2, 3, 4])
    const seen: number[] = []
    for (const word of words) {
      seen.push(word)
      if (word === 1) {
        memory.grow(1)
        words.set(2, 33)
      }
    }
    expect(seen).toEqual([1, 2, 33, 4])
  })
})
