import {
  array,
  bool,
  bufferMemory,
  bytesOf,
  f32,
  f64,
  i32,
  layoutOf,
  pointer,
  snapshot,
  struct,
  targets,
  typeOfView,
  u16,
  u32,
  u64,
  u8,
  union,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Number32 = union('Number32', { integer: i32, real: f32, bytes: array(u8, 4) })
const Mixed = union('Mixed', { small: u8, wide: u64, flag: bool })
const little = targets['x86_64-linux']
const memory = (target = little) => bufferMemory(new ArrayBuffer(256), target)

describe('union', () => {
  it('L-28: has the size of its largest field, rounded up, and all fields at its start', () => {
    const { size, alignment, fields } = layoutOf(union('Odd', { a: u32, b: array(u8, 5) }), little)
    expect({ size, alignment, offsets: fields.map((field) => field.offset) }).toEqual({
      size: 8,
      alignment: 4,
      offsets: [0, 0],
    })
  })

  it('L-28: fields see the same bytes', () => {
    const view = memory().allocate(Number32, { real: 1 })
    expect(view.integer).toBe(0x3f800000)
    view.bytes.set(3, 0xbf)
    expect(view.real).toBe(-1)
    expect(typeOfView(view)).toBe(Number32)
  })

  it('L-28: is written from one field, whose rest becomes 0, from bytes and from an accessor', () => {
    const space = memory()
    const view = space.allocate(Mixed, { wide: 2n ** 64n - 1n })
    const holder = struct('Holder', { mixed: Mixed })
    const held = space.allocate(holder, { mixed: { wide: 2n ** 64n - 1n } })
    held.mixed = { small: 7 } as never
    expect([...bytesOf(held)]).toEqual([7, 0, 0, 0, 0, 0, 0, 0])
    held.mixed = view
    expect(held.mixed.wide).toBe(2n ** 64n - 1n)
    held.mixed = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]) as never
    expect(held.mixed.wide).toBe(0x0807060504030201n)
  })

  it('L-28: its plain copy is its bytes, in JSON its readable fields', () => {
    const view = memory().allocate(Mixed, { small: 2 })
    expect(snapshot(view)).toEqual(new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0]))
    expect(view.toJSON()).toEqual({ small: 2, wide: '2', flag: null })
  })

  it.each<[string, unknown]>([
    ['no object', 5],
    ['null', null],
    ['two fields', { small: 1, wide: 2n }],
    ['no field', {}],
    ['an unknown field', { tiny: 1 }],
    ['too few bytes', new Uint8Array(7)],
    ['an accessor of something else', memory().at(Number32, 0)],
  ])('L-28: refuses %s', (_what, value) => {
    expect(refusal(() => memory().allocate(Mixed, value as never))).toMatchObject({ code: 'ABI-V001' })
  })

  it('L-28: is not carried to another target', () => {
    const there = memory(targets['s390x-linux']).at(Mixed, 0)
    expect(refusal(() => memory().allocate(Mixed, there))).toMatchObject({ code: 'ABI-V001', rule: 'L-28' })
    const Outer = struct('Outer', { inner: Mixed })
    const outer = memory(targets['s390x-linux']).at(Outer, 0)
    expect(refusal(() => memory().allocate(Outer, outer))).toMatchObject({ code: 'ABI-V001', rule: 'L-28' })
  })

  it('L-28: is copied within a target, but not where pointers in it mean something else', () => {
    expect(memory().allocate(Mixed, memory().allocate(Mixed, { small: 3 })).small).toBe(3)
    const WithPointer = union('WithPointer', { to: pointer(u8), word: u64 })
    const other = memory().allocate(WithPointer, { word: 16n })
    expect(refusal(() => memory().allocate(WithPointer, other))).toMatchObject({ code: 'ABI-V001' })
  })

  it('L-8: needs a field; L-6: contains itself at most through pointers', () => {
    expect(refusal(() => union('None', {}))).toMatchObject({ code: 'ABI-L002' })
    const Self = union('Self', {
      value: u8,
      get self(): never {
        return Self as never
      },
    })
    expect(refusal(() => layoutOf(Self))).toMatchObject({ code: 'ABI-L006' })
  })

  it('L-14: has no default value', () => {
    expect(Mixed.defaultValue).toBeUndefined()
  })
})

describe('align and packed', () => {
  it('L-23: lower and raise alignments', () => {
    const fields = { a: u8, b: u64, c: u16 }
    const measure = (options: object, target = little) => {
      const { size, alignment, fields: placed } = layoutOf(struct('S', fields, options), target)
      return [size, alignment, ...placed.map((field) => field.offset)]
    }
    expect(measure({})).toEqual([24, 8, 0, 8, 16])
    expect(measure({ packed: 1 })).toEqual([11, 1, 0, 1, 9])
    expect(measure({ packed: 2 })).toEqual([12, 2, 0, 2, 10])
    expect(measure({ packed: 1, align: 4 })).toEqual([12, 4, 0, 1, 9])
    expect(measure({ align: 64 })).toEqual([64, 64, 0, 8, 16])
  })

  it('L-23: what was asked for explicitly pierces packing by the rules of Microsoft only', () => {
    const Inner = struct('Inner', { value: u8 }, { align: 8 })
    const Outer = struct('Outer', { tag: u8, inner: Inner }, { packed: 1 })
    expect(layoutOf(Outer, little)).toMatchObject({ size: 9, alignment: 1 })
    expect(layoutOf(Outer, targets['x86_64-windows-gnu'])).toMatchObject({ size: 9, alignment: 1 })
    expect(layoutOf(Outer, targets['x86_64-windows-msvc'])).toMatchObject({ size: 16, alignment: 8 })
  })

  it('L-23: unaligned fields are read and written', () => {
    const Packed = struct('Packed', { tag: u8, value: f64, next: u32 }, { packed: 1 })
    const view = memory().allocate(Packed, { tag: 1, value: 0.5, next: 9 })
    expect(view.toJSON()).toEqual({ tag: 1, value: 0.5, next: 9 })
  })

  it.each([0, 3, -8, 1.5, 16384, '8', NaN])('L-23: refuses an alignment of %s', (align) => {
    expect(refusal(() => struct('S', { a: u8 }, { align: align as number }))).toMatchObject({
      code: 'ABI-L002',
    })
  })

  it.each([0, 3, 32, '1'])('L-23: refuses a packing of %s', (packed) => {
    expect(refusal(() => struct('S', { a: u8 }, { packed: packed as number }))).toMatchObject({
      code: 'ABI-L002',
    })
  })

  it('L-23: refuses options that are none', () => {
    expect(refusal(() => struct('S', { a: u8 }, null as never))).toMatchObject({ code: 'ABI-L002' })
  })
})
