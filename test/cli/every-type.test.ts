// What `abiding show` says of unions, bit fields and alignments, and that it says something of every type on every target.
import {
  aligned,
  array,
  bits,
  f32,
  f64,
  flexibleArray,
  struct,
  taggedUnion,
  targets,
  u16,
  u32,
  u64,
  u8,
  union,
  unit,
} from 'abiding'
import { anyType } from 'abiding/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawType } from '../../src/cli/drawing.js'
import { layoutAsData } from '../../src/cli/layout-json.js'
import { makePalette } from '../../src/cli/palette.js'
import type { Measured } from '../../src/cli/runs.js'
import { smallerOrder, summarize } from '../../src/cli/summary.js'

const target = targets['x86_64-linux']

/** A drawing without colours, in the form of a template whose first line break is for its reader. */
const draw = (type: unknown, on = target): string =>
  `\n${drawType(type as Measured, on, 80, makePalette(false))}\n`

const Value = union('Value', { real: f64, small: u8 }, { doc: 'One of them.' })
const Flags = struct('Flags', { low: bits(u16, 3), middle: bits(u16, 9), last: bits(u8, 1) })

describe('a drawing', () => {
  test('of a union', () => {
    expect(draw(Value)).toBe(`
union Value · 8 bytes · aligned to 8 · x86_64-linux
One of them.

             +0      +1      +2      +3      +4      +5      +6      +7
           ┌───────┬───────────────────────────────────────────────────────┐
   0  0x00 │ real …│ real                                                  │
           │ f64 |…│ f64                                                   │
           └───────┴───────────────────────────────────────────────────────┘

  offset  size  align  field  type
       0     8      8  real   f64
       0     1      1  small  u8

  No padding.
`)
  })

  test('of bit fields', () => {
    const lines = draw(Flags)
    expect(lines).toContain('struct Flags · 2 bytes · aligned to 2')
    expect(lines).toContain(`
  offset    size  align  field   type
     0:0  3 bits      2  low     u16
     0:3  9 bits      2  middle  u16
     1:4   1 bit      1  last    u8

  No padding.
`)
  })

  test('of a tagged union, whose forms overlap', () => {
    const Shape = taggedUnion('Shape', u8, { circle: { radius: f64 }, square: { side: f32 } })
    expect(draw(Shape)).toContain(`
  offset  size  align  field      type
       0     1      1  tag        Shape_tag
       0    16      8  circle     Shape_circle
       0     1      1    tag      Shape_tag
       1     7           padding
       8     8      8    radius   f64
       0     8      4  square     Shape_square
       0     1      1    tag      Shape_tag
       1     3           padding
       4     4      4    side     f32

  3 bytes of 16 are padding (19 %).
`)
    expect(draw(Shape)).toMatch(/^\ntagged union Shape · /)
  })

  test('of alignments that were asked for', () => {
    const Raised = struct('Raised', { a: u8, b: aligned(u8, 8), c: u32 }, { align: 16 })
    expect(draw(Raised)).toContain(`
       0     1      1  a        u8
       1     7         padding
       8     1      8  b        u8
       9     3         padding
      12     4      4  c        u32
`)
    const Packed = struct('Packed', { a: u8, b: u64 }, { packed: 2 })
    expect(draw(Packed)).toContain('       2     8      2  b        u64\n')
  })

  test('of what takes no bytes', () => {
    expect(draw(struct('Empty', { a: unit }))).toBe(`
struct Empty · 0 bytes · aligned to 1 · x86_64-linux

  offset  size  align  field  type
       0     0      1  a      unit

  It takes no bytes.
`)
    const Message = struct('Message', { count: u32, items: flexibleArray(u16) })
    expect(draw(Message)).toContain('       4     0      2  items  flexibleArray(u16)\n')
    expect(summarize(Message as Measured, target)).toEqual([
      'No padding.',
      'Behind it lie the elements of items, as many as there is memory for.',
    ])
  })

  test('of any type, on any target', () => {
    const records = anyType({ root: ['struct', 'union', 'taggedUnion'] })
    fc.assert(
      fc.property(records, fc.constantFrom(...Object.values(targets)), (type, on) => {
        const drawn = draw(type, on)
        const { name } = type
        expect(drawn).toContain(`${name} · `)
        for (const field of type.definition!.fields!())
          if (field.isUnnamed !== true) expect(drawn).toContain(` ${field.name} `)
      }),
    )
  })
})

describe('the data', () => {
  test('of unions and bit fields', () => {
    const data = layoutAsData(struct('Outer', { flags: Flags, value: Value }) as Measured, target) as {
      fields: object[]
      bytes: object[]
    }
    expect(data.bytes).toMatchObject([
      {
        offset: 0,
        size: 1,
        path: 'flags.low | flags.middle',
        parts: [
          { path: 'flags.low', bitOffset: 0, bitWidth: 3 },
          { path: 'flags.middle', bitOffset: 3, bitWidth: 9 },
        ],
      },
      { offset: 1, size: 1, path: 'flags.middle | flags.last' },
      { offset: 2, size: 6, kind: 'padding', path: null },
      { offset: 8, size: 1, path: 'value.real | value.small', type: 'f64 | u8' },
      { offset: 9, size: 7, path: 'value.real', kind: 'field' },
    ])
    expect(data.bytes[4]).not.toHaveProperty('parts')
    const { fields } = layoutAsData(Flags as Measured, target) as { fields: object[] }
    expect(fields[1]).toMatchObject({ name: 'middle', offset: 0, size: 2, bitOffset: 3, bitWidth: 9 })
  })

  test('of alignments on a target where packing does not lower them', () => {
    const Packed = struct('Packed', { a: u8, b: aligned(u32, 8) }, { packed: 2 })
    const alignments = (on: (typeof targets)[keyof typeof targets]): unknown =>
      (layoutAsData(Packed as Measured, on) as { fields: { alignment: number }[] }).fields.map(
        (one) => one.alignment,
      )
    expect(alignments(target)).toEqual([1, 2])
    expect(alignments(targets['x86_64-windows-msvc'])).toEqual([1, 8])
  })
})

describe('the better order', () => {
  const fields = { a: u8, b: u64, c: u8 }

  test('is found where fields have alignments of their own', () => {
    const Raised = struct('Raised', { a: u8, b: aligned(u8, 8), c: u16 })
    expect(smallerOrder(Raised as Measured, target)).toEqual({ names: ['b', 'c', 'a'], size: 8 })
    const Aligned = struct('Aligned', fields, { align: 8 })
    expect(smallerOrder(Aligned as Measured, target)).toEqual({ names: ['b', 'a', 'c'], size: 16 })
  })

  test('is not looked for where the order cannot be chosen or saves nothing', () => {
    for (const type of [
      struct('Bits', { ...fields, d: bits(u8, 1) }),
      struct('Packed', fields, { packed: 4 }),
      union('Any', { ...fields, d: array(u8, 9) }),
      taggedUnion('Shape', 'C', { one: fields, two: {} }),
      struct('Flexible', { ...fields, d: flexibleArray(u8) }),
    ])
      expect(smallerOrder(type as never, target)).toBeUndefined()
    expect(smallerOrder(struct('Plain', fields) as Measured, target)).toBeDefined()
  })
})
