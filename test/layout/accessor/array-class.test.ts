import { array, bufferMemory, hostTarget, struct, u16, type AnyType } from 'abiding'
import { describe, expect, it } from 'vitest'
import { makeArrayClass } from '../../../src/layout/accessor/array-class.js'
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
  const Accessor = makeArrayClass(array(element, 3), codecOf(element, hostTarget()), 3, generate)
  return { Accessor, view: new Accessor(bufferMemory(new ArrayBuffer(32)), 4) as AnyArray }
}

const sourceOf = (Accessor: new (...values: never[]) => object, name: string) =>
  (Accessor.prototype as Record<string, () => unknown>)[name]!.toString()

describe('makeArrayClass', () => {
  it('L-13: the generated class knows its element', () => {
    const { Accessor } = make(u16, true)
    expect(sourceOf(Accessor, 'at')).toContain('getUint16(this.$offset + index * 2, true)')
    expect(sourceOf(Accessor, 'set')).toContain('setUint16(')
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

  it.each([true, false])('L-13: reads, writes and refuses structs (generated: %s)', (generate) => {
    const { view } = make(Point, generate)
    view.set(1, { x: 1, y: 2 })
    expect(JSON.stringify([...view])).toBe('[{"x":0,"y":0},{"x":1,"y":2},{"x":0,"y":0}]')
    expect(refusal(() => view.set(1, { x: 1, y: -2 })).path).toBe('array(Point, 3)[1].y')
    expect(refusal(() => view.set(1, 5)).path).toBe('array(Point, 3)[1]')
  })
})
