import { describe, expect, it } from 'vitest'
import {
  bindFunction,
  exportFunction,
  fn,
  liveObjects,
  MovePtr,
  NativeArena,
  own,
  RArc,
  RBox,
  RMut,
  RRef,
  RString,
  struct,
  u32,
} from '../../src/index.js'

describe('pointers that move a value', () => {
  it('T-55: give it to whoever gets them, once', () => {
    const Take = fn({ text: MovePtr(RString) }, u32)
    const before = liveObjects().length
    let keep = true
    using exported = exportFunction(Take, (text) => {
      if (!keep) {
        text[Symbol.dispose]()
        return 0
      }
      using taken = text.intoInner()
      expect(() => text.deref()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
      return taken.byteLength
    })
    const take = bindFunction(exported.address, Take, 'take')
    expect(take('grün')).toBe(5)
    keep = false
    expect(take('dropped')).toBe(0)
    expect(() => take(7 as never)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
    expect(() => bindFunction(exported.address, fn({ text: MovePtr(u32) }, u32), 'take')(-1)).toThrow(
      expect.objectContaining({ code: 'ABI-V002', path: 'take → param text' }),
    )
    expect(liveObjects().length).toBe(before + 1)
  })

  it('T-55: lie in memory that keeps the value', () => {
    const Slot = struct('Slot', { value: MovePtr(u32) })
    using arena = new NativeArena()
    const slot = arena.allocate(Slot, { value: 7 })
    expect([slot.value.deref(), JSON.stringify(slot)]).toEqual([7, '{"value":7}'])
    expect(() => slot.value.intoInner()).toThrow(expect.objectContaining({ code: 'ABI-B003' }))
    expect(own(slot.value).intoInner()).toBe(7)
    expect(() => RBox(Slot).new({ value: 7 })).toThrow(expect.objectContaining({ code: 'ABI-V004' }))
  })
})

describe('pointers that borrow a value', () => {
  it('T-54: take what holds it', () => {
    const Add = fn([{ one: RRef(u32) }, { to: RMut(u32) }])
    using exported = exportFunction(Add, (one, to) => to.store(to.deref() + one.deref()))
    const add = bindFunction(exported.address, Add, 'add')
    using box = RBox(u32).new(40)
    using shared = RArc(u32).new(2)
    add(shared, box)
    expect(box.deref()).toBe(42)
    using other = RBox(RString).new('text')
    expect(() => add(other, box)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
    shared[Symbol.dispose]()
    expect(() => add(shared, box)).toThrow(
      expect.objectContaining({ code: 'ABI-M004', path: 'add → param one' }),
    )
    expect(RRef(u32).abiStable).toEqual({ name: 'RRef', parameters: [u32] })
    using arena = new NativeArena()
    const slot = arena.allocate(struct('Slot', { to: RRef(u32) }), { to: box })
    expect(slot.to.deref()).toBe(42)
  })
})
