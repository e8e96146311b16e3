import {
  bindFunction,
  bufferMemory,
  bytesOf,
  exportFunction,
  fn,
  layoutOf,
  NativeArena,
  ROption,
  RStr,
  snapshot,
  struct,
  Tuple1,
  Tuple2,
  Tuple3,
  Tuple4,
  u16,
  u32,
  u64,
  u8,
  unit,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Pair = struct('Pair', { pair: Tuple2(u8, u32) })
const room = () => bufferMemory(new ArrayBuffer(256))

describe('tuples', () => {
  it('T-27: are C structs of their elements', () => {
    expect(layoutOf(Tuple1(u16))).toMatchObject({ size: 2, alignment: 2 })
    expect(layoutOf(Tuple2(u8, u32))).toMatchObject({ size: 8, alignment: 4 })
    expect(layoutOf(Tuple3(unit, u16, u16))).toMatchObject({ size: 4, alignment: 2 })
    expect(layoutOf(Tuple4(u8, u8, u8, u64))).toMatchObject({ size: 16, alignment: 8 })
    expect(Tuple2(u8, u32)).toBe(Tuple2(u8, u32))
    expect(Tuple2(u8, u32).abiStable).toEqual({ name: 'Tuple2', parameters: [u8, u32] })
  })

  it('T-27: are read and written as arrays', () => {
    const pair = room().allocate(Pair, { pair: [1, 2] })
    expect(pair.pair).toEqual([1, 2])
    pair.pair = [3, 0x01020304]
    expect([...bytesOf(pair)]).toEqual([3, 0, 0, 0, 4, 3, 2, 1])
    expect(snapshot(pair)).toEqual({ pair: [3, 0x01020304] })
    expect(pair.toJSON()).toEqual({ pair: [3, 0x01020304] })
    expect(Tuple2(u8, RStr).defaultValue!()).toEqual([0, ''])
  })

  it('T-27: anything but an array of as many elements is refused', () => {
    const pair = room().allocate(Pair, { pair: [1, 2] })
    for (const value of [undefined, 5, [], [1], [1, 2, 3], { 0: 1, 1: 2, length: 2 }])
      expect(refusal(() => (pair.pair = value as never))).toMatchObject({
        code: 'ABI-V001',
        rule: 'T-27',
        path: 'Pair.pair',
      })
    expect(refusal(() => (pair.pair = [256, 0]))).toMatchObject({ code: 'ABI-V002', path: 'Pair.pair[0]' })
  })

  it('T-27: cross calls in both directions', () => {
    const Swap = fn({ value: Tuple4(u8, ROption(u32), RStr, u64) }, Tuple4(u64, RStr, ROption(u32), u8))
    using arena = new NativeArena()
    using exported = exportFunction(Swap, ([a, b, c, d]) => [d, c, b, a] as const, {
      keep: (bytes, alignment) => arena.keep(bytes, alignment),
    })
    const swap = bindFunction(exported.address, Swap, 'swap')
    const some = fc.option(fc.nat(2 ** 32 - 1), { nil: undefined })
    fc.assert(
      fc.property(
        fc.nat(255),
        some,
        fc.string(),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (a, b, c, d) => {
          expect(swap([a, b, c, d])).toEqual([d, c, b, a])
        },
      ),
    )
  })
})
