import { addressOf, array, NativeArena, safeRead, struct, u8 } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Bytes = struct('Bytes', { all: array(u8, 10_000) })

describe('safeRead', () => {
  it('M-3: copies any bytes that are mapped', () => {
    using arena = new NativeArena()
    const all = Array.from({ length: 10_000 }, (_, index) => index % 251)
    const bytes = arena.allocate(Bytes, { all })
    const start = addressOf(bytes)
    fc.assert(
      fc.property(fc.nat(9_999), fc.nat(10_000), (from, length) => {
        const count = Math.min(length, 10_000 - from)
        expect([...safeRead(start + from, count)]).toEqual(all.slice(from, from + count))
      }),
    )
    const copy = safeRead(start, 4)
    bytes.all.set(0, 99)
    expect(copy[0]).toBe(0)
  })

  it('M-3: refuses what is not mapped', () => {
    const address = 0x10000
    expect(refusal(() => safeRead(address, 1, 'Header'))).toMatchObject({
      code: 'ABI-M003',
      rule: 'M-3',
      path: 'Header',
      expected: '1 readable bytes at 0x10000',
      found: 'nothing at 0x10000',
    })
    expect(refusal(() => safeRead(2 ** 47, 8)).code).toBe('ABI-M003')
    expect(refusal(() => safeRead(2 ** 48 - 1, 8)).code).toBe('ABI-M003')
  })

  it('M-3: refuses to read beyond the end of a mapping, however long', () => {
    using arena = new NativeArena()
    const start = addressOf(arena.allocate(Bytes))
    expect(refusal(() => safeRead(start, 2 ** 31)).code).toMatch(/^ABI-M00[37]$/)
  })

  it.each([-1, 0.5, NaN, Infinity, 2 ** 45, 2 ** 53, '8', 8n, null])(
    'M-3: refuses to read %s bytes',
    (length) => {
      expect(refusal(() => safeRead(0x10000, length as number))).toMatchObject({
        code: 'ABI-M007',
        rule: 'M-3',
      })
    },
  )

  it('M-3: reads no bytes anywhere', () => {
    expect(safeRead(0x10000, 0)).toHaveLength(0)
  })

  it.each([
    [0, 'ABI-M001'],
    [0xffff, 'ABI-M001'],
    [-4096, 'ABI-M002'],
    [4096.5, 'ABI-M002'],
    [2 ** 53, 'ABI-M002'],
    [70000n, 'ABI-M002'],
  ])('M-1: refuses the address %s', (address, code) => {
    expect(refusal(() => safeRead(address as number, 1))).toMatchObject({ code, rule: 'M-1' })
  })
})
