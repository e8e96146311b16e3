// What overlapping scalars are to a calling convention. Calls of compiled C prove it for this machine (test/call).
import {
  array,
  bits,
  bool,
  f32,
  f64,
  fn,
  charArray,
  flexibleArray,
  struct,
  targets,
  transparent,
  u16,
  u32,
  u64,
  u8,
  union,
  unit,
  type AnyType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { leavesOf } from '../../src/layout/layout.js'
import { refusal } from '../support/refusal.js'

const spell = (type: AnyType): string =>
  leavesOf(type, targets['x86_64-linux'])
    .map((leaf) => `${leaf.scalar}@${leaf.offset}`)
    .join(' ')
const bytes = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `u8@${from + index}`).join(' ')

describe('the scalars of a type', () => {
  it('K-7: an integer as large as all that overlap stands for them', () => {
    expect(spell(union('A', { a: u64, b: f64, c: u8 }))).toBe('u64@0')
    expect(spell(struct('B', { head: u8, a: union('A', { a: u32, b: f32 }) }))).toBe('u8@0 u32@4')
  })

  it('K-7: bytes stand for what overlaps otherwise', () => {
    expect(spell(union('C', { a: f64, b: u16 }))).toBe(bytes(0, 8))
    expect(spell(union('D', { a: struct('S', { x: u8, y: u32 }), b: u16 }))).toBe('u16@0 u32@4')
  })

  it('K-7: bytes stand for floating-point numbers of different sizes, and one number for equal ones', () => {
    const Value = union('Value', { one: f64, two: array(f32, 2) })
    expect(spell(Value)).toBe(bytes(0, 8))
    expect(spell(union('Same', { a: f32, b: array(f32, 2) }))).toBe('f32@0 f32@4')
  })

  it('K-7: bit fields are the bytes that they touch', () => {
    expect(spell(struct('Flags', { a: bits(bool, 1), b: bits(u16, 9), c: u8 }))).toBe('u8@0 u8@1 u8@2')
  })
})

describe('a signature', () => {
  it.each<[string, AnyType]>([
    ['unit', unit],
    ['another name for unit', transparent('Marker', unit)],
    ['an array of characters', charArray(4)],
    ['another name for an array', transparent('Row', array(u8, 4))],
    ['a flexible array', flexibleArray(u8)],
  ])('L-12: has no %s by value', (_, type) => {
    for (const declare of [() => fn([{ it: type }]), () => fn({}, type)])
      expect(refusal(declare)).toMatchObject({ code: 'ABI-L006', rule: 'L-12', found: type.name })
  })
})
