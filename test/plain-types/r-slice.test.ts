import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addressOf,
  array,
  bindFunction,
  bufferMemory,
  equals,
  exportFunction,
  fn,
  layoutOf,
  native,
  NativeArena,
  NulStr,
  RSlice,
  RSliceMut,
  RStr,
  RString,
  RVec,
  snapshot,
  struct,
  u16,
  u32,
  u64,
  unit,
} from '../../src/index.js'
import { refusal } from '../support/refusal.js'

const Track = struct('Track', { samples: RSlice(u32) })
const Changing = struct('Changing', { samples: RSliceMut(u32) })
/** The same bytes without their meaning. */
const Parts = struct('Parts', { data: u64, length: u64 })

describe('RSlice', () => {
  it('T-11: is a pointer and a length', () => {
    expect(layoutOf(RSlice(u32))).toMatchObject({ size: 16, alignment: 8 })
    expect(RSlice(u32)).toBe(RSlice(u32))
    expect(RSliceMut(u32).abiStable).toEqual({ name: 'RSliceMut', parameters: [u32] })
    using arena = new NativeArena()
    const track = arena.allocate(Track, { samples: [1, 2] })
    const { data, length } = snapshot(native.at(Parts, addressOf(track)))
    expect([native.at(u32, Number(data) + 4), length]).toEqual([2, 2n])
  })

  it('T-11, T-12: any list is kept and read', () => {
    const lists = fc.array(fc.nat(), { maxLength: 20 })
    fc.assert(
      fc.property(lists, (values) => {
        using arena = new NativeArena()
        const memory = bufferMemory(new ArrayBuffer(4096))
        for (const place of [arena, memory]) {
          const inPlace = place.allocate(array(u32, values.length), values)
          const elsewhere = memory.allocate(array(u32, values.length), values)
          for (const list of [values, Uint32Array.from(values), inPlace, elsewhere]) {
            const track = place.allocate(Track, { samples: list })
            expect([...track.samples]).toEqual(values)
            expect(snapshot(track)).toEqual({ samples: Uint32Array.from(values) })
            expect(track.toJSON()).toEqual({ samples: values })
          }
        }
      }),
      { numRuns: 20 },
    )
  })

  it('T-12: what lies in the same memory is not copied', () => {
    using arena = new NativeArena()
    using vector = RVec(u32).from([1, 2, 3])
    const numbers = arena.allocate(array(u32, 3), [4, 5, 6])
    const changing = arena.allocate(Changing, { samples: vector })
    changing.samples.set(0, 7)
    expect(vector.toArray()).toEqual([7, 2, 3])
    changing.samples = numbers.subarray(1)
    changing.samples.fill(0)
    expect([...numbers]).toEqual([4, 0, 0])
    const track = arena.allocate(Track, { samples: changing.samples })
    expect(addressOf(track.samples)).toBe(addressOf(numbers) + 4)
    expect(equals(track, arena.allocate(Track, { samples: [0, 0] }))).toBe(true)
    expect(equals(track, arena.allocate(Track, { samples: [0, 1] }))).toBe(false)
    expect(equals(track, arena.allocate(Track, { samples: [0] }))).toBe(false)
  })

  it('T-12: refuses what it cannot borrow', () => {
    using arena = new NativeArena()
    using words = RVec(u16).from([1])
    for (const wrong of [7, 'text', null, {}, words, new Set([1]), arena.allocate(Parts)])
      expect(refusal(() => arena.allocate(Track, { samples: wrong as never }))).toMatchObject({
        code: 'ABI-V001',
        rule: 'T-12',
        path: 'Track.samples',
      })
    expect(refusal(() => arena.allocate(Track, { samples: [1, 'two' as never] }))).toMatchObject({
      path: 'Track.samples[1]',
    })
    for (const copied of [[1], Uint32Array.of(1)])
      expect(refusal(() => arena.allocate(Changing, { samples: copied as never }))).toMatchObject({
        code: 'ABI-V001',
        rule: 'T-12',
      })
    const Owning = struct('Owning', { words: RSlice(RString) })
    expect(refusal(() => arena.allocate(Owning, { words: ['a'] }))).toMatchObject({ code: 'ABI-V004' })
    const lent = native.at(Track, addressOf(arena.allocate(Track, { samples: [] })))
    expect(refusal(() => (lent.samples = [1] as never))).toMatchObject({ code: 'ABI-V004' })
    lent.samples = [] as never
    expect(lent.samples.length).toBe(0)
  })

  it('T-12: elements may be text, which is kept as well', () => {
    const Lines = struct('Lines', { lines: RSlice(RStr) })
    using arena = new NativeArena()
    expect(snapshot(arena.allocate(Lines, { lines: ['', 'ä', 'b\0c'] }))).toEqual({
      lines: ['', 'ä', 'b\0c'],
    })
  })

  it('T-4, T-11: refuses words that cannot be right', () => {
    using arena = new NativeArena()
    const parts = arena.allocate(Parts, { data: 0n, length: 0n })
    const track = native.at(Track, addressOf(parts))
    for (const [data, length] of [
      [0n, 0n],
      [0n, 3n],
      [6n, 0n],
      [0x10002n, 1n],
      [0x10000n, 2n ** 46n],
    ] as const) {
      Object.assign(parts, { data, length })
      expect(refusal(() => track.samples)).toMatchObject({
        code: 'ABI-U001',
        rule: 'T-4',
        path: 'Track.samples',
      })
    }
    for (const [data, length] of [
      [4n, 2n ** 63n],
      [2n ** 62n, 1n],
    ] as const) {
      Object.assign(parts, { data, length })
      expect(refusal(() => track.samples)).toMatchObject({ code: 'ABI-V005' })
    }
    Object.assign(parts, { data: 8n, length: 0n })
    expect([...track.samples]).toEqual([])
  })

  it('T-11: elements without bytes are counted', () => {
    const Units = struct('Units', { units: RSlice(unit) })
    using arena = new NativeArena()
    expect([...arena.allocate(Units, { units: [undefined, undefined] }).units]).toEqual([
      undefined,
      undefined,
    ])
  })

  it('T-12: a list that is passed lives as long as the call', () => {
    const Sum = fn([{ one: RSlice(u32) }, { two: RSlice(RStr) }], u32)
    using exported = exportFunction(Sum, (one, two) => {
      return [...one].reduce((sum, value) => sum + value, 0) + [...two].join('').length
    })
    const sum = bindFunction(exported.address, Sum, 'sum')
    expect(sum([1, 2], ['abc', ''])).toBe(6)
    using vector = RVec(u32).from([5])
    expect(sum(vector, [])).toBe(5)
  })
})

describe('NulStr', () => {
  it('T-13: is text behind a pointer, under another name', () => {
    const Entry = struct('Entry', { name: NulStr })
    using arena = new NativeArena()
    expect(arena.allocate(Entry, { name: 'straße' }).name).toBe('straße')
    expect(refusal(() => arena.allocate(Entry, { name: 'a\0b' }))).toMatchObject({ code: 'ABI-V001' })
    expect([layoutOf(NulStr).size, NulStr.abiStable?.name]).toEqual([8, 'NulStr'])
  })
})
