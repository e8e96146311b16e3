import { bufferMemory, f32, f64, layoutOf, struct, targets } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oddTargets } from '../support/arbitraries.js'
import { refusal } from '../support/refusal.js'

const Pair = struct('Pair', { single: f32, precise: f64 })
const pair = () => bufferMemory(new ArrayBuffer(32)).at(Pair, 0)

describe('f32 and f64', () => {
  it('L-3: have the sizes of IEEE 754', () => {
    expect(layoutOf(f32)).toEqual({ size: 4, alignment: 4 })
    expect(layoutOf(f64, targets['x86_64-linux'])).toEqual({ size: 8, alignment: 8 })
    expect(layoutOf(f64, oddTargets.i386)).toEqual({ size: 8, alignment: 4 })
    expect([f32.declareC('x'), f64.declareC('x', true)]).toEqual(['float x', 'const double x'])
  })

  it.each([0, -0, NaN, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE])('L-3: keep %d', (value) => {
    const view = pair()
    view.single = value
    view.precise = value
    expect(view.single).toBe(Math.fround(value))
    expect(view.precise).toBe(value)
  })

  it('L-3: f32 is rounded to single precision, f64 is not', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const view = pair()
        view.single = value
        view.precise = value
        expect(view.single).toBe(Math.fround(value))
        expect(view.precise).toBe(value)
      }),
    )
  })

  it.each(['1', 1n, null, undefined, true, {}, []])('L-3: refuse %s', (value) => {
    const view = pair()
    const expected = { code: 'ABI-V001', rule: 'L-3' }
    expect(refusal(() => (view.single = value as never))).toMatchObject({ ...expected, path: 'Pair.single' })
    expect(refusal(() => (view.precise = value as never))).toMatchObject({
      ...expected,
      path: 'Pair.precise',
    })
  })
})
