import { addressOf, NativeArena, struct, u32 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { longestUncloneable, uncloneableViewAt } from '../../src/memory/uncloneable-view.js'

const Word = struct('Word', { value: u32 })

describe('uncloneableViewAt', () => {
  it('L-36: shows the bytes at an address, and no others', () => {
    using arena = new NativeArena()
    const word = arena.allocate(Word, { value: 5 })
    const view = uncloneableViewAt(addressOf(word), 4)
    expect([view.byteLength, view.getUint32(0, true)]).toEqual([4, 5])
    view.setUint32(0, 6, true)
    expect(word.value).toBe(6)
    expect(() => view.getUint8(4)).toThrow(RangeError)
  })

  it('L-36: V8 refuses to clone it, and has no part of it elsewhere', () => {
    using arena = new NativeArena()
    const view = uncloneableViewAt(addressOf(arena.allocate(Word)), 4)
    expect(() => structuredClone(view)).toThrow('could not be cloned')
    expect(() => new MessageChannel().port1.postMessage({ view })).toThrow('could not be cloned')
  })

  it('L-36: views of neighbours share a buffer, also across its middle', () => {
    const low = uncloneableViewAt(5 * longestUncloneable, 1)
    const high = uncloneableViewAt(6 * longestUncloneable - 1, longestUncloneable)
    const next = uncloneableViewAt(6 * longestUncloneable, 1)
    // Nothing but booleans is handed to `expect`, which reads the bytes of buffers that it compares.
    expect([high.buffer === low.buffer, next.buffer === low.buffer]).toEqual([true, false])
    expect([low.byteOffset, high.byteOffset]).toEqual([0, longestUncloneable - 1])
  })

  it('L-36: the lowest buffer begins behind null', () => {
    expect(uncloneableViewAt(0x10008, 8).byteOffset).toBe(8)
  })
})
