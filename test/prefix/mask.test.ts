import { describe, expect, it } from 'vitest'
import { lowMask, maskHas } from '../../src/prefix/mask.js'

describe('masks', () => {
  it('P-5: the first n fields have the mask 2^n - 1, for every n', () => {
    expect(lowMask(0)).toBe(0n)
    expect(lowMask(1)).toBe(1n)
    expect(lowMask(64)).toBe(0xffff_ffff_ffff_ffffn)
    for (let count = 0; count <= 64; count++) {
      for (let index = 0; index < 64; index++) expect(maskHas(lowMask(count), index)).toBe(index < count)
    }
  })
})
