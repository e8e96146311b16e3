import { bufferMemory, i16, i32, i64, i8, layoutOf, struct, targets, u16, u32, u64, u8 } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/layout/accessor/code-generation.js'
import { codecOf } from '../../src/layout/layout.js'
import { oddTargets } from '../support/arbitraries.js'
import { refusal } from '../support/refusal.js'

const small = [
  { type: i8, bits: 8, signed: true, c: 'int8_t' },
  { type: u8, bits: 8, signed: false, c: 'uint8_t' },
  { type: i16, bits: 16, signed: true, c: 'int16_t' },
  { type: u16, bits: 16, signed: false, c: 'uint16_t' },
  { type: i32, bits: 32, signed: true, c: 'int32_t' },
  { type: u32, bits: 32, signed: false, c: 'uint32_t' },
]
const big = [
  { type: i64, min: -(2n ** 63n), max: 2n ** 63n - 1n, c: 'int64_t' },
  { type: u64, min: 0n, max: 2n ** 64n - 1n, c: 'uint64_t' },
]

const memory = () => bufferMemory(new ArrayBuffer(32))

describe.each(small)('$type.name', ({ type, bits, signed, c }) => {
  const min = signed ? -(2 ** (bits - 1)) : 0
  const max = min + 2 ** bits - 1
  const view = () => memory().at(struct('S', { before: u8, value: type, after: u8 }), 0)

  it(`L-3: is a ${c}`, () => {
    expect(layoutOf(type)).toEqual({ size: bits / 8, alignment: bits / 8 })
    expect(type.declareC('x')).toBe(`${c} x`)
  })

  it('L-3: keeps every value of its range', () => {
    const values = [min, max, 0, 1, min + 1, max - 1]
    const target = view()
    for (const value of values) {
      target.value = value
      expect(target.value).toBe(value)
    }
    expect([target.before, target.after]).toEqual([0, 0])
  })

  it('L-3: writes -0 as 0', () => {
    const target = view()
    target.value = 5
    target.value = -0
    expect(target.value).toBe(0)
  })

  it.each([min - 1, max + 1, 0.5, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 40)])(
    'L-3: refuses %d',
    (value) => {
      const target = view()
      target.value = 1
      expect(refusal(() => (target.value = value))).toMatchObject({
        code: 'ABI-V002',
        rule: 'L-3',
        path: 'S.value',
      })
      expect(target.value).toBe(1)
    },
  )

  it.each(['1', 1n, true, null, undefined, {}, [1]])('L-3: refuses %s as no number', (value) => {
    const target = view()
    expect(refusal(() => (target.value = value as never))).toMatchObject({ code: 'ABI-V001', rule: 'L-3' })
  })

  it('L-3: accepts in generated code what it accepts outside of it', () => {
    const { source } = codecOf(type, targets['x86_64-linux'])
    const inGenerated = compile(`return (value) => ${source!.accepts('value', () => '')}`, {}) as (
      value: unknown,
    ) => boolean
    const near = fc
      .constantFrom(min, max, 0, 2 ** 31, 2 ** 32, -(2 ** 31))
      .chain((edge) => fc.integer({ min: -2, max: 2 }).map((step) => edge + step))
    fc.assert(
      fc.property(fc.oneof(near, fc.double(), fc.anything({ withBigInt: true })), (value) => {
        const inRange = Number.isInteger(value) && (value as number) >= min && (value as number) <= max
        expect(inGenerated(value)).toBe(inRange)
      }),
    )
  })
})

describe.each(big)('$type.name', ({ type, min, max, c }) => {
  const view = () => memory().at(struct('S', { value: type }), 0)

  it('L-3: a result is a bigint, also where the FFI gives a number', () => {
    const { passing } = type
    if (passing.kind !== 'scalar') throw new Error('a scalar')
    const convert = compile(`return (r) => ${passing.fromNativeSource!('r')}`, {}) as (
      raw: unknown,
    ) => unknown
    const least = min < 0n ? -(2 ** 53 - 1) : 0
    const edges = [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52, 2 ** 53 - 1]
    for (const edge of [...edges, ...edges.map((one) => -one)].filter((one) => one >= least))
      expect(convert(edge)).toBe(BigInt(edge))
    fc.assert(
      fc.property(fc.integer({ min: least, max: 2 ** 53 - 1 }), (raw) => convert(raw) === BigInt(raw)),
    )
    fc.assert(fc.property(fc.bigInt({ min, max }), (raw) => convert(raw) === raw))
  })

  it(`L-3: is a ${c}, aligned as the target says`, () => {
    expect(layoutOf(type, targets['x86_64-linux'])).toEqual({ size: 8, alignment: 8 })
    expect(layoutOf(type, oddTargets.i386)).toEqual({ size: 8, alignment: 4 })
    expect(type.declareC('x')).toBe(`${c} x`)
  })

  it('L-3: keeps every bigint of its range', () => {
    const target = view()
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(min, max), fc.bigInt({ min, max })), (value) => {
        target.value = value
        expect(target.value).toBe(value)
        expect(JSON.stringify(target)).toBe(`{"value":"${value}"}`)
      }),
    )
  })

  it.each([min - 1n, max + 1n, 2n ** 100n])('L-3: refuses %d', (value) => {
    expect(refusal(() => (view().value = value))).toMatchObject({
      code: 'ABI-V002',
      rule: 'L-3',
      path: 'S.value',
    })
  })

  it.each([1, 0, NaN, '1', true, null, undefined])('L-3: refuses %s as no bigint', (value) => {
    expect(refusal(() => (view().value = value as never))).toMatchObject({ code: 'ABI-V001', rule: 'L-3' })
  })

  it('L-3: says how to make a bigint of a number', () => {
    expect(refusal(() => (view().value = 1 as never)).hint).toContain('BigInt(value)')
    const narrow = memory().at(struct('N', { value: u8 }), 0)
    expect(refusal(() => (narrow.value = 1n as never)).hint).toContain('Number(value)')
  })
})
