import { addressOf, array, NativeArena, safeRead, struct, u8 } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyOwnMemory } from '../../src/ffi/index.js'
import { copyFromFile, safeReadSome } from '../../src/memory/safe-read.js'
import { beforeGuardPage } from '../support/guard-page.js'
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

  it('M-3: refuses what is mapped for nobody to read', () => {
    const { address, bytes } = beforeGuardPage(Uint8Array.from({ length: 5000 }, (_, index) => index % 7))
    expect(safeRead(address, 5000)).toEqual(bytes.slice())
    for (const [from, count] of [
      [0, 5001],
      [4999, 2],
      [5000, 1],
      [5001, 4095],
    ] as const) {
      expect(refusal(() => safeRead(address + from, count))).toMatchObject({ code: 'ABI-M003', rule: 'M-3' })
    }
    expect(refusal(() => safeRead(address, 6000)).found).toBe(`nothing at 0x${(address + 5000).toString(16)}`)
  })
})

describe('safeReadSome', () => {
  it('M-3: copies what may be read, from the first byte on', () => {
    const { address, bytes } = beforeGuardPage(Uint8Array.from({ length: 5000 }, (_, index) => index % 7))
    fc.assert(
      fc.property(fc.nat(5100), fc.integer({ min: 1, max: 20_000 }), (from, count) => {
        expect(safeReadSome(address + from, count)).toEqual(bytes.slice(from, from + count))
      }),
    )
    expect(safeReadSome(0x10000, 8)).toHaveLength(0)
  })

  it.each([
    [0, 'ABI-M001'],
    [2 ** 53, 'ABI-M002'],
  ])('M-1: refuses the address %s', (address, code) => {
    expect(refusal(() => safeReadSome(address, 1))).toMatchObject({ code, rule: 'M-1' })
  })
})

describe.each([
  ['the call', copyOwnMemory],
  ['the file', copyFromFile],
])('the system, asked through %s', (_, copy) => {
  const { address, bytes } = beforeGuardPage(Uint8Array.from({ length: 200_000 }, (_, index) => index % 251))

  /** Copies until no more can be copied. */
  const copyAll = (from: number, count: number): Uint8Array => {
    const into = new Uint8Array(count).fill(0xee)
    let done = 0
    while (done < count) {
      const copied = copy(from + done, into, done)
      if (copied === undefined) return expect.fail('it has no such means')
      if (copied === 0) break
      done += copied
    }
    return into.slice(0, done)
  }

  it('M-3: gives as many bytes as can be read', () => {
    fc.assert(
      fc.property(fc.nat(199_999), fc.integer({ min: 1, max: 210_000 }), (from, count) => {
        const copied = copyAll(address + from, count)
        expect(Buffer.from(copied).equals(bytes.slice(from, from + count))).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('M-3: gives none where nothing is', () => {
    for (const nowhere of [0x10000, address + 200_000, 2 ** 47, 2 ** 48 - 8])
      expect(copyAll(nowhere, 8)).toHaveLength(0)
  })
})
