// What is checked on a write stays checked when the engine has compiled it for values that were all right, and after.
import { array, bits, bufferMemory, f64, i32, i8, isize, struct, u16, u32, u64, u8, usize } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusal } from '../../support/refusal.js'

const All = struct('All', { u8, i8, u16, u32, i32, usize, isize, u64, f64, five: bits(u8, 5) })
type Name = 'u8' | 'i8' | 'u16' | 'u32' | 'i32' | 'usize' | 'isize' | 'five'

/** The least and the greatest value of each kind of whole numbers. */
const ranges: Readonly<Record<Name, readonly [least: number, greatest: number]>> = {
  u8: [0, 255],
  i8: [-128, 127],
  u16: [0, 65535],
  u32: [0, 2 ** 32 - 1],
  i32: [-(2 ** 31), 2 ** 31 - 1],
  usize: [0, Number.MAX_SAFE_INTEGER],
  isize: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  five: [0, 31],
}
const names = Object.keys(ranges) as Name[]

/** Numbers that a conversion of JavaScript would make of these, and values that stand for no number. */
const noNumbers = ['1', '', true, false, null, undefined, 1n, [1], [], { valueOf: () => 1 }, Symbol('one')]
const noWholeNumbers = [5e-324, -5e-324, 1e-20, 2 ** -53, 0.5, 0.25, 1.5, -0.5, NaN, Infinity, -Infinity]

const fresh = () => bufferMemory(new ArrayBuffer(512)).allocate(All)

/** Writes so often that the engine compiles the write for what it has met. */
function warmUp(all: ReturnType<typeof fresh>, name: Name): void {
  for (let index = 0; index < 20_000; index++) all[name] = index & 15
}

describe.each(names)('a field of %s', (name) => {
  const [least, greatest] = ranges[name]
  const refused = [...noNumbers, ...noWholeNumbers, least - 1, greatest + 1].filter(
    (value) => value !== least && value !== greatest,
  )

  it.each([false, true])('L-3: refuses what is none, warm: %s', (isWarm) => {
    const all = fresh()
    if (isWarm) warmUp(all, name)
    all[name] = greatest
    for (const value of refused) {
      const isNumber = typeof value === 'number'
      expect(refusal(() => (all[name] = value as number))).toMatchObject({
        code: isNumber ? 'ABI-V002' : 'ABI-V001',
        path: `All.${name}`,
      })
      expect(all[name]).toBe(greatest)
    }
  })

  it('L-3: takes what is one, before and after refusals', () => {
    const all = fresh()
    warmUp(all, name)
    const whole = fc.oneof(fc.constantFrom(least, greatest, 0), fc.integer({ min: least, max: greatest }))
    const check = (value: number, wrong: unknown): void => {
      all[name] = value
      expect(all[name]).toBe(value === 0 ? 0 : value)
      expect(refusal(() => (all[name] = wrong as number))).toBeDefined()
      expect(all[name]).toBe(value === 0 ? 0 : value)
    }
    fc.assert(fc.property(whole, fc.constantFrom(...refused), check))
    all[name] = -0
    expect(all[name]).toBe(0)
  })
})

it('L-3: a number is a number, a bigint a bigint, warm', () => {
  const all = fresh()
  for (let index = 0; index < 20_000; index++) {
    all.f64 = index + 0.5
    all.u64 = BigInt(index)
  }
  for (const value of noNumbers)
    expect(refusal(() => (all.f64 = value as number))).toMatchObject({ code: 'ABI-V001' })
  for (const value of [1, '1', null, -1n, 2n ** 64n])
    expect(refusal(() => (all.u64 = value as bigint))).toHaveProperty('path', 'All.u64')
  all.f64 = NaN
  expect([all.f64, all.u64]).toEqual([NaN, 19_999n])
})

it.each([false, true])('L-13: an index is a whole number below the length, warm: %s', (isWarm) => {
  const list = bufferMemory(new ArrayBuffer(512)).allocate(array(u32, 8), [0, 1, 2, 3, 4, 5, 6, 7])
  const part = list.subarray(2, 6)
  for (let index = 0; isWarm && index < 20_000; index++) {
    list.set(index & 7, index & 7)
    part.at(list.at(index & 3))
  }
  for (const index of [...noNumbers, ...noWholeNumbers, -1, 8, 2 ** 31, 2 ** 32, 2 ** 53]) {
    const expected = { code: 'ABI-V003', rule: 'L-13' }
    expect(refusal(() => list.at(index as number))).toMatchObject(expected)
    expect(refusal(() => part.at(index as number))).toMatchObject(expected)
    expect(refusal(() => list.set(index as number, 1))).toMatchObject(expected)
  }
  expect([list.at(7), part.at(3), list.at(-0)]).toEqual([7, 5, 0])
  expect(refusal(() => part.at(4))).toMatchObject({ code: 'ABI-V003' })
})
