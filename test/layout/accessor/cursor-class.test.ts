import { addressOf, array, bufferMemory, hostTarget, struct, u8 } from 'abiding'
import { expect, it } from 'vitest'
import { CursorMaker } from '../../../src/layout/accessor/cursor-class.js'
import { codecOf } from '../../../src/layout/layout.js'

const Pair = struct('Pair', { a: u8, b: u8 })

it('L-19: the first cursor of a class is made some more times, those behind it are not', () => {
  const memory = bufferMemory(new ArrayBuffer(64))
  const pairs = memory.allocate(array(Pair, 3), [
    { a: 1, b: 2 },
    { a: 3, b: 4 },
    { a: 5, b: 6 },
  ])
  const maker = new CursorMaker(codecOf(Pair, hostTarget()))
  let calls = 0
  const elements = {
    $memory: memory,
    $offset: addressOf(pairs),
    length: pairs.length,
    cursor(): Iterable<unknown> {
      calls += 1
      return maker.make(elements)
    },
  }
  for (const expected of [64, 64]) {
    const sums = Array.from(maker.make(elements) as Iterable<{ a: number; b: number }>, ({ a, b }) => a + b)
    expect([sums, calls]).toEqual([[3, 7, 11], expected])
  }
})
