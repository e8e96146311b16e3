import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  array,
  layoutOf,
  liveObjects,
  NativeArena,
  own,
  RSmallBox,
  RString,
  struct,
  u32,
  u64,
  u8,
  usize,
} from '../../src/index.js'

const Inline = array(usize, 1)
const Pair = struct('Pair', { one: u64, two: u64 })

describe('small boxes', () => {
  it('T-56: are the storage, a pointer and a function', () => {
    expect(RSmallBox(u32, Inline)).toBe(RSmallBox(u32, Inline))
    expect(layoutOf(RSmallBox(u32, Inline)).size).toBe(24)
    expect(layoutOf(RSmallBox(u32, array(usize, 4))).size).toBe(48)
    expect(layoutOf(RSmallBox(u32, array(u8, 3))).size).toBe(24)
  })

  it('T-56: hold small values in themselves, and others elsewhere', () => {
    const before = liveObjects().length
    for (const [value, isInline] of [
      [RSmallBox(u32, Inline).new(7), true],
      [RSmallBox(u32, array(u8, 8)).new(7), false],
    ] as const) {
      expect([value.isInline, value.deref()]).toEqual([isInline, 7])
      value.store(8)
      expect(() => value.store(-1)).toThrow(expect.objectContaining({ code: 'ABI-V002' }))
      expect(JSON.stringify(value)).toBe('8')
      expect(inspect(value)).toContain('{ 8, owned }')
      expect(value.intoInner()).toBe(8)
      expect(() => value.deref()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
    }
    using pair = RSmallBox(Pair, Inline).new({ one: 1n, two: 2n })
    expect(pair.deref().two).toBe(2n)
    pair[Symbol.dispose]()
    expect(liveObjects().length).toBe(before)
  })

  it('T-56, O-8: move into fields and out of them', () => {
    const Texts = RSmallBox(RString, array(usize, 4))
    const Slot = struct('Slot', { text: Texts, number: u8 })
    const before = liveObjects().length
    {
      using arena = new NativeArena()
      const box = Texts.new('inside')
      expect(() => arena.allocate(Slot, { text: box, number: 300 })).toThrow(
        expect.objectContaining({ code: 'ABI-V002' }),
      )
      const slot = arena.allocate(Slot, { text: box, number: 3 })
      expect(() => box.deref()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
      expect(String(slot.text.deref())).toBe('inside')
      expect(() => slot.text.intoInner()).toThrow(expect.objectContaining({ code: 'ABI-B003' }))
      slot.text.store('changed')
      using taken = own(slot.text)
      expect(String(taken.deref())).toBe('changed')
    }
    expect(liveObjects().length).toBe(before)
  })
})
