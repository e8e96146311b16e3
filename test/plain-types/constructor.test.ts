import {
  bufferMemory,
  constructed,
  Constructor,
  ConstructorOrValue,
  exportFunction,
  layoutOf,
  NativeArena,
  struct,
  u32,
  u64,
} from 'abiding'
import { describe, expect, it } from 'vitest'

describe('constructors', () => {
  it('T-37: are functions that make a value', () => {
    expect(layoutOf(Constructor(u32))).toMatchObject({ size: 8, alignment: 8 })
    expect(Constructor(u32)).toBe(Constructor(u32))
    expect(Constructor(u32).abiStable).toEqual({ name: 'Constructor', parameters: [u32] })
    using arena = new NativeArena()
    using make = exportFunction(Constructor(u32), () => 7)
    const Table = struct('ConstructorTable', { make: Constructor(u32) })
    expect(arena.allocate(Table, { make }).make()).toBe(7)
  })

  it('T-37: stand for values, which are made when they are asked for', () => {
    expect(layoutOf(ConstructorOrValue(u64))).toMatchObject({ size: 16, alignment: 8 })
    const Setting = struct('Setting', { limit: ConstructorOrValue(u32) })
    const plain = bufferMemory(new ArrayBuffer(64)).allocate(Setting, { limit: { tag: 'Value', value: 9 } })
    expect(constructed(plain.limit)).toBe(9)
    let made = 0
    using make = exportFunction(Constructor(u32), () => (made += 1))
    using arena = new NativeArena()
    const setting = arena.allocate(Setting, { limit: { tag: 'Constructor', value: make } })
    expect(made).toBe(0)
    expect([constructed(setting.limit), constructed(setting.limit)]).toEqual([1, 2])
  })
})
