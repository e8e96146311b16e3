import { addressOf, exportFunction, fn, NativeArena, struct, u8 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { isCode, isWritable } from '../../src/memory/mappings.js'

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
})
