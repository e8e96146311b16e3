import { beforeEach, describe, expect, it } from 'vitest'
import {
  addressOf,
  equals,
  exportFunction,
  bindFunction,
  fn,
  layoutOf,
  liveObjects,
  liveVectorBuffers,
  native,
  NativeArena,
  RCowSlice,
  RCowStr,
  RCowVal,
  RString,
  RVec,
  snapshot,
  struct,
  targets,
  u32,
  u64,
  u8,
} from '../../src/index.js'
import { refusal } from '../support/refusal.js'

beforeEach(() => {
  const [objects, buffers] = [liveObjects().length, liveVectorBuffers()]
  return () => {
    expect(liveObjects().slice(objects)).toEqual([])
    expect(liveVectorBuffers()).toBe(buffers)
  }
})

const Echo = fn({ text: RCowStr }, RCowStr)

describe('what is borrowed or owned', () => {
  it('T-14: has the tag and the place of repr(C)', () => {
    const target = targets['x86_64-linux']
    expect(layoutOf(RCowStr, target)).toMatchObject({ size: 40, alignment: 8 })
    expect(layoutOf(RCowSlice(u32), target)).toMatchObject({ size: 40, alignment: 8 })
    expect(layoutOf(RCowVal(u64), target)).toMatchObject({ size: 16, alignment: 8 })
    expect(layoutOf(RCowVal(u8), target)).toMatchObject({ size: 16, alignment: 8 })
    expect(RCowStr.abiStable?.name).toBe('RCow')
    expect(RCowSlice(u8)).toBe(RCowSlice(u8))
  })

  it('T-14, T-15: text is borrowed where it is kept, and owned elsewhere', () => {
    const Label = struct('Label', { text: RCowStr })
    using arena = new NativeArena()
    const label = arena.allocate(Label, { text: 'text' })
    expect(label.text).toMatchObject({ isOwned: false, value: 'text' })
    expect(snapshot(label)).toEqual({ text: 'text' })
    expect(JSON.stringify(label)).toBe('{"text":"text"}')
    expect(equals(label, arena.allocate(Label, { text: 'text' }))).toBe(true)
    expect(equals(label, arena.allocate(Label, { text: 'other' }))).toBe(false)
    using texts = RVec(RCowStr).from(['kept by nobody'])
    expect(texts.at(0).isOwned).toBe(true)
    expect(texts.toArray()).toEqual(['kept by nobody'])
  })

  it('T-15: an owner is moved, and what was lent is borrowed', () => {
    using exported = exportFunction(Echo, (given) => {
      if (!given.isOwned) return { owned: given.value }
      return given
    })
    const echo = bindFunction(exported.address, Echo, 'echo')
    using made = echo('text')
    expect([made.isOwned, String(made.value)]).toEqual([true, 'text'])
    const string = RString.from('moved')
    using moved = echo(string)
    expect(String(moved.value)).toBe('moved')
    expect(refusal(() => string.toString())).toMatchObject({ code: 'ABI-O002' })
    using forced = echo({ owned: 'forced' })
    expect(String(forced.value)).toBe('forced')
    using again = echo(echo({ borrowed: 'again' }))
    expect(String(again.value)).toBe('again')
    expect(refusal(() => echo(7 as never))).toMatchObject({ code: 'ABI-V001' })
  })

  it('T-15: elements are borrowed where they lie, copied, or owned', () => {
    const Track = struct('Track', { samples: RCowSlice(u32) })
    using arena = new NativeArena()
    using vector = RVec(u32).from([1, 2])
    const lent = arena.allocate(Track, { samples: vector.elements })
    expect([lent.samples.isOwned, addressOf(lent.samples.value as never)]).toEqual([
      false,
      addressOf(vector.elements),
    ])
    const copied = arena.allocate(Track, { samples: [3, 4] })
    expect([copied.samples.isOwned, [...copied.samples.value]]).toEqual([false, [3, 4]])
    expect(snapshot(copied)).toEqual({ samples: Uint32Array.of(3, 4) })
    expect(equals(copied, arena.allocate(Track, { samples: [3, 4] }))).toBe(true)
    const Words = struct('Words', { words: RCowSlice(RString) })
    using words = RVec(Words).from([{ words: ['a'] }])
    expect(words.at(0).words.isOwned).toBe(true)
    expect(words.toArray()).toEqual([{ words: ['a'] }])
  })

  it('T-14: a borrowed value is read where it lies', () => {
    const Slot = struct('Slot', { value: RCowVal(u64) })
    using arena = new NativeArena()
    const slot = arena.allocate(Slot, { value: 7n })
    expect(slot.value).toMatchObject({ isOwned: true, value: 7n })
    const eight = arena.allocate(struct('Eight', { value: u64 }), { value: 8n })
    Object.assign(slot, { value: { borrowed: addressOf(eight) } })
    expect(slot.value).toMatchObject({ isOwned: false, value: 8n })
    expect(snapshot(slot)).toEqual({ value: 8n })
    expect(JSON.stringify(slot)).toBe('{"value":"8"}')
    slot.value[Symbol.dispose]()
  })

  it('T-14: refuses any other tag', () => {
    const Label = struct('Label', { text: RCowStr })
    using arena = new NativeArena()
    const label = arena.allocate(Label, { text: 'text' })
    const tag = native.at(struct('Tag', { tag: u32 }), addressOf(label))
    for (const wrong of [2, 256, 0xffffffff]) {
      tag.tag = wrong
      expect(refusal(() => label.text)).toMatchObject({ code: 'ABI-V005' })
      expect(refusal(() => snapshot(label))).toMatchObject({ code: 'ABI-V005' })
    }
  })
})
