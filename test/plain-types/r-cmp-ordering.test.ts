import {
  bufferMemory,
  bytesOf,
  layoutOf,
  orderingFromNumber,
  orderingToNumber,
  RCmpOrdering,
  struct,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

describe('RCmpOrdering', () => {
  it('T-29: is a byte with three names', () => {
    expect(layoutOf(RCmpOrdering)).toMatchObject({ size: 1, alignment: 1 })
    const Found = struct('Found', { ordering: RCmpOrdering })
    const found = bufferMemory(new ArrayBuffer(64)).allocate(Found, { ordering: 'Greater' })
    expect(bytesOf(found)[0]).toBe(2)
    for (const [number, name] of ['Less', 'Equal', 'Greater'].entries()) {
      bytesOf(found)[0] = number
      expect(found.ordering).toBe(name)
    }
    bytesOf(found)[0] = 255
    expect(refusal(() => found.ordering)).toMatchObject({ code: 'ABI-V005', path: 'Found.ordering' })
    expect(RCmpOrdering.abiStable?.name).toBe('RCmpOrdering')
  })

  it('T-29: stands for what comparisons of JavaScript give', () => {
    expect((['Less', 'Equal', 'Greater'] as const).map(orderingToNumber)).toEqual([-1, 0, 1])
    expect([-5, -0, 0, 0.5, NaN].map(orderingFromNumber)).toEqual([
      'Less',
      'Equal',
      'Equal',
      'Greater',
      'Equal',
    ])
  })
})
