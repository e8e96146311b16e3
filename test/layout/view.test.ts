import {
  addressOf,
  array,
  bufferMemory,
  bytesOf,
  isView,
  moveTo,
  native,
  NativeArena,
  snapshot,
  struct,
  typeOfView,
  u16,
  u32,
  u64,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { spaceOfView } from '../../src/layout/view.js'
import { refusal } from '../support/refusal.js'

const Item = struct('Item', { id: u32, code: u16 })
const memory = bufferMemory(new ArrayBuffer(256))

describe('accessors', () => {
  it('L-8: are recognised', () => {
    expect(isView(memory.at(Item, 8))).toBe(true)
    expect(isView(memory.at(array(u32, 2), 8))).toBe(true)
    for (const other of [null, undefined, 3, {}, [], Item, memory, () => 1]) expect(isView(other)).toBe(false)
  })

  it('L-8: know their type, their address and their bytes', () => {
    const item = memory.at(Item, 24)
    item.id = 0x01020304
    expect(typeOfView(item)).toBe(Item)
    expect(addressOf(item)).toBe(24)
    expect(bytesOf(item)).toHaveLength(8)
    expect([...bytesOf(item).subarray(0, 4)]).toEqual([4, 3, 2, 1])
    bytesOf(item)[0] = 9
    expect(item.id).toBe(0x01020309)
    expect(spaceOfView(item)).toBe(memory)
  })

  it('L-8: can be copied into plain data', () => {
    const clocks = bufferMemory(new ArrayBuffer(64)).allocate(array(u64, 2), [1n, 2n])
    const copy = snapshot(clocks)
    clocks.set(0, 3n)
    expect(copy).toEqual([1n, 2n])
  })

  it.each([null, undefined, 3, {}, { $memory: memory, $offset: 0 }])(
    'L-8: %s is refused as none',
    (other) => {
      for (const use of [typeOfView, addressOf, bytesOf, snapshot]) {
        expect(refusal(() => use(other as never))).toMatchObject({ code: 'ABI-V001' })
      }
      expect(refusal(() => moveTo(other as never, 8)).code).toBe('ABI-V001')
    },
  )
})

describe('moveTo', () => {
  it('M-4: moves an accessor within its memory', () => {
    const home = bufferMemory(new Uint32Array([0, 0, 10, 0, 20, 0, 30, 0]).buffer)
    const item = home.at(Item, 8)
    expect(moveTo(item, 16)).toBe(item)
    expect([item.id, moveTo(item, 24).id]).toEqual([20, 30])
    expect(refusal(() => moveTo(item, 26)).code).toBe('ABI-M005')
    expect(refusal(() => moveTo(item, 0)).code).toBe('ABI-M001')
    // What was refused has not moved it.
    expect(item.id).toBe(30)
  })

  it.each([-8, 1.5, NaN, Infinity, 2 ** 53, 8n, '8', undefined, null])('M-1: refuses %s', (address) => {
    const item = memory.at(Item, 8)
    expect(refusal(() => moveTo(item, address as number)).code).toMatch(/^ABI-M00[125]$/)
    expect(addressOf(item)).toBe(8)
    using arena = new NativeArena()
    const inNative = native.at(Item, addressOf(arena.allocate(Item, { id: 3, code: 4 })))
    expect(refusal(() => moveTo(inNative, address as number)).code).toMatch(/^ABI-M00[12]$/)
    expect(inNative.id).toBe(3)
  })
})
