import { array, bufferMemory, constPointer, fn, nullable, opaque, pointer, struct, u32, u8 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

describe('nullable', () => {
  it('L-10: reads and writes null as null', () => {
    const Slot = struct('Slot', { value: nullable(pointer(u32)), call: nullable(fn({})) })
    const memory = bufferMemory(new ArrayBuffer(64))
    const slot = memory.allocate(Slot, { value: 32 as never, call: null })
    expect(slot.value!.address).toBe(32)
    slot.value = null
    expect(slot.value).toBeNull()
    expect(slot.call).toBeNull()
    expect(memory.view.getBigUint64(16, true)).toBe(0n)
    expect(slot.toJSON()).toEqual({ value: null, call: null })
  })

  it.each([
    u8,
    array(u8, 2),
    struct('S', { a: u8 }),
    opaque('Db'),
    nullable(pointer(u8)),
    undefined,
    null,
    'u8',
  ])('L-10: refuses %s', (type) => {
    expect(refusal(() => nullable(type as never))).toMatchObject({ code: 'ABI-L006', rule: 'L-10' })
  })

  it('L-10: changes neither layout nor C', () => {
    const plain = constPointer(u8)
    expect(nullable(plain).declareC('p')).toBe(plain.declareC('p'))
    expect(nullable(plain).name).toBe('nullable(constPointer(u8))')
    expect(nullable(fn({})).name).toBe('nullable(fn() → nothing)')
  })
})
