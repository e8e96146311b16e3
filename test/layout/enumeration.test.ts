import {
  array,
  bufferMemory,
  bytesOf,
  c_int,
  c_long,
  enumeration,
  f32,
  i16,
  i32,
  i64,
  i8,
  isize,
  layoutOf,
  struct,
  targets,
  u128,
  u16,
  u32,
  u64,
  u8,
  unchecked,
  usize,
  type AnyType,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Color = enumeration('Color', u8, ['red', 'green', 'blue'])
const Signed = enumeration('Signed', i8, { low: -128, none: 0, high: 127 })
const Code = enumeration('Code', c_int, { ok: 0, again: 11, alias: 11 }, { open: true })
const Wide = enumeration('Wide', u64, { none: 0, all: 2n ** 64n - 1n }, { open: true })
const All = struct('All', { color: Color, negative: Signed, code: Code, wide: Wide })
const memory = (target = targets['x86_64-linux']) => bufferMemory(new ArrayBuffer(256), target)

describe('enumeration', () => {
  it('L-33: has the layout of its integer', () => {
    expect([Color, Signed, Code, Wide].map((type) => layoutOf(type).size)).toEqual([1, 1, 4, 8])
  })

  it('L-33: is read and written by name', () => {
    const all = memory().allocate(All, { color: 'green', negative: 'low', code: 'alias', wide: 'all' })
    expect(all.toJSON()).toEqual({ color: 'green', negative: 'low', code: 'again', wide: 'all' })
    expect(bytesOf(all)[1]).toBe(0x80)
    all.color = 'blue'
    expect(all.color).toBe('blue')
  })

  it('L-33: an open one reads and writes other values as integers', () => {
    const all = memory().allocate(All, { color: 'red', negative: 'none', code: -7, wide: 5n })
    expect([all.code, all.wide]).toEqual([-7, 5n])
    expect(all.toJSON()).toMatchObject({ code: -7, wide: '5' })
    expect(refusal(() => (all.code = 2 ** 31))).toMatchObject({ code: 'ABI-V002' })
    expect(refusal(() => (all.wide = 1 as never))).toMatchObject({ code: 'ABI-V001' })
  })

  it('L-33: a closed one refuses other values', () => {
    const space = memory()
    const all = space.at(All, 0)
    new Uint8Array(space.view.buffer)[0] = 3
    expect(refusal(() => all.color)).toMatchObject({ code: 'ABI-V005', path: 'All.color', found: '3' })
    for (const wrong of ['yellow', 0, null, undefined, 'toString', Symbol('red')])
      expect(refusal(() => (all.color = wrong as never))).toMatchObject({
        code: 'ABI-V001',
        path: 'All.color',
      })
    expect(bytesOf(all)[0]).toBe(3)
  })

  it.each([u8, i8, u16, i16, u32, i32, c_int, usize, isize, u64, i64, c_long] as readonly AnyType[])(
    'L-33: writes what its integer writes, of %s',
    (repr) => {
      const { isBig, isSigned } = repr.integer!
      const target = targets['x86_64-linux']
      const bits = Math.min(53, layoutOf(repr, target).size * 8) - (isSigned(target) ? 1 : 0)
      const values = {
        none: 0,
        last: 2 ** bits - 1,
        some: 100,
        least: isSigned(target) ? -(2 ** bits) + 1 : 1,
      }
      for (const open of [false, true]) {
        const type = enumeration('Any', repr, values, { open })
        const Pair = struct('Pair', { first: u8, name: type })
        const Plain = struct('Plain', { first: u8, name: repr })
        const [pair, plain] = [memory().allocate(Pair), memory().allocate(Plain)] as [
          { name: unknown },
          { name: unknown },
        ]
        for (const record of [pair, unchecked(pair as never) as typeof pair])
          // Often enough for code to be generated.
          for (let round = 0; round < 300; round++)
            for (const [name, value] of Object.entries(values)) {
              record.name = name
              plain.name = isBig ? BigInt(value) : value
              expect(bytesOf(pair as never)).toEqual(bytesOf(plain as never))
              expect(refusal(() => (record.name = 'other')).code).toBe('ABI-V001')
              expect(record.name).toBe(name)
            }
      }
    },
  )

  it('L-33: works in arrays and on big-endian targets', () => {
    const space = memory(targets['s390x-linux'])
    const list = space.allocate(array(Code, 2), ['again', 1])
    expect([...list]).toEqual(['again', 1])
    expect([...bytesOf(list)]).toEqual([0, 0, 0, 11, 0, 0, 0, 1])
  })

  it('L-33: every declared value goes through memory', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -128, max: 127 }), { minLength: 1 }), (values) => {
        const type = enumeration(
          'Any',
          i8,
          Object.fromEntries(values.map((value) => [`v${value + 128}`, value])),
        )
        const space = memory()
        for (const value of values) {
          const name = `v${value + 128}`
          const view = space.at(array(type, 1), 16)
          view.set(0, name)
          expect(view.at(0)).toBe(name)
          expect(space.view.getInt8(16)).toBe(value)
        }
      }),
    )
  })

  it('L-14: the default is the name of 0', () => {
    expect(Color.defaultValue?.()).toBe('red')
    expect(enumeration('Late', u8, { one: 1 }).defaultValue).toBeUndefined()
  })

  it.each<[string, () => unknown, string]>([
    ['no names', () => enumeration('E', u8, []), 'ABI-L002'],
    ['no record', () => enumeration('E', u8, null as never), 'ABI-L002'],
    ['a name twice', () => enumeration('E', u8, ['a', 'a']), 'ABI-L002'],
    ['a bad name', () => enumeration('E', u8, ['a b']), 'ABI-L001'],
    ['a fractional discriminant', () => enumeration('E', u8, { a: 0.5 }), 'ABI-L002'],
    ['a discriminant that is no number', () => enumeration('E', u8, { a: '1' as never }), 'ABI-L002'],
    ['a discriminant out of range', () => layoutOf(enumeration('E', u8, { a: 256 })), 'ABI-L002'],
    ['a negative one of an positive integer', () => layoutOf(enumeration('E', u64, { a: -1 })), 'ABI-L002'],
    ['one out of the range of i64', () => layoutOf(enumeration('E', i64, { a: 2n ** 63n })), 'ABI-L002'],
    ...[f32, u128, Color].map((type): [string, () => unknown, string] => [
      `${type.name} as its integer`,
      () => enumeration('E', type as AnyType, ['a']),
      'ABI-L006',
    ]),
  ])('L-33: refuses %s', (_what, declare, code) => {
    expect(refusal(declare)).toMatchObject({ code })
  })
})
