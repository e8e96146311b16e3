import { addressOf, exportFunction, fn, NativeArena, struct, u8 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { mapCode, mapMemory, pageSize, unmapMemory } from '../../src/ffi/foreign-calls/system.js'
import { isCode, isWritable, readableBytes, wasWritable, writableBytes } from '../../src/memory/mappings.js'
import { beforeGuardPage } from '../support/guard-page.js'

describe('mappings', () => {
  it('M-7: tell code from data', () => {
    using arena = new NativeArena()
    using exported = exportFunction(fn({}), () => {})
    const data = addressOf(arena.allocate(struct('S', { a: u8 })))
    expect([isCode(exported.address), isCode(data)]).toEqual([true, false])
    expect([isWritable(data, 1), wasWritable(data)]).toEqual([true, true])
  })

  it.each([0, 1, 0x10000, 2 ** 46, 2 ** 53, -1, NaN])('M-7: %d is neither', (address) => {
    expect([isCode(address), isWritable(address, 1), wasWritable(address)]).toEqual([false, false, false])
  })

  it('M-7: are asked for anew before something is written that must not end the process', () => {
    const size = pageSize()
    const address = mapMemory(2 * size)
    try {
      expect([isWritable(address, 2 * size), isWritable(address, 2 * size + 2 ** 40)]).toEqual([true, false])
      // A library in the place of memory that was given back.
      mapCode(address, new Uint8Array(16))
      expect([isWritable(address, 1), isWritable(address, 2 * size)]).toEqual([false, false])
      expect([isWritable(address + size, size), isCode(address)]).toEqual([true, true])
    } finally {
      unmapMemory(address, 2 * size)
    }
    expect(isWritable(address + size, 1)).toBe(false)
  })

  it.each([1, 4096, 65536, 200_000])('M-3: end where their file ends, %d bytes before', (length) => {
    const { address } = beforeGuardPage(new Uint8Array(length))
    for (const asked of [1, length, length + 1, length + 4096, length + 65536, length + 500_000]) {
      expect(readableBytes(address, asked)).toBe(Math.min(asked, length))
      expect(writableBytes(address, asked)).toBe(Math.min(asked, length))
    }
  })
})
