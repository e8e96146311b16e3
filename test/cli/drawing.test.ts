import { accessibleIf, array, f64, prefixType, struct, targets, u16, u32, u64, u8 } from 'abiding'
import { describe, expect, test } from 'vitest'
import { drawType } from '../../src/cli/drawing.js'
import { layoutAsData } from '../../src/cli/layout-json.js'
import { makePalette } from '../../src/cli/palette.js'
import type { Measured } from '../../src/cli/runs.js'
import { smallerOrder, summarize } from '../../src/cli/summary.js'
import { Big, Edge, Meter, Stats } from '../fixtures/declarations/shapes.abi.js'

const target = targets['x86_64-linux']

/** A drawing without colours, in the form of a template whose first line break is for its reader. */
function draw(type: Measured, columns = 80): string {
  return `\n${drawType(type, target, columns, makePalette(false))}\n`
}
describe('a drawing', () => {
  test('of a struct with padding', () => {
    expect(draw(Stats)).toBe(`
struct Stats · 24 bytes · aligned to 8 · x86_64-linux
What a person did.

             +0      +1      +2      +3      +4      +5      +6      +7
           ┌───────┬───────────────────────────────────────────────────────┐
   0  0x00 │ kind  │·······················································│
           │ u8    │ 7 padding ············································│
           ├───────┴───────────────────────────────────────────────────────┤
   8  0x08 │ km                                                            │
           │ f64                                                           │
           ├───────────────────────────────┬───────┬───────────────────────┤
  16  0x10 │ rides                         │ flags │·······················│
           │ u32                           │ u8    │ 3 padding ············│
           └───────────────────────────────┴───────┴───────────────────────┘

  offset  size  align  field    type
       0     1      1  kind     u8
       1     7         padding
       8     8      8  km       f64
      16     4      4  rides    u32
      20     1      1  flags    u8
      21     3         padding

  10 bytes of 24 are padding (42 %).
  In the order km, rides, kind, flags it would take 16 bytes.
`)
  })

  test('of nested structs', () => {
    expect(draw(Edge)).toBe(`
struct Edge · 36 bytes · aligned to 4 · x86_64-linux

             +0      +1      +2      +3      +4      +5      +6      +7
           ┌───────────────┬───────────────┬───────────────────────────────┐
   0  0x00 │ id            │···············│ from.x                        │
           │ u16           │ 2 padding ····│ f32                           │
           ├───────┬───────┴───────────────┼───────────────────────────────┤
   8  0x08 │ ….tag │·······················│ from.y                        │
           │ u8    │ 3 padding ············│ f32                           │
           ├───────┴───────────────────────┼───────┬───────────────────────┤
  16  0x10 │ to.x                          │ to.tag│·······················│
           │ f32                           │ u8    │ 3 padding ············│
           ├───────────────────────────────┼───────┴───────────────────────┤
  24  0x18 │ to.y                          │ label                         │
           │ f32                           │ array(u8, 5)                  │
           ├───────┬───────────────────────┼───────────────────────────────┘
  32  0x20 │ ⋮ lab…│·······················│
           │       │ 3 padding ············│
           └───────┴───────────────────────┘

  offset  size  align  field      type
       0     2      2  id         u16
       2     2         padding
       4    12      4  from       Point
       4     4      4    x        f32
       8     1      1    tag      u8
       9     3           padding
      12     4      4    y        f32
      16    12      4  to         Point
      16     4      4    x        f32
      20     1      1    tag      u8
      21     3           padding
      24     4      4    y        f32
      28     5      1  label      array(u8, 5)
      33     3         padding

  11 bytes of 36 are padding (31 %).
  In the order from, to, id, label it would take 32 bytes.
`)
  })

  test('of a prefix type: its header, and what happens where a field is missing', () => {
    expect(draw(Meter)).toBe(`
prefix type Meter 1.2.0 · 64 bytes · aligned to 8 · x86_64-linux
Counts something.

             +0      +1      +2      +3      +4      +5      +6      +7
           ┌───────────────────────────────────────────────────────────────┐
   0  0x00 │ mask                                                          │
           │ u64                                                           │
           ├───────────────────────────────────────────────────────────────┤
   8  0x08 │ layout                                                        │
           │ pointer                                                       │
           ├───────────────────────────────────────────────────────────────┤
  16  0x10 │ model.data                                                    │
           │ constPointer(u8)                                              │
           ├───────────────────────────────────────────────────────────────┤
  24  0x18 │ model.length                                                  │
           │ usize                                                         │
           ├───────────────────────────────────────────────────────────────┤
  32  0x20 │ total                                                         │
           │ u64                                                           │
           ├───────────────────────────────┬───────────────────────────────┤
  40  0x28 │ peak                          │·······························│
           │ u32                           │ 4 padding ····················│
           ├───────────────────────────────┴───────────────────────────────┤
  48  0x30 │ reset                                                         │
           │ fn(at: u64, reason: RStr) → u32                               │
           ├───────┬───────────────────────────────────────────────────────┤
  56  0x38 │ zone  │·······················································│
           │ u8    │ 7 padding ············································│
           └───────┴───────────────────────────────────────────────────────┘

  bit  offset  size  align  field     since  missing  type
            0     8      8  mask                      u64
            8     8      8  layout                    pointer
    0      16    16      8  model     1.0.0  never    RStr
           16     8      8    data                    constPointer(u8)
           24     8      8    length                  usize
    1      32     8      8  total     1.0.0  never    u64
    2      40     4      4  peak      1.1.0  option   u32
           44     4         padding
    3      48     8      8  reset     1.2.0  panic    fn(at: u64, reason: RStr) → u32
    4      56     1      1  zone      1.2.0  value    u8
           57     7         padding

  11 bytes of 64 are padding (17 %).
`)
  })

  test('of a prefix type with conditions: P-11, which fields are inaccessible', () => {
    const Clock = prefixType('Clock', {
      version: '1.0.0',
      prefix: { seconds: u32, cycles: accessibleIf(false, u32), zone: accessibleIf(true, u32) },
      lastPrefixField: 'zone',
    })
    const drawing = draw(Clock)
    expect(drawing).toMatch(/ cycles +1\.0\.0 +option, inaccessible +u32\n/)
    expect(drawing).toMatch(/ zone +1\.0\.0 +option +u32\n/)
    expect(drawing).toContain('Inaccessible, because its condition does not hold: cycles.\n')
    expect(layoutAsData(Clock as never, target).fields).toMatchObject([
      { name: 'seconds', missing: 'never' },
      { name: 'cycles', missing: 'option', isAccessible: false },
      { name: 'zone', missing: 'option' },
    ])
    expect(draw(Meter)).not.toMatch(/inaccessible/i)
  })

  test('folds what fills many rows', () => {
    expect(draw(Big)).toBe(`
struct Big · 1 000 008 bytes · aligned to 4 · x86_64-linux

                   +0     +1     +2     +3     +4     +5     +6     +7
                 ┌─────────────┬─────────────────────────────────────────┐
      0  0x00000 │ count       │ bytes                                   │
                 │ u16         │ array(u8, 1000000)                      │
                 ├─────────────┘                                         │
      8  0x00008 │ ⋮ bytes                                               │
     16  0x00010 │ ⋮ bytes: 999 984 more bytes                           │
                 │             ┌─────────────┬───────────────────────────┤
1000000  0xf4240 │ ⋮ bytes     │·············│ tail                      │
                 │             │ 2 padding ··│ u32                       │
                 └─────────────┴─────────────┴───────────────────────────┘

   offset     size  align  field    type
        0        2      2  count    u16
        2  1000000      1  bytes    array(u8, 1000000)
  1000002        2         padding
  1000004        4      4  tail     u32

  2 bytes of 1 000 008 are padding (less than 1 %).
`)
  })

  test('has rows of 16 bytes where there is room', () => {
    expect(draw(Stats, 160)).toBe(`
struct Stats · 24 bytes · aligned to 8 · x86_64-linux
What a person did.

             +0       +1       +2       +3       +4       +5       +6       +7       +8       +9       +10      +11      +12      +13      +14      +15
           ┌────────┬──────────────────────────────────────────────────────────────┬───────────────────────────────────────────────────────────────────────┐
   0  0x00 │ kind   │······························································│ km                                                                    │
           │ u8     │ 7 padding ···················································│ f64                                                                   │
           ├────────┴──────────────────────────┬────────┬──────────────────────────┼───────────────────────────────────────────────────────────────────────┘
  16  0x10 │ rides                             │ flags  │··························│
           │ u32                               │ u8     │ 3 padding ···············│
           └───────────────────────────────────┴────────┴──────────────────────────┘

  offset  size  align  field    type
       0     1      1  kind     u8
       1     7         padding
       8     8      8  km       f64
      16     4      4  rides    u32
      20     1      1  flags    u8
      21     3         padding

  10 bytes of 24 are padding (42 %).
  In the order km, rides, kind, flags it would take 16 bytes.
`)
  })

  test('ends where the bytes end', () => {
    const Odd = struct('Odd', { a: u8, b: array(u8, 2) })
    expect(draw(Odd)).toBe(`
struct Odd · 3 bytes · aligned to 1 · x86_64-linux

             +0      +1      +2
           ┌───────┬───────────────┐
   0  0x00 │ a     │ b             │
           │ u8    │ array(u8, 2)  │
           └───────┴───────────────┘

  offset  size  align  field  type
       0     1      1  a      u8
       1     2      1  b      array(u8, 2)

  No padding.
`)
  })
})

describe('the summary', () => {
  test('finds the smallest order', () => {
    expect(smallerOrder(Stats, target)).toEqual({ names: ['km', 'rides', 'kind', 'flags'], size: 16 })
    expect(summarize(Stats, target)).toEqual([
      '10 bytes of 24 are padding (42 %).',
      'In the order km, rides, kind, flags it would take 16 bytes.',
    ])
  })

  test('is silent where no order saves anything, or where there is no choice', () => {
    const Tail = struct('Tail', { a: u64, b: u8 })
    expect(summarize(Tail, target)).toEqual(['7 bytes of 16 are padding (44 %).'])
    expect(summarize(struct('Full', { a: u32, b: u16, c: u16 }), target)).toEqual(['No padding.'])
    expect(smallerOrder(Meter, target)).toBeUndefined()
    expect(summarize(struct('One', { a: u8, b: u16, c: array(f64, 100) }), target)).toEqual([
      '5 bytes of 808 are padding (less than 1 %).',
    ])
  })
})
