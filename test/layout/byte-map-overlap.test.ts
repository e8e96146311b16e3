// Byte maps of what shares its bytes: unions, bit fields, tagged unions, and what takes no bytes at all.
import {
  array,
  bits,
  byteMap,
  f32,
  f64,
  flexibleArray,
  layoutOf,
  struct,
  taggedUnion,
  targets,
  transparent,
  u16,
  u32,
  u8,
  union,
  unit,
  unnamedBits,
  type AnyType,
  type StructLayout,
  type StructType,
  type Target,
} from 'abiding'
import { anyType } from 'abiding/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const target = targets['x86_64-linux']
const show = (type: Parameters<typeof byteMap>[0], on: Target = target): string[] =>
  byteMap(type, on).map((run) => `${run.offset}+${run.size} ${run.path ?? 'padding'}: ${run.typeName ?? ''}`)

describe('byteMap', () => {
  it('L-28: shows bytes that fields of a union share as one run with all of them', () => {
    const Value = union('Value', { real: f64, small: u8, bytes: array(u8, 3) })
    expect(show(Value)).toEqual([
      '0+1 real | small | bytes: f64 | u8 | array(u8, 3)',
      '1+2 real | bytes: f64 | array(u8, 3)',
      '3+5 real: f64',
    ])
    expect(byteMap(Value, target)[1]!.parts).toEqual([
      { path: 'real', typeName: 'f64' },
      { path: 'bytes', typeName: 'array(u8, 3)' },
    ])
  })

  it('L-7: calls only padding what belongs to no field of a union', () => {
    const Wide = struct('Wide', { tag: u8, value: u32 })
    const Any = union('Any', { wide: Wide, half: u16 })
    expect(show(struct('Outer', { head: u32, any: Any }))).toEqual([
      '0+4 head: u32',
      '4+1 any.wide.tag | any.half: u8 | u16',
      '5+1 any.half: u16',
      '6+2 padding: ',
      '8+4 any.wide.value: u32',
    ])
  })

  it('L-24: shows in which bytes bit fields lie, and where they meet', () => {
    const Flags = struct('Flags', {
      low: bits(u16, 3),
      middle: bits(u16, 9),
      $0: unnamedBits(u16, 4),
      next: bits(u8, 2),
    })
    expect(show(Flags)).toEqual([
      '0+1 low | middle: u16:3 | u16:9',
      '1+1 middle: u16:9',
      '2+1 next: u8:2',
      '3+1 padding: ',
    ])
    const Outer = struct('Outer', { head: u16, flags: Flags })
    expect(
      byteMap(Outer, target)
        .flatMap((run) => run.parts)
        .slice(1),
    ).toEqual([
      { path: 'flags.low', typeName: 'u16:3', bitOffset: 16, bitWidth: 3 },
      { path: 'flags.middle', typeName: 'u16:9', bitOffset: 19, bitWidth: 9 },
      { path: 'flags.middle', typeName: 'u16:9', bitOffset: 19, bitWidth: 9 },
      { path: 'flags.next', typeName: 'u8:2', bitOffset: 32, bitWidth: 2 },
    ])
  })

  it('L-24: calls unnamed bit fields padding', () => {
    const Gap = struct('Gap', { a: bits(u8, 1), $0: unnamedBits(u8, 0), $1: unnamedBits(u16, 16), b: u8 })
    expect(show(Gap)).toEqual(['0+1 a: u8:1', '1+3 padding: ', '4+1 b: u8'])
  })

  it('L-34: shows the forms of a tagged union', () => {
    const Shape = taggedUnion('Shape', u8, { circle: { radius: f64 }, square: { side: f32 }, empty: {} })
    expect(show(Shape)).toEqual([
      '0+1 tag | circle.tag | square.tag: Shape_tag',
      '1+3 padding: ',
      '4+4 square.side: f32',
      '8+8 circle.radius: f64',
    ])
  })

  it('L-22, L-30: has no runs for what takes no bytes', () => {
    expect(
      show(struct('Handle', { a: unit, id: u32, none: array(u8, 0), items: flexibleArray(u16) })),
    ).toEqual(['0+4 id: u32'])
    expect(show(struct('Empty', { a: unit }))).toEqual([])
  })

  it('L-31: opens what stands behind another name', () => {
    const Position = transparent('Position', struct('Pair', { x: f32, y: f32 }))
    expect(show(struct('Point', { at: Position }))).toEqual(['0+4 at.x: f32', '4+4 at.y: f32'])
  })

  const records = anyType({ root: ['struct', 'union', 'taggedUnion'] })
  const anyTarget = fc.constantFrom(...Object.values(targets))

  it('L-7: covers every byte once, in order, on all targets', () => {
    fc.assert(
      fc.property(records, anyTarget, (type, on) => {
        let end = 0
        for (const run of byteMap(type as StructType, on)) {
          expect(run.offset).toBe(end)
          expect(run.size).toBeGreaterThan(0)
          expect(run.parts.length > 0).toBe(run.path !== undefined)
          end += run.size
        }
        expect(end).toBe(layoutOf(type, on).size)
      }),
    )
  })

  it('L-7, L-24, L-28: gives each byte to exactly the fields that lie there', () => {
    fc.assert(
      fc.property(records, anyTarget, (type, on) => {
        const owners = ownersOf(type, on)
        for (const run of byteMap(type as StructType, on)) {
          for (let at = run.offset; at < run.offset + run.size; at++)
            expect(run.parts.map((part) => part.path)).toEqual(owners[at])
        }
      }),
    )
  })
})

/** For each byte the paths of the fields that have a part in it. */
function ownersOf(type: AnyType, on: Target): string[][] {
  const owners = Array.from({ length: layoutOf(type, on).size }, (): string[] => [])
  const visit = (one: AnyType, start: number, path: readonly string[], size: number): void => {
    const { fields } = layoutOf(one, on) as Partial<StructLayout>
    if (fields === undefined || size !== layoutOf(one, on).size)
      for (let at = start; at < start + size; at++) owners[at]!.push(path.join('.'))
    else
      for (const field of fields) visit(field.type, start + field.offset, [...path, field.name], field.size)
  }
  visit(type, 0, [], layoutOf(type, on).size)
  return owners
}
