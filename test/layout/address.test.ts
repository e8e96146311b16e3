import { formatAddress } from 'abiding'
import { describe, expect, it } from 'vitest'

describe('formatAddress', () => {
  it.each([
    [0, '0x0'],
    [4096, '0x1000'],
    [0x7fffdeadbeef, '0x7fffdeadbeef'],
    [-16, '-0x10'],
  ])('M-1: spells %d as %s', (value, text) => {
    expect(formatAddress(value)).toBe(text)
  })
})
