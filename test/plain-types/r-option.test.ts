import {
  bindFunction,
  bufferMemory,
  bytesOf,
  equals,
  exportFunction,
  f64,
  fn,
  layoutOf,
  NativeArena,
  ROption,
  RStr,
  snapshot,
  struct,
  u16,
  u32,
  u64,
  u8,
  unit,
  array,
  bool,
  type AnyType,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codecOf } from '../../src/layout/layout.js'
import { targets } from '../../src/index.js'
import { refusal } from '../support/refusal.js'

const Point = struct('Point', { x: f64, y: u8 })

const room = () => bufferMemory(new ArrayBuffer(256))

describe('ROption', () => {
  it.each<[AnyType, number, number]>([
    [unit, 1, 1],
    [bool, 2, 1],
    [u8, 2, 1],
    [u16, 4, 2],
    [u32, 8, 4],
    [u64, 16, 8],
    [RStr, 24, 8],
    [Point, 24, 8],
    [ROption(u32), 12, 4],
  ])('T-20: of $0.name has a tag at 0 and its value at its alignment', (type, size, alignment) => {
    expect(layoutOf(ROption(type))).toMatchObject({ size, alignment })
  })

  it('T-20: the same type of values gives the same type', () => {
    expect(ROption(u32)).toBe(ROption(u32))
    expect(ROption(u32).name).toBe('ROption_u32')
    expect(ROption(u32).abiStable).toEqual({ name: 'ROption', parameters: [u32] })
    expect(refusal(() => ROption(5 as never))).toMatchObject({ code: 'ABI-L002' })
  })

  it('T-21: is the value, or undefined', () => {
    const Visit = struct('Visit', { guide: ROption(u32), label: ROption(RStr), place: ROption(Point) })
    const visit = room().allocate(Visit, { guide: 0x01020304, label: 'north', place: { x: 1.5, y: 2 } })
    expect(visit.guide).toBe(0x01020304)
    expect(visit.label).toBe('north')
    expect(visit.place?.x).toBe(1.5)
    expect([...bytesOf(visit).subarray(0, 8)]).toEqual([0, 0, 0, 0, 4, 3, 2, 1])
    // A value that is there is an accessor of the memory.
    visit.place!.x = 3
    expect(snapshot(visit)).toEqual({ guide: 0x01020304, label: 'north', place: { x: 3, y: 2 } })
    visit.guide = undefined
    visit.label = undefined
    visit.place = undefined
    expect([...bytesOf(visit).subarray(0, 8)]).toEqual([1, 0, 0, 0, 0, 0, 0, 0])
    expect(snapshot(visit)).toEqual({ guide: undefined, label: undefined, place: undefined })
    expect(visit.toJSON()).toEqual({ guide: null, label: null, place: null })
  })

  it('T-21: a value is wrapped where undefined is one', () => {
    const Deep = struct('Deep', { unit: ROption(unit), option: ROption(ROption(u8)) })
    const deep = room().allocate(Deep, { unit: { some: undefined }, option: { some: 7 } })
    expect(deep.unit).toEqual({ some: undefined })
    expect(deep.option).toEqual({ some: 7 })
    expect(deep.toJSON()).toEqual({ unit: { some: null }, option: { some: 7 } })
    deep.option = { some: undefined }
    expect(deep.option).toEqual({ some: undefined })
    expect([...bytesOf(deep)]).toEqual([0, 0, 1, 0])
    deep.option = undefined
    deep.unit = undefined
    expect(snapshot(deep)).toEqual({ unit: undefined, option: undefined })
    for (const value of [7, null, {}, { some: 7, other: 1 }, [7]])
      expect(refusal(() => (deep.option = value as never))).toMatchObject({
        code: 'ABI-V001',
        path: 'Deep.option',
      })
    expect(refusal(() => (deep.option = { some: 256 }))).toMatchObject({
      code: 'ABI-V002',
      path: 'Deep.option.some',
    })
  })

  it('T-20: a tag that means nothing is refused, with where it lies', () => {
    const Visit = struct('Visit', { guides: array(ROption(u8), 2) })
    const visit = room().allocate(Visit, { guides: [1, undefined] })
    for (const tag of [2, 0x7f, 0xff]) {
      bytesOf(visit)[2] = tag
      for (const read of [
        () => visit.guides.at(1),
        () => [...visit.guides],
        () => snapshot(visit),
        () => JSON.stringify(visit),
      ])
        expect(refusal(read)).toMatchObject({
          code: 'ABI-V005',
          rule: 'T-20',
          path: expect.stringMatching(/\w/) as string,
          expected: '0 (RSome) or 1 (RNone)',
          found: `the tag ${tag}`,
        })
    }
    const Single = struct('Single', { guide: ROption(ROption(bool)) })
    const single = room().allocate(Single, { guide: { some: true } })
    bytesOf(single)[2] = 9
    expect(refusal(() => single.guide)).toMatchObject({ path: 'Single.guide.some', rule: 'L-4' })
    bytesOf(single)[1] = 9
    expect(refusal(() => single.guide)).toMatchObject({ path: 'Single.guide.some', rule: 'T-20' })
    bytesOf(single)[0] = 9
    expect(refusal(() => single.guide)).toMatchObject({ path: 'Single.guide', rule: 'T-20' })
  })

  it('T-21: a value that is refused leaves what was there', () => {
    const Visit = struct('Visit', { guide: ROption(u8) })
    const visit = room().allocate(Visit, { guide: undefined })
    expect(refusal(() => (visit.guide = 256))).toMatchObject({ code: 'ABI-V002', path: 'Visit.guide' })
    expect(visit.guide).toBeUndefined()
  })

  it('T-21, L-20: two without a value are equal, whatever lies behind their tags', () => {
    const Visit = struct('Visit', { guide: ROption(u32) })
    const memory = room()
    const [one, other] = [memory.allocate(Visit, { guide: 7 }), memory.allocate(Visit, { guide: undefined })]
    expect(equals(one, other)).toBe(false)
    bytesOf(one)[0] = 1
    expect(equals(one, other)).toBe(true)
  })

  it('T-21: no value is the default', () => {
    expect(ROption(u32).defaultValue!()).toBeUndefined()
    const Visit = struct('Visit', { guide: ROption(u32), before: u8 })
    expect(Visit.defaultValue!()).toEqual({ guide: undefined, before: 0 })
  })

  it('T-22, L-18: reads and writes alike on a target of the other order of bytes', () => {
    const target = targets['s390x-linux']
    const codec = codecOf(ROption(u32), target)
    const memory = { ...room(), view: new DataView(new ArrayBuffer(16)), base: undefined } as never
    codec.set(memory, 4, 0x01020304, 'here')
    expect(codec.get(memory, 4)).toBe(0x01020304)
  })

  it('T-22: crosses calls in both directions, in registers and in memory', () => {
    const check = <T extends AnyType>(type: T, values: fc.Arbitrary<unknown>): void => {
      const option = ROption(type)
      using arena = new NativeArena()
      const Echo = fn([{ before: u8 }, { value: option }, { after: u64 }], option as AnyType)
      using exported = exportFunction(
        Echo,
        (before, value, after) => {
          expect([before, after]).toEqual([3, 2n ** 60n])
          return value
        },
        { keep: (bytes, alignment) => arena.keep(bytes, alignment) },
      )
      const echo = bindFunction(exported.address, Echo, 'echo')
      fc.assert(
        fc.property(fc.option(values, { nil: undefined }), (value) => {
          expect(echo(3, value as never, 2n ** 60n)).toEqual(value)
        }),
      )
    }
    const nat = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
    check(u8, fc.nat(255))
    check(u16, fc.nat(65535))
    check(u32, fc.nat(2 ** 32 - 1))
    check(u64, nat(64))
    check(f64, fc.double({ noNaN: true }))
    check(bool, fc.boolean())
    check(RStr, fc.string())
    check(unit, fc.constant({ some: undefined }))
    check(ROption(u64), fc.record({ some: fc.option(nat(64), { nil: undefined }) }))
    check(ROption(ROption(RStr)), fc.record({ some: fc.constantFrom(undefined, { some: 'a' }) }))
  })
})
