import { describe, expect, it } from 'vitest'
import { entryPointOf, forgetEntryPoint, rememberEntryPoint } from '../../src/call/entry-points.js'
import { refusal } from '../support/refusal.js'

describe('entry points', () => {
  it('K-6: are remembered for functions and objects, and refused after dispose', () => {
    const values = [() => 1, {}]
    values.forEach((value, index) => rememberEntryPoint(value, 0x10000 + index))
    expect(values.map(entryPointOf)).toEqual([0x10000, 0x10001])
    values.forEach(forgetEntryPoint)
    for (const value of values) {
      expect(refusal(() => entryPointOf(value))).toMatchObject({ code: 'ABI-M004', rule: 'K-6' })
    }
  })

  it.each([() => 1, {}, null, undefined, 3, 'f', 5n])('L-12: %s has none', (value) => {
    expect(entryPointOf(value)).toBeUndefined()
  })
})
