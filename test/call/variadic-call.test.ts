import {
  bool,
  c_int,
  cString,
  exportFunction,
  f32,
  f64,
  fn,
  i16,
  i32,
  i64,
  i8,
  array,
  nothing,
  nullable,
  pointer,
  struct,
  u16,
  u32,
  u64,
  u8,
  untyped,
  unit,
  vararg,
  type Vararg,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { feature, hasFeatures } from '../support/features.js'
import { refusal } from '../support/refusal.js'

const Point = struct('Point', { x: i32, y: f64 })
const Wide = struct('Wide', { words: array(u64, 3) })
const Unary = fn({ value: i32 }, i32)
const Total = fn({ kinds: cString }, f64, { variadic: true })

describe('declarations', () => {
  it('K-18: need a declared parameter', () => {
    expect(refusal(() => fn({}, f64, { variadic: true }))).toMatchObject({ code: 'ABI-L002', rule: 'K-18' })
  })

  it('K-18: are spelled with dots', () => {
    expect(Total.declareC('total')).toBe('double (*total)(const char *kinds, ...)')
    expect(Total.name).toBe('fn(kinds: cString, ...) → f64')
    expect(Total.schema()).toMatchObject({ fn: { variadic: true } })
    expect(fn({ kinds: cString }, f64, { variadic: false }).schema()).toEqual(
      fn({ kinds: cString }, f64).schema(),
    )
  })

  it('K-18: cannot be implemented', () => {
    expect(refusal(() => exportFunction(Total as never, () => 0))).toMatchObject({
      code: 'ABI-F005',
      rule: 'K-18',
    })
  })

  it.each([1, 'yes', null])('K-18: %s is no choice', (variadic) => {
    expect(refusal(() => fn({ a: u8 }, u8, { variadic: variadic as never })).code).toBe('ABI-L002')
  })

  it('K-18: a vararg has a type', () => {
    expect(refusal(() => vararg('u8' as never, 1 as never)).code).toBe('ABI-L002')
    expect(vararg(u8, 1)).toEqual([u8, 1])
  })
})

/** A type with the letter by which the C function knows it, and a value. */
const argument = fc.oneof(
  fc.integer({ min: -128, max: 127 }).map((value) => ['i', vararg(i8, value), value] as const),
  fc.integer({ min: 0, max: 255 }).map((value) => ['i', vararg(u8, value), value] as const),
  fc.integer({ min: -32768, max: 32767 }).map((value) => ['i', vararg(i16, value), value] as const),
  fc.integer({ min: 0, max: 65535 }).map((value) => ['i', vararg(u16, value), value] as const),
  fc.integer().map((value) => ['i', vararg(c_int, value), value] as const),
  fc.boolean().map((value) => ['i', vararg(bool, value), Number(value)] as const),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((value) => ['u', vararg(u32, value), value] as const),
  fc.integer().map((value) => ['l', vararg(i64, BigInt(value)), value] as const),
  fc.integer().map((value) => ['d', vararg(f64, value / 4), value / 4] as const),
  fc.integer({ min: -1000, max: 1000 }).map((value) => ['d', vararg(f32, value / 4), value / 4] as const),
  fc.nat(300).map((length) => ['s', vararg(cString, 'x'.repeat(length)), length] as const),
  fc.nat(9).map((value) => ['p', vararg(Point, { x: value, y: 0.5 }), value + 0.5] as const),
  fc.nat(9).map((value) => ['w', vararg(Wide, { words: [1n, 2n, BigInt(value)] }), value + 3] as const),
  fc.nat(9).map((value) => ['f', vararg(Unary, (one: number) => one + value), value + 10] as const),
  fc.constant(['n', vararg(nullable(pointer(untyped)), null), 1] as const),
)

describe.runIf(hasFeatures)('variadic calls', () => {
  const total = feature('total', Total)

  it('K-18: C gets what was passed, with the promotions of C', () => {
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 24 }), (list) => {
        const kinds = list.map(([kind]) => kind).join('')
        const sum = list.reduce((before, [, , value]) => before + value, 0)
        expect(total(kinds, ...list.map(([, one]) => one as Vararg))).toBe(sum)
      }),
    )
  })

  it('K-18: refuse what is no pair, and what cannot be passed', () => {
    for (const value of [
      5,
      null,
      [i32],
      [i32, 1, 2],
      ['i32', 1],
      [nothing, 1],
      [unit, null],
      [array(u8, 2), [1, 2]],
    ])
      expect(refusal(() => total('i', value))).toMatchObject({ code: 'ABI-C006', path: 'total → argument 2' })
    expect(refusal(() => total('ii', vararg(i8, 1), vararg(i8, 128)))).toMatchObject({
      code: 'ABI-V002',
      path: 'total → argument 3',
    })
    expect(refusal(() => total())).toMatchObject({ code: 'ABI-C001', expected: 'at least 1 (kinds)' })
  })

  it('K-18: refuse more than the FFI takes, and pass as much as it does', () => {
    const ones = (count: number) => Array.from({ length: count }, () => vararg(i32, 1))
    expect(total('i'.repeat(31), ...ones(31))).toBe(31)
    expect(refusal(() => total('i'.repeat(32), ...ones(32)))).toMatchObject({ code: 'ABI-C006' })
  })

  it('K-3, K-18: refuse more by value than fits', () => {
    const Large = struct('Large', { bytes: array(u8, 3000) })
    const large = { bytes: new Array<number>(3000).fill(0) }
    expect(refusal(() => total('', vararg(Large, large), vararg(Large, large)))).toMatchObject({
      code: 'ABI-C006',
    })
  })
})
