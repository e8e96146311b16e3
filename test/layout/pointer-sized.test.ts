import { bufferMemory, isize, layoutOf, struct, targets, usize, type Target } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oddTargets } from '../support/arbitraries.js'
import { refusal } from '../support/refusal.js'

const Sizes = struct('Sizes', { count: usize, difference: isize })
const at = (target: Target) => bufferMemory(new ArrayBuffer(32), target).at(Sizes, 0)
const wide: readonly Target[] = [targets['x86_64-linux'], oddTargets.powerpc64]
const narrow: readonly Target[] = [oddTargets.i386, oddTargets.powerpc]

describe('usize and isize', () => {
  it('L-3: are as large as a pointer', () => {
    expect(layoutOf(usize, targets['x86_64-linux'])).toEqual({ size: 8, alignment: 8 })
    expect(layoutOf(isize, oddTargets.i386)).toEqual({ size: 4, alignment: 4 })
    expect([usize.declareC('n'), isize.declareC('n')]).toEqual(['size_t n', 'ptrdiff_t n'])
  })

  it.each(wide)('L-3: keep whole numbers up to 2^53-1 on $name', (target) => {
    const view = at(target)
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeInteger(), (count, difference) => {
        Object.assign(view, { count, difference })
        expect([view.count, view.difference]).toEqual([count, difference])
        const { view: bytes } = bufferMemory(new ArrayBuffer(8), target)
        bytes.setBigInt64(0, BigInt(difference), target.byteOrder === 'little')
        expect(bufferMemory(bytes.buffer as ArrayBuffer, target).at(isize, 0)).toBe(difference)
      }),
    )
  })

  it.each(narrow)('L-3: keep 32 bits on $name', (target) => {
    const view = at(target)
    view.count = 2 ** 32 - 1
    view.difference = -(2 ** 31)
    expect([view.count, view.difference]).toEqual([2 ** 32 - 1, -(2 ** 31)])
    expect(refusal(() => (view.count = 2 ** 32))).toMatchObject({ code: 'ABI-V002', path: 'Sizes.count' })
    expect(refusal(() => (view.difference = 2 ** 31)).code).toBe('ABI-V002')
    expect(refusal(() => (view.difference = -(2 ** 31) - 1)).code).toBe('ABI-V002')
  })

  it.each([-1, 2 ** 53, 0.5, NaN, Infinity])('L-3: usize refuses %d', (value) => {
    expect(refusal(() => (at(wide[0]!).count = value))).toMatchObject({ code: 'ABI-V002', rule: 'L-3' })
  })

  it.each([2 ** 53, -(2 ** 53), 0.5, NaN, -Infinity])('L-3: isize refuses %d', (value) => {
    expect(refusal(() => (at(wide[0]!).difference = value))).toMatchObject({ code: 'ABI-V002', rule: 'L-3' })
  })

  it.each(['1', 1n, null, undefined, true])('L-3: refuse %s as no number', (value) => {
    expect(refusal(() => (at(wide[0]!).count = value as never)).code).toBe('ABI-V001')
    expect(refusal(() => (at(wide[0]!).difference = value as never)).code).toBe('ABI-V001')
  })

  it.each([2n ** 53n, 2n ** 63n, 2n ** 64n - 1n])('L-3: refuse to read the word %d', (word) => {
    for (const target of wide) {
      const memory = bufferMemory(new ArrayBuffer(32), target)
      memory.view.setBigUint64(0, word, target.byteOrder === 'little')
      memory.view.setBigInt64(8, word === 2n ** 53n ? -word : 2n ** 62n, target.byteOrder === 'little')
      const view = memory.at(Sizes, 0)
      expect(refusal(() => view.count)).toMatchObject({ code: 'ABI-V005', rule: 'L-3', path: 'Sizes.count' })
      expect(refusal(() => view.difference)).toMatchObject({ code: 'ABI-V005', path: 'Sizes.difference' })
    }
  })
})
