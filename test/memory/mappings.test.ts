import { addressOf, exportFunction, fn, NativeArena, struct, u8 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { isCode, isWritable, readableBytes, writableBytes } from '../../src/memory/mappings.js'
import { beforeGuardPage } from '../support/guard-page.js'

describe('mappings', () => {
  it('M-7: tell code from data', () => {
    using arena = new NativeArena()
    using exported = exportFunction(fn({}), () => {})
    const data = addressOf(arena.allocate(struct('S', { a: u8 })))
    expect([isCode(exported.address), isCode(data)]).toEqual([true, false])
    expect(isWritable(data)).toBe(true)
  })

  it.each([0, 1, 0x10000, 2 ** 46, 2 ** 53, -1, NaN])('M-7: %d is neither', (address) => {
    expect([isCode(address), isWritable(address)]).toEqual([false, false])
  })

  it.each([1, 4096, 65536, 200_000])('M-3: end where their file ends, %d bytes before', (length) => {
    const { address } = beforeGuardPage(new Uint8Array(length))
    for (const asked of [1, length, length + 1, length + 4096, length + 65536, length + 500_000]) {
      expect(readableBytes(address, asked)).toBe(Math.min(asked, length))
      expect(writableBytes(address, asked)).toBe(Math.min(asked, length))
    }
  })
})
