import { inspect } from 'node:util'
import {
  addressOf,
  array,
  bufferMemory,
  bytesOf,
  doc,
  f64,
  fn,
  nothing,
  opaque,
  pointer,
  snapshot,
  struct,
  u16,
  u32,
  u8,
  type StructType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Point = struct('Point', { x: u32, y: u32 })
const Line = struct('Line', { name: u8, from: Point, to: Point })
const memory = () => bufferMemory(new ArrayBuffer(256))

describe('struct', () => {
  it('L-8: is plain, frozen data', () => {
    const Stats = struct('Stats', { rides: doc('Since Monday.', u32), km: f64 }, { doc: 'Of one person.' })
    expect(Stats).toMatchObject({ kind: 'struct', name: 'Stats' })
    expect(Stats.definition).toMatchObject({ doc: 'Of one person.' })
    expect(Stats.definition.fields().map(({ name, type, doc: text }) => [name, type, text])).toEqual([
      ['rides', u32, 'Since Monday.'],
      ['km', f64, undefined],
    ])
    expect(Object.isFrozen(Stats)).toBe(true)
    expect(Stats.declareC('s', true)).toBe('const Stats s')
  })

  it('L-8: refuses to have no fields', () => {
    expect(refusal(() => struct('Empty', {}))).toMatchObject({ code: 'ABI-L002', rule: 'L-8', path: 'Empty' })
    expect(refusal(() => struct('None', undefined as never)).code).toBe('ABI-L002')
    expect(refusal(() => struct('None', null as never)).code).toBe('ABI-L002')
  })

  it('L-8: refuses fields that could be missing', () => {
    const field = { declares: 'field', type: u32 } as const
    for (const remark of [{ since: '1.1.0' }, { missing: { policy: 'panic' } }]) {
      expect(refusal(() => struct('S', { a: { ...field, ...remark } }))).toMatchObject({
        code: 'ABI-L006',
        rule: 'L-8',
        path: 'S.a',
      })
    }
  })

  it('L-8: reads getters when the layout is first asked for', () => {
    let reads = 0
    const Later: StructType = struct('Later', {
      get value() {
        return (reads++, u16)
      },
    })
    expect(reads).toBe(0)
    expect(memory().allocate(Later, { value: 3 }).value).toBe(3)
    memory().allocate(Later, { value: 4 })
    expect(reads).toBe(1)
    const Broken = struct('Broken', {
      get value() {
        return undefined as never
      },
    })
    expect(refusal(() => memory().allocate(Broken))).toMatchObject({ code: 'ABI-L002', path: 'Broken.value' })
  })

  it('L-8: accessors see the memory as it is', () => {
    const home = memory()
    const line = home.allocate(Line, { name: 1, from: { x: 2, y: 3 }, to: { x: 4, y: 5 } })
    const { from } = line
    line.from.x = 20
    expect(from.x).toBe(20)
    line.from = line.to
    expect(snapshot(from)).toEqual({ x: 4, y: 5 })
    line.to = { x: 6, y: 7 } as never
    expect(from.x).toBe(4)
    const copy = snapshot(line)
    line.name = 9
    expect(copy).toEqual({ name: 1, from: { x: 4, y: 5 }, to: { x: 6, y: 7 } })
  })

  it.each([
    [{ x: 1 }, 'without y'],
    [{ x: 1, y: 2, z: 3 }, 'with the unknown z'],
    [{ y: 2, w: 3 }, 'without x and with the unknown w'],
    [{}, 'without x, y'],
  ])('L-8: is not written from %j', (value, found) => {
    const line = memory().allocate(Line)
    expect(refusal(() => (line.from = value as never))).toMatchObject({
      code: 'ABI-V001',
      rule: 'L-8',
      path: 'Line.from',
      found,
    })
    expect(bytesOf(line).every((byte) => byte === 0)).toBe(true)
  })

  it.each([null, undefined, 3, 'xy', [1, 2], true, () => 1])('L-8: is not written from %s', (value) => {
    expect(refusal(() => (memory().allocate(Line).from = value as never)).code).toBe('ABI-V001')
  })

  it('L-8: is not written from an accessor of another type', () => {
    const home = memory()
    const Alike = struct('Alike', { x: u32, y: u32 })
    expect(refusal(() => (home.allocate(Line).from = home.allocate(Alike) as never))).toMatchObject({
      code: 'ABI-V001',
      found: 'an accessor of Alike',
    })
    expect(refusal(() => (home.allocate(Line).from = home.allocate(array(u32, 2)) as never)).code).toBe(
      'ABI-V001',
    )
  })

  it('L-8: names the field that is refused, at any depth', () => {
    const Drawing = struct('Drawing', { lines: array(Line, 2) })
    const end = { x: 1, y: 1 }
    const lines = [
      { name: 1, from: end, to: end },
      { name: 2, from: end, to: { x: 1, y: -1 } },
    ]
    expect(refusal(() => memory().allocate(Drawing, { lines })).path).toBe('Drawing.lines[1].to.y')
  })

  it('L-8: accessors have no other properties that can be written', () => {
    const point = memory().allocate(Point)
    expect(Object.keys(Object.getPrototypeOf(point) as object)).not.toContain('constructor')
    expect(addressOf(point)).toBe(16)
  })

  it('L-8: is an object for JSON and for people', () => {
    const line = memory().allocate(Line, { name: 1, from: { x: 2, y: 3 }, to: { x: 4, y: 5 } })
    expect(JSON.stringify(line)).toBe('{"name":1,"from":{"x":2,"y":3},"to":{"x":4,"y":5}}')
    expect(inspect(line)).toBe('Line { name: 1, from: Point { x: 2, y: 3 }, to: Point { x: 4, y: 5 } }')
    expect(inspect(line, { depth: 0 })).toBe('Line { name: 1, from: [Point], to: [Point] }')
  })

  it.each([nothing, opaque('Db')])('L-11: cannot contain %s', (type) => {
    const Holder = struct('Holder', { value: type as never })
    expect(refusal(() => memory().allocate(Holder)).code).toBe('ABI-L006')
  })

  it('L-12: function pointers cannot be called or kept in a buffer', () => {
    const Table = struct('Table', { call: fn({}), next: pointer(u8) })
    const home = memory()
    home.view.setBigUint64(16, 4096n, true)
    const table = home.at(Table, 16)
    expect(refusal(() => table.call)).toMatchObject({ code: 'ABI-C004', path: 'Table.call' })
    expect(refusal(() => (table.call = (() => undefined) as never)).code).toBe('ABI-V001')
  })
})
