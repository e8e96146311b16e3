import { inspect } from 'node:util'
import {
  addressOf,
  array,
  bufferMemory,
  bytesOf,
  hostTarget,
  moveTo,
  struct,
  typeOfView,
  u16,
  u8,
  type AnyType,
  type View,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeArrayClass, makeSliceClass } from '../../../src/layout/accessor/array-class.js'
import type { ArrayDescriptor } from '../../../src/layout/accessor/array-family.js'
import { codecOf } from '../../../src/layout/layout.js'
import { refusal } from '../../support/refusal.js'

const Point = struct('Point', { x: u16, y: u16 })

interface AnyArray extends Iterable<unknown> {
  readonly length: number
  at(index: unknown): unknown
  set(index: unknown, value: unknown): void
}

function make(
  element: AnyType,
  generate: boolean,
): { Accessor: new (...values: never[]) => object; view: AnyArray } {
  const type = array(element, 3) as unknown as ArrayDescriptor
  const Accessor = makeArrayClass(type, codecOf(element, hostTarget()), 3, { generate })
  return { Accessor, view: new Accessor(bufferMemory(new ArrayBuffer(32)), 4) as AnyArray }
}

const sourceOf = (Accessor: new (...values: never[]) => object, name: string) =>
  (Accessor.prototype as Record<string, () => unknown>)[name]!.toString()

describe('makeArrayClass', () => {
  it('L-13: the generated class knows its element', () => {
    const { Accessor } = make(u16, true)
    expect(sourceOf(Accessor, 'at')).toContain('getUint16(start + index * 2, true)')
    expect(sourceOf(Accessor, 'set')).toContain('setUint16(')
  })

  it('L-13: finds elements of every size at multiples of it', () => {
    for (let size = 1; size <= 150; size++) {
      const rows = bufferMemory(new ArrayBuffer(16 + size * 40)).allocate(array(array(u8, size), 40))
      const places = Array.from({ length: 40 }, (_, index) => addressOf(rows.at(index)) - addressOf(rows))
      expect(places).toEqual(places.map((_, index) => index * size))
    }
  })

  it('L-13: finds elements wherever the array lies', () => {
    const { Accessor } = make(u16, true)
    // A view that says where it was asked.
    const view = { getUint16: (offset: number) => offset }
    const isAt = (start: number): void => {
      const far = new (Accessor as new (...values: unknown[]) => AnyArray)({ view }, start)
      expect([far.at(0), far.at(2)]).toEqual([start, start + 4])
    }
    const edges = [30, 31, 32, 40, 47].flatMap((bits) => [-2, -1, 0, 1, 2].map((more) => 2 ** bits + more))
    for (let round = 0; round < 200; round++) edges.forEach(isAt)
    fc.assert(fc.property(fc.maxSafeNat(), isAt))
  })

  it('L-13: the composed class is made of closures', () => {
    const { Accessor } = make(u16, false)
    expect(sourceOf(Accessor, 'at')).toContain('codec.get(')
    expect(sourceOf(Accessor, 'at')).not.toContain('getUint16')
  })

  it.each([true, false])('L-13: reads, writes and refuses scalars (generated: %s)', (generate) => {
    const { view } = make(u16, generate)
    view.set(2, 65535)
    expect([view.length, view.at(2), [...view]]).toEqual([3, 65535, [0, 0, 65535]])
    const outside = { code: 'ABI-V003', rule: 'L-13' }
    for (const index of [3, -1, 0.5, NaN, '1', 1n, null, undefined]) {
      expect(refusal(() => view.at(index))).toMatchObject(outside)
      expect(refusal(() => view.set(index, 1))).toMatchObject(outside)
    }
    expect(refusal(() => view.set(1, 65536))).toMatchObject({ code: 'ABI-V002', path: 'array(u16, 3)[1]' })
    expect(refusal(() => view.set(1, '1'))).toMatchObject({ code: 'ABI-V001', path: 'array(u16, 3)[1]' })
    expect([...view]).toEqual([0, 0, 65535])
  })

  it.each([true, false])('L-13: knows arrays without elements (generated: %s)', (generate) => {
    const type = array(u16, 0) as unknown as ArrayDescriptor
    const Accessor = makeArrayClass(type, codecOf(u16, hostTarget()), 0, { generate })
    const view = new Accessor(bufferMemory(new ArrayBuffer(32)), 32) as AnyArray
    expect([view.length, [...view]]).toEqual([0, []])
    expect(refusal(() => view.at(0))).toMatchObject({
      code: 'ABI-V003',
      expected: 'no index: the array is empty',
    })
  })

  it.each([true, false])('L-13: writes without checks where none are wanted (generated: %s)', (generate) => {
    const type = array(u16, 3) as unknown as ArrayDescriptor
    const codec = codecOf(u16, hostTarget(), 'unchecked')
    const Accessor = makeArrayClass(type, codec, 3, { generate, mode: 'unchecked' })
    const view = new Accessor(bufferMemory(new ArrayBuffer(32)), 4) as AnyArray
    view.set(1, 0x10002)
    expect([...view]).toEqual([0, 2, 0])
    expect(refusal(() => view.set(3, 1)).code).toBe('ABI-V003')
  })

  it.each([true, false])('L-18: parts know their own length (generated: %s)', (generate) => {
    const type = array(u16, 3) as unknown as ArrayDescriptor
    const Slice = makeSliceClass(type, codecOf(u16, hostTarget()), { generate })
    const memory = bufferMemory(new Uint16Array([1, 2, 3, 4, 5, 6]).buffer)
    const slices = [2, 3].map((length) => new Slice(memory, 4, length) as AnyArray & View)
    expect(slices.map((slice) => [slice.length, [...slice], slice.at(1)])).toEqual([
      [2, [3, 4], 4],
      [3, [3, 4, 5], 4],
    ])
    expect(slices.map((slice) => typeOfView(slice).name)).toEqual(['array(u16, 2)', 'array(u16, 3)'])
    expect(inspect(slices[0])).toBe('array(u16, 2) [ 3, 4 ]')
    expect(bytesOf(slices[1]!)).toHaveLength(6)
    expect(refusal(() => slices[0]!.at(2))).toMatchObject({ code: 'ABI-V003', path: 'array(u16)[2]' })
    expect([...moveTo(slices[0]!, 8)]).toEqual([5, 6])
    expect(refusal(() => moveTo(slices[1]!, 8)).code).toBe('ABI-M005')
    expect([...slices[1]!]).toEqual([3, 4, 5])
  })

  it.each([true, false])('L-13: reads, writes and refuses structs (generated: %s)', (generate) => {
    const { view } = make(Point, generate)
    view.set(1, { x: 1, y: 2 })
    expect(JSON.stringify([...view])).toBe('[{"x":0,"y":0},{"x":1,"y":2},{"x":0,"y":0}]')
    expect(refusal(() => view.set(1, { x: 1, y: -2 })).path).toBe('array(Point, 3)[1].y')
    expect(refusal(() => view.set(1, 5)).path).toBe('array(Point, 3)[1]')
  })
})
