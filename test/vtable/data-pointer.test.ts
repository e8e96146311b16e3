import { describe, expect, it } from 'vitest'
import { bindFunction, exportFunction, fn, layoutOf, NativeArena, struct, targets } from '../../src/index.js'
import { dataPointer } from '../../src/vtable/data-pointer.js'

const Slot = struct('Slot', { data: dataPointer })

describe('data pointers', () => {
  it('B-1: are addresses that nobody follows, null among them', () => {
    using arena = new NativeArena()
    const slot = arena.allocate(Slot)
    for (const address of [0, 1, 0xdead, 2 ** 47 - 16, Number.MAX_SAFE_INTEGER]) {
      slot.data = address as never
      expect([slot.data, slot.toJSON()]).toEqual([address, { data: address }])
    }
    expect(dataPointer.declareC('data')).toBe('void *data')
    expect(layoutOf(dataPointer, targets['x86_64-linux'])).toMatchObject({ size: 8, alignment: 8 })
  })

  it.each([-1, 1.5, NaN, 2 ** 53, null, '16', 16n, {}])('B-1: are not %s', (value) => {
    using arena = new NativeArena()
    const slot = arena.allocate(Slot)
    expect(() => (slot.data = value as never)).toThrow(
      expect.objectContaining({ code: 'ABI-V001', rule: 'B-1' }),
    )
    const Relay = fn({ data: dataPointer }, dataPointer)
    using exported = exportFunction(Relay, (data) => data)
    const relay = bindFunction(exported.address, Relay, 'relay')
    expect(() => relay(value as never)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
    expect(relay(16)).toBe(16)
  })
})
