import {
  array,
  canonicalJson,
  constPointer,
  f64,
  fn,
  nullable,
  opaque,
  pointer,
  struct,
  u32,
  u8,
  untyped,
  type AnyType,
  type StructType,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitionsOf, namedTypesOf } from '../../src/layout/schema.js'
import { structShape } from '../support/arbitraries.js'
import { declare } from '../support/declare.js'
import { refusal } from '../support/refusal.js'

const Point = struct('Point', { x: u32 })

describe('canonicalJson', () => {
  it('S-1: is JSON that gives back the data', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('S-1: is the same for equal data in another order', () => {
    const shuffle = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffle)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, shuffle(inner)]),
      )
    }
    fc.assert(fc.property(fc.jsonValue(), (value) => canonicalJson(shuffle(value)) === canonicalJson(value)))
  })

  it('S-1: sorts keys by their code units, has no white space and leaves out what has no value', () => {
    const value = { b: 1, a: [true, null, { z: 1, y: '\n' }], '10': 1, '9': 2, ä: 3, B: 4, none: undefined }
    expect(canonicalJson(value)).toBe('{"10":1,"9":2,"B":4,"a":[true,null,{"y":"\\n","z":1}],"b":1,"ä":3}')
  })
})

describe('the schema of a type', () => {
  it.each<[AnyType, string]>([
    [u32, '"u32"'],
    [untyped, '"void"'],
    [Point, '{"type":"Point"}'],
    [opaque('Db'), '{"type":"Db"}'],
    [pointer(Point), '{"pointer":{"type":"Point"}}'],
    [constPointer(u8), '{"const":true,"pointer":"u8"}'],
    [nullable(constPointer(u8)), '{"const":true,"nullable":true,"pointer":"u8"}'],
    [array(array(u8, 2), 3), '{"array":{"array":"u8","length":2},"length":3}'],
    [fn({}), '{"fn":{"params":[],"returns":"void"}}'],
    [
      nullable(fn([{ a: u32 }, { p: Point }], f64)),
      '{"fn":{"params":[{"name":"a","type":"u32"},{"name":"p","type":{"type":"Point"}}],"returns":"f64"},"nullable":true}',
    ],
  ])('S-2: of %s', (type, schema) => {
    expect(canonicalJson(type.schema())).toBe(schema)
  })

  it('S-2: holds what named types are made of', () => {
    const Line = struct('Line', { from: Point, to: pointer(Point), db: pointer(opaque('Db')) })
    expect(definitionsOf([Line])).toEqual({
      Line: {
        kind: 'struct',
        fields: [
          { name: 'from', type: { type: 'Point' } },
          { name: 'to', type: { pointer: { type: 'Point' } } },
          { name: 'db', type: { pointer: { type: 'Db' } } },
        ],
      },
      Point: { kind: 'struct', fields: [{ name: 'x', type: 'u32' }] },
      Db: { kind: 'opaque' },
    })
  })
})

describe('namedTypesOf', () => {
  const names = (...roots: AnyType[]) => namedTypesOf(roots).map((type) => type.name)

  it('L-9: finds what is mentioned anywhere, once', () => {
    const Event = struct('Event', {
      at: Point,
      path: array(Point, 2),
      call: fn({ p: pointer(Point) }, Point),
    })
    expect(names(Event)).toEqual(['Point', 'Event'])
    expect(names(fn({ p: Point }), u8)).toEqual(['Point'])
  })

  it('L-9: puts each type after those that it contains, also in circles through pointers', () => {
    const A: StructType = struct('A', {
      get b() {
        return pointer(B)
      },
    })
    const B: StructType = struct('B', { a: A })
    expect(names(A)).toEqual(['A', 'B'])
    expect(names(B)).toEqual(['A', 'B'])
    const Node: StructType = struct('Node', {
      get next() {
        return nullable(pointer(Node))
      },
    })
    expect(names(Node)).toEqual(['Node'])
  })

  it('L-9: puts each type after those that it contains, in random declarations', () => {
    fc.assert(
      fc.property(structShape(), (shape) => {
        const placed = new Set<AnyType>()
        for (const type of namedTypesOf([declare(shape, 'Random')])) {
          for (const inner of containedIn(type)) expect(placed).toContain(inner)
          placed.add(type)
        }
      }),
    )
  })

  it('L-9: refuses two types of one name', () => {
    const Other = struct('Point', { x: u8 })
    const Holder = struct('Holder', { one: Point, other: pointer(Other) })
    expect(refusal(() => namedTypesOf([Holder]))).toMatchObject({
      code: 'ABI-L005',
      rule: 'L-9',
      path: 'Point',
      expected: '{"fields":[{"name":"x","type":"u32"}],"kind":"struct"}',
      found: '{"fields":[{"name":"x","type":"u8"}],"kind":"struct"}',
    })
    expect(refusal(() => namedTypesOf([Point, opaque('Point')])).code).toBe('ABI-L005')
  })

  it('L-9: takes two equal declarations of one name as one type', () => {
    expect(names(struct('Pair', { one: Point, other: struct('Point', { x: u32 }) }))).toEqual([
      'Point',
      'Pair',
    ])
  })
})

/** The named types that a type contains by value. */
function containedIn(type: AnyType): AnyType[] {
  return type
    .mentions()
    .filter((one) => one.passing.kind === 'aggregate')
    .flatMap((one) => (one.definition === undefined ? containedIn(one) : [one]))
}
