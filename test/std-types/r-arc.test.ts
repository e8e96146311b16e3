import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  bindFunction,
  exportFunction,
  fn,
  layoutOf,
  liveObjects,
  locationOf,
  NativeArena,
  own,
  RArc,
  RString,
  struct,
  u32,
  unit,
} from '../../src/index.js'

const Point = struct('Point', { x: u32, y: u32 })
const Arc = RArc(Point)

describe('shared pointers', () => {
  it('T-52: are the same type for the same values, and 16 bytes', () => {
    expect(RArc(Point)).toBe(Arc)
    expect(layoutOf(Arc)).toMatchObject({ size: 16, alignment: 8 })
    expect(Arc.abiStable).toEqual({ name: 'RArc', parameters: [Point] })
  })

  it('T-52, T-53: share a value, which the last one drops', () => {
    const before = liveObjects().length
    const one = Arc.new({ x: 1, y: 2 })
    const two = one.clone()
    one.deref().x = 5
    expect([two.deref().x, one.strongCount, one.weakCount, one.isUnique]).toEqual([5, 2, 0, false])
    expect(() => one.store({ x: 0, y: 0 })).toThrow(expect.objectContaining({ code: 'ABI-U020' }))
    expect(two.tryUnwrap()).toBe(undefined)
    one[Symbol.dispose]()
    expect(() => one.deref()).toThrow(expect.objectContaining({ code: 'ABI-M004' }))
    two.store({ x: 7, y: 8 })
    expect(() => two.store({ x: -1, y: 8 })).toThrow(expect.objectContaining({ code: 'ABI-V002' }))
    expect(inspect(two)).toMatch(/^RArc_Point \{ .*owned \}$/s)
    expect(two.tryUnwrap()).toEqual({ value: { x: 7, y: 8 } })
    expect(() => two.tryUnwrap()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
    using nothing = RArc(unit).new(undefined)
    expect(nothing.deref()).toBe(undefined)
    nothing[Symbol.dispose]()
    expect(liveObjects().length).toBe(before)
  })

  it('T-53: lie in fields, and come out of them', () => {
    const Slot = struct('Slot', { arc: RArc(RString), number: u32 })
    const before = liveObjects().length
    {
      using arena = new NativeArena()
      const slot = arena.allocate(Slot, { arc: 'text', number: 1 })
      expect(JSON.stringify(slot)).toBe('{"arc":"text","number":1}')
      expect(() => slot.arc.tryUnwrap()).toThrow(expect.objectContaining({ code: 'ABI-B003' }))
      using copy = slot.arc.clone()
      expect(copy.strongCount).toBe(2)
      using taken = own(slot.arc)
      expect(String(taken.deref())).toBe('text')
      const refused = (): unknown => arena.allocate(Slot, { arc: 'other', number: -1 })
      expect(refused).toThrow(expect.objectContaining({ code: 'ABI-V002' }))
    }
    expect(liveObjects().length).toBe(before)
  })

  it('T-52: are results of exported functions', () => {
    const Make = fn({ x: u32 }, Arc)
    using exported = exportFunction(Make, (x) => ({ x, y: 0 }))
    using arc = bindFunction(exported.address, Make, 'make')(3)
    expect(arc.deref().x).toBe(3)
  })

  it('T-57: that lead nowhere are refused', () => {
    using arena = new NativeArena()
    const slot = arena.allocate(struct('S', { arc: Arc }), { arc: { x: 1, y: 1 } })
    own(slot.arc)[Symbol.dispose]()
    const { memory, offset } = locationOf(slot)
    for (const [data, code] of [
      [0n, 'ABI-M001'],
      [0x7000_0000_0001n, 'ABI-M008'],
    ] as const) {
      memory.view.setBigUint64(offset, data, true)
      expect(() => slot.arc).toThrow(expect.objectContaining({ code }))
    }
  })
})
