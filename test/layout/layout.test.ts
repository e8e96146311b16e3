import {
  alignUp,
  array,
  f64,
  i64,
  layoutOf,
  nullable,
  pointer,
  struct,
  targets,
  u16,
  u32,
  u8,
  type StructType,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codecOf, holdsAddress, leavesOf } from '../../src/layout/layout.js'
import { placeFields } from '../../src/layout/placement/place-fields.js'
import { oddTargets, structShape } from '../support/arbitraries.js'
import { declare } from '../support/declare.js'
import { measure } from '../support/model.js'
import { refusal } from '../support/refusal.js'

const anyTarget = fc.constantFrom(...Object.values(targets), ...Object.values(oddTargets))
const target = targets['x86_64-linux']

describe('alignUp', () => {
  it('L-5: gives the lowest multiple that is not below', () => {
    const alignment = fc.integer({ min: 0, max: 12 }).map((exponent) => 2 ** exponent)
    fc.assert(
      fc.property(fc.nat(2 ** 40), alignment, (offset, to) => {
        const aligned = alignUp(offset, to)
        expect(aligned % to).toBe(0)
        expect(aligned).toBeGreaterThanOrEqual(offset)
        expect(aligned - offset).toBeLessThan(to)
      }),
    )
  })
})

describe('layoutOf', () => {
  it('L-5: places each field at the next multiple of its alignment', () => {
    const Mixed = struct('Mixed', { a: u8, b: u32, c: u8, d: f64, e: u16 })
    expect(layoutOf(Mixed, target).fields.map(({ name, offset }) => [name, offset])).toEqual([
      ['a', 0],
      ['b', 4],
      ['c', 8],
      ['d', 16],
      ['e', 24],
    ])
  })

  it('L-5: leaves no room for a field that would fit lower', () => {
    fc.assert(
      fc.property(structShape(), anyTarget, (shape, on) => {
        const { fields } = layoutOf(declare(shape, 'Random'), on)
        let end = 0
        for (const field of fields) {
          expect(field.offset % field.alignment).toBe(0)
          expect(field.offset - end).toBeGreaterThanOrEqual(0)
          expect(field.offset - end).toBeLessThan(field.alignment)
          end = field.offset + field.size
        }
      }),
    )
  })

  it('L-6: aligns a struct as its most aligned field', () => {
    expect(layoutOf(struct('A', { a: u8, b: u16 }), target).alignment).toBe(2)
    expect(layoutOf(struct('B', { a: u8 }), target).alignment).toBe(1)
    expect(layoutOf(struct('C', { a: u8, b: struct('D', { e: i64 }) }), target).alignment).toBe(8)
    expect(layoutOf(struct('E', { a: array(u32, 3) }), target).alignment).toBe(4)
  })

  it('L-7: rounds the size of a struct up to its alignment', () => {
    expect(layoutOf(struct('A', { a: u32, b: u8 }), target).size).toBe(8)
    expect(layoutOf(struct('B', { a: i64, b: u8 }), oddTargets.i386).size).toBe(12)
    expect(layoutOf(struct('C', { a: array(u8, 3) }), target).size).toBe(3)
  })

  it('L-5, L-6, L-7: agrees with the model on every target', () => {
    fc.assert(
      fc.property(structShape(), anyTarget, (shape, on) => {
        const type = declare(shape, 'Random')
        const { size, alignment, parts } = measure(shape, on)
        expect(layoutOf(type, on)).toMatchObject({ size, alignment })
        expect(leavesOf(type, on).map((leaf) => leaf.offset)).toEqual(parts.map((part) => part.offset))
      }),
    )
  })

  it('L-1: takes this machine where no target is given', () => {
    const Holder = struct('Holder', { next: pointer(u8) })
    expect(layoutOf(Holder).size).toBe(8)
    expect(layoutOf(Holder, oddTargets.i386).size).toBe(4)
  })

  it('L-8: measures a type once for a target', () => {
    const Once = struct('Once', { a: u8 })
    expect(layoutOf(Once, target)).toBe(layoutOf(Once, target))
    expect(codecOf(Once, target)).toBe(codecOf(Once, target))
    expect(layoutOf(Once, target)).not.toBe(layoutOf(Once, oddTargets.arm))
  })

  it('L-8: refuses a struct that contains itself by value', () => {
    const Self: StructType = struct('Self', {
      get next(): StructType {
        return Self
      },
    })
    expect(refusal(() => layoutOf(Self))).toMatchObject({ code: 'ABI-L006', rule: 'L-8', path: 'Self' })
    const Row: StructType = struct('Row', {
      get cells() {
        return array(Row, 2)
      },
    })
    expect(refusal(() => layoutOf(Row)).path).toBe('Row')
    // It is refused every time, and nothing else is affected.
    expect(refusal(() => layoutOf(Self)).code).toBe('ABI-L006')
    expect(layoutOf(struct('Other', { a: u8 })).size).toBe(1)
  })

  it('L-8: measures a struct that contains itself through pointers', () => {
    const Node: StructType = struct('Node', {
      value: u8,
      get next() {
        return nullable(pointer(Node))
      },
    })
    expect(layoutOf(Node, target).size).toBe(16)
  })
})

describe('placeFields', () => {
  it('L-5: begins behind a header', () => {
    const fields = [
      { name: 'a', type: u8 },
      { name: 'b', type: f64 },
    ]
    const placed = placeFields(fields, target, { start: 12, align: 16 })
    expect(placed.fields.map((field) => field.offset)).toEqual([12, 16])
    expect(placed).toMatchObject({ size: 32, alignment: 16 })
  })
})

describe('holdsAddress', () => {
  it('L-10: says whether a pointer is among the scalars', () => {
    fc.assert(
      fc.property(structShape(), anyTarget, (shape, on) => {
        const hasAddress = measure(shape, on).parts.some(({ scalar }) =>
          ['pointer', 'fn', 'usize'].includes(scalar),
        )
        expect(holdsAddress(declare(shape, 'Random'), on)).toBe(hasAddress)
      }),
    )
  })
})
