import { addressOf, array, moveTo, native, NativeArena, pointer, struct, u32, u8 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Point = struct('Point', { x: u32, y: u32 })

const nulls = [0, -0, 1, 8, 0xffff, null]
const impossible = [
  -1,
  1.5,
  0x10000 + 0.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** 48,
  2 ** 53,
  2 ** 64,
  70000n,
  '70000',
  {},
  undefined,
]

describe('native', () => {
  it('M-1: reads and writes what lies at an address', () => {
    using arena = new NativeArena()
    const point = arena.allocate(Point, { x: 3, y: 4 })
    const same = native.at(Point, addressOf(point))
    same.x = 5
    expect(point.x).toBe(5)
    expect(native.unsafeAt(Point, addressOf(point)).x).toBe(5)
    expect(native.at(u32, addressOf(point) + 4)).toBe(4)
    expect(addressOf(same)).toBe(addressOf(point))
    const two = arena.allocate(array(Point, 2), [{ x: 1, y: 1 }, { x: 2, y: 2 }]) // prettier-ignore
    expect(moveTo(same, addressOf(two.at(1))).x).toBe(2)
  })

  it.each(nulls)('M-1: refuses %s as null', (address) => {
    const expected = { code: 'ABI-M001', rule: 'M-1' }
    expect(refusal(() => native.at(Point, address as number))).toMatchObject({ ...expected, path: 'Point' })
    expect(refusal(() => native.unsafeAt(Point, address as number))).toMatchObject({
      ...expected,
      path: 'Point',
    })
    expect(refusal(() => native.checkAddress(address))).toMatchObject(expected)
  })

  it.each(impossible)('M-1: refuses %s as no address', (address) => {
    const expected = { code: 'ABI-M002', rule: 'M-1' }
    expect(refusal(() => native.at(Point, address as number))).toMatchObject({ ...expected, path: 'Point' })
    expect(refusal(() => native.unsafeAt(Point, address as number))).toMatchObject({
      ...expected,
      path: 'Point',
    })
    expect(refusal(() => native.checkAddress(address))).toMatchObject(expected)
  })

  it('M-3: looks before it reads', () => {
    for (const address of [0x10000, 2 ** 46, 2 ** 47, 2 ** 48 - 8]) {
      expect(refusal(() => native.at(Point, address))).toMatchObject({
        code: 'ABI-M003',
        rule: 'M-3',
        path: 'Point',
      })
    }
  })

  it('M-1: null pointers are found in native memory too', () => {
    using arena = new NativeArena()
    const holder = arena.allocate(struct('Holder', { p: pointer(u8) }))
    expect(refusal(() => holder.p.deref())).toMatchObject({ code: 'ABI-M001', rule: 'M-1', path: 'Holder.p' })
    holder.p = 100 as never
    expect(refusal(() => holder.p.deref()).code).toBe('ABI-M001')
    holder.p = (2 ** 50) as never
    expect(refusal(() => holder.p.deref()).code).toBe('ABI-M002')
  })

  it('M-1: accepts every address that a process can have', () => {
    native.checkAddress(0x10000)
    native.checkAddress(2 ** 48 - 1)
  })
})
