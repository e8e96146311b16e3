import { MemoryError } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPointer } from '../../src/ffi/pointers.js'
import { refusal } from '../support/refusal.js'

describe('checkPointer', () => {
  it('M-1: accepts whole numbers from 64 KiB up to 2^48 - 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0x10000, max: 2 ** 48 - 1 }), (address) => {
        checkPointer(address, undefined)
      }),
    )
    checkPointer(0x10000, undefined)
    checkPointer(2 ** 48 - 1, undefined)
  })

  it('M-1: refuses all other values, and says which', () => {
    const isAddress = (value: unknown) =>
      Number.isInteger(value) && (value as number) >= 0x10000 && (value as number) < 2 ** 48
    fc.assert(
      fc.property(fc.oneof(fc.anything({ withBigInt: true }), fc.double(), fc.integer()), (value) => {
        fc.pre(!isAddress(value))
        const error = refusal(() => checkPointer(value, 'Person.name'))
        expect(error).toBeInstanceOf(MemoryError)
        const isNull =
          value === null || (Number.isInteger(value) && (value as number) >= 0 && (value as number) < 0x10000)
        expect(error).toMatchObject({
          code: isNull ? 'ABI-M001' : 'ABI-M002',
          rule: 'M-1',
          path: 'Person.name',
        })
      }),
    )
  })

  it.each([
    [0, '0x0'],
    [-0, '0x0'],
    [100, '0x64'],
    [-1, '-0x1'],
    [1.5, 'the number 1.5'],
    [NaN, 'the number NaN'],
    [2 ** 48, '0x1000000000000'],
    [5n, 'the bigint 5n'],
    [null, 'null'],
    [undefined, 'undefined'],
    ['0x10000', 'string'],
  ])('M-1: spells %s', (value, found) => {
    expect(refusal(() => checkPointer(value, undefined)).found).toBe(found)
  })
})
