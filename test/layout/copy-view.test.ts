import {
  array,
  atomic,
  bufferMemory,
  bytesOf,
  copyFrom,
  fill,
  NativeArena,
  snapshot,
  struct,
  targets,
  u16,
  u32,
  u8,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Item = struct('Item', { code: u8, id: u32 })
const room = () => bufferMemory(new ArrayBuffer(256))

describe('copyFrom', () => {
  it('L-21: writes a whole value from objects and accessors of any memory', () => {
    using arena = new NativeArena()
    const item = room().allocate(Item)
    expect(copyFrom(item, { code: 1, id: 2 })).toBe(item)
    expect(snapshot(item)).toEqual({ code: 1, id: 2 })
    const there = copyFrom(bufferMemory(new ArrayBuffer(64), targets['s390x-linux']).allocate(Item), item)
    expect(snapshot(copyFrom(arena.allocate(Item), there))).toEqual({ code: 1, id: 2 })
    expect(copyFrom(room().allocate(array(u16, 2)), [3, 4]).slice()).toEqual([3, 4])
    expect(copyFrom(room().allocate(struct('A', { n: atomic(u32) }), { n: 0 }).n, 5).load()).toBe(5)
  })

  it('L-21: refuses what an assignment refuses', () => {
    const item = room().allocate(Item, { code: 1, id: 2 })
    expect(refusal(() => copyFrom(item, { code: 1, id: -1 }))).toMatchObject({
      code: 'ABI-V002',
      path: 'Item.id',
    })
    expect(refusal(() => copyFrom(item, { code: 1 } as never))).toMatchObject({
      code: 'ABI-V001',
      rule: 'L-8',
    })
    expect(refusal(() => copyFrom({} as never, item)).code).toBe('ABI-V001')
    expect(snapshot(item)).toEqual({ code: 1, id: 2 })
  })
})

describe('fill', () => {
  it('L-21: sets all bytes, padding included, and none beside them', () => {
    using arena = new NativeArena()
    for (const memory of [room(), arena]) {
      const items = memory.allocate(array(Item, 3), [{ code: 1, id: 2 }, { code: 3, id: 4 }, { code: 5, id: 6 }]) // prettier-ignore
      const middle = items.at(1)
      expect(fill(middle, 0xab)).toBe(middle)
      expect([...bytesOf(middle)]).toEqual(new Array(8).fill(0xab))
      expect(snapshot(fill(middle))).toEqual({ code: 0, id: 0 })
      expect([items.at(0).id, items.at(2).code]).toEqual([2, 5])
    }
  })

  it.each([-1, 256, 1.5, NaN, '1', 1n, null])('L-21: refuses %s', (byte) => {
    const item = room().allocate(Item, { code: 1, id: 2 })
    expect(refusal(() => fill(item, byte as number))).toMatchObject({ code: 'ABI-V002', rule: 'L-21' })
    expect(refusal(() => fill({} as never)).code).toBe('ABI-V001')
    expect(item.id).toBe(2)
  })
})
