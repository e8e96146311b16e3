import {
  array,
  bool,
  bufferMemory,
  bytesOf,
  f64,
  layoutOf,
  nullable,
  pointer,
  snapshot,
  struct,
  taggedUnion,
  targets,
  u16,
  u32,
  u64,
  u8,
  type Pointer,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const forms = { circle: { radius: f64 }, rectangle: { width: u16, height: u16 }, empty: {} } as const
const target = targets['x86_64-linux']
const memory = (on = target) => bufferMemory(new ArrayBuffer(256), on)

describe.each([
  ["'C'", taggedUnion('Shape', 'C', forms), { size: 16, alignment: 8 }, [8, 10]],
  ['u8', taggedUnion('Shape', u8, forms), { size: 16, alignment: 8 }, [2, 4]],
  ["['C', u8]", taggedUnion('Shape', ['C', u8], forms), { size: 16, alignment: 8 }, [8, 10]],
])('taggedUnion as %s', (_repr, Shape, layout, [width, height]) => {
  it('L-34: lies in memory as Rust defines it', () => {
    expect(layoutOf(Shape, target)).toMatchObject(layout)
    const bytes = bytesOf(memory().allocate(Shape, { tag: 'rectangle', width: 0x1234, height: 0x5678 }))
    expect(bytes[0]).toBe(1)
    expect([bytes[width!], bytes[height!]]).toEqual([0x34, 0x78])
  })

  it('L-35: reads as the form that the memory holds', () => {
    const space = memory()
    const Drawing = struct('Drawing', { shape: Shape })
    const drawing = space.allocate(Drawing, { shape: { tag: 'circle', radius: 2 } })
    const { shape } = drawing
    if (shape.tag !== 'circle') throw new Error('not narrowed')
    expect(shape.radius).toBe(2)
    shape.radius = 3
    expect(snapshot(drawing)).toEqual({ shape: { tag: 'circle', radius: 3 } })
    Object.assign(drawing, { shape: { tag: 'empty' } })
    expect(drawing.shape.tag).toBe('empty')
    expect(drawing.toJSON()).toEqual({ shape: { tag: 'empty' } })
  })

  it('L-35: an accessor refuses once the memory holds another form', () => {
    const Drawing = struct('Drawing', { shape: Shape })
    const drawing = memory().allocate(Drawing, { shape: { tag: 'circle', radius: 2 } })
    const { shape } = drawing
    if (shape.tag !== 'circle') throw new Error('not narrowed')
    const held = shape as { radius: number }
    Object.assign(drawing, { shape: { tag: 'rectangle', width: 1, height: 2 } })
    expect(refusal(() => held.radius)).toMatchObject({
      code: 'ABI-V005',
      expected: 'circle',
      found: 'rectangle',
    })
    expect(refusal(() => (held.radius = 1))).toMatchObject({ code: 'ABI-V005' })
    expect(drawing.toJSON()).toEqual({ shape: { tag: 'rectangle', width: 1, height: 2 } })
  })

  it('L-35: refuses a tag of no form', () => {
    const space = memory()
    const shape = space.allocate(Shape, { tag: 'empty' })
    bytesOf(shape)[0] = 3
    expect(refusal(() => space.at(Shape, 16))).toMatchObject({ code: 'ABI-V005', path: 'Shape.tag' })
  })

  it('L-35: a refused value leaves all of the old one', () => {
    const space = memory()
    const Drawing = struct('Drawing', { shape: Shape })
    const drawing = space.allocate(Drawing, { shape: { tag: 'circle', radius: 2 } })
    const before = bytesOf(drawing).slice()
    for (const wrong of [
      { tag: 'rectangle', width: 1, height: 65536 },
      { tag: 'rectangle', width: 1 },
      { tag: 'rectangle', width: 1, height: 2, depth: 3 },
      { tag: 'triangle' },
      { radius: 1 },
      'circle',
      null,
    ]) {
      expect(refusal(() => (drawing.shape = wrong as never)).code).toMatch(/^ABI-V00[12]$/)
      expect(bytesOf(drawing)).toEqual(before)
    }
  })

  it('L-35: a tag is not written alone', () => {
    const shape = memory().allocate(Shape, { tag: 'circle', radius: 2 }) as { tag: string }
    shape.tag = 'circle'
    expect(refusal(() => (shape.tag = 'empty'))).toMatchObject({ code: 'ABI-V001', rule: 'L-35' })
  })

  it('L-35: is copied between memories and targets', () => {
    const there = memory(targets['s390x-linux'] as never).allocate(Shape, {
      tag: 'rectangle',
      width: 5,
      height: 6,
    })
    expect(memory().allocate(Shape, there).toJSON()).toEqual({ tag: 'rectangle', width: 5, height: 6 })
    const here = memory().allocate(Shape, { tag: 'circle', radius: 0.5 })
    expect(memory().allocate(Shape, here).toJSON()).toEqual({ tag: 'circle', radius: 0.5 })
  })
})

describe('taggedUnion', () => {
  it('L-34: discriminants may be chosen', () => {
    const Reply = taggedUnion(
      'Reply',
      u16,
      { ok: { value: u32 }, failed: {} },
      { discriminants: { ok: 200, failed: 500 } },
    )
    const bytes = bytesOf(memory().allocate(Reply, { tag: 'failed' }))
    expect(bytes[0]! + 256 * bytes[1]!).toBe(500)
  })

  it('L-34: a form can point to its own type', () => {
    const Expression = taggedUnion('Expression', 'C', {
      literal: { value: f64 },
      negation: {
        get operand() {
          return nullable(pointer(Expression))
        },
      },
    })
    const space = memory()
    const literal = space.allocate(Expression, { tag: 'literal', value: 4 })
    const negation = space.allocate(Expression, { tag: 'negation', operand: literal })
    if (negation.tag !== 'negation') throw new Error('not narrowed')
    const operand = (negation.operand as Pointer<typeof Expression>).deref()
    expect(operand.tag === 'literal' && operand.value).toBe(4)
  })

  it('L-34: a form without fields only has a tag, in all layouts', () => {
    for (const repr of ['C', u8, ['C', u8]] as const)
      expect(layoutOf(taggedUnion('Plain', repr, { one: {}, two: {} }), target).size).toBe(
        repr === 'C' ? 4 : 1,
      )
  })

  it('L-30, L-34: fields of no size count for the alignment only', () => {
    const Aligned = taggedUnion('Aligned', ['C', u8], { one: { none: array(u64, 0) }, two: { flag: bool } })
    expect(layoutOf(Aligned, target)).toMatchObject({ size: 16, alignment: 8 })
  })

  it.each<[string, () => unknown]>([
    ['no forms', () => taggedUnion('T', 'C', {})],
    ['no record', () => taggedUnion('T', 'C', null as never)],
    ['another layout', () => taggedUnion('T', 'rust' as never, forms)],
    ['a field called tag', () => taggedUnion('T', 'C', { one: { tag: u8 } })],
    ['no fields', () => taggedUnion('T', 'C', { one: null as never })],
    [
      'missing discriminants',
      () => taggedUnion('T', u8, { one: {}, two: {} }, { discriminants: { one: 1 } }),
    ],
    [
      'one discriminant twice',
      () => taggedUnion('T', u8, { one: {}, two: {} }, { discriminants: { one: 1, two: 1 } }),
    ],
  ])('L-34: refuses %s', (_what, declare) => {
    expect(refusal(declare)).toMatchObject({ code: 'ABI-L002' })
  })

  it('L-34: refuses a tag that is no integer', () => {
    expect(refusal(() => taggedUnion('T', f64, forms))).toMatchObject({ code: 'ABI-L006' })
  })
})
