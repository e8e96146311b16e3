import { bufferMemory, type Address, type Memory } from 'abiding'
import { describe, expect, it } from 'vitest'
import { DirectMemory, directMemoryOf, withdrawDirect } from '../../src/layout/direct-memory.js'

const buffer = new ArrayBuffer(32)
const space = bufferMemory(new ArrayBuffer(32))
const stretch = (): Memory => ({
  view: new DataView(buffer, 4, 8),
  base: 64 as Address,
  reach: 8,
  space,
  keep: () => 3 as Address,
})

describe('DirectMemory', () => {
  it('L-36: is a view of the bytes, and its own', () => {
    const source = stretch()
    const direct = new DirectMemory(source, source.view)
    expect(direct.view).toBe(direct)
    direct.view.setUint16(6, 0x0201, true)
    expect([source.view.getUint8(6), source.view.getUint8(7)]).toEqual([1, 2])
    expect(() => direct.getUint8(8)).toThrow(RangeError)
  })

  it('L-36: is what its source is', () => {
    const source = stretch()
    const direct = new DirectMemory(source, source.view)
    for (const name of ['base', 'reach', 'space', 'keep'] as const) expect(direct[name]).toBe(source[name])
  })

  it('L-36: shows the buffer of its source, through whatever view it reaches the bytes', () => {
    const other = new ArrayBuffer(64)
    const direct = new DirectMemory(stretch(), new DataView(other, 32, 8))
    direct.setUint8(0, 7)
    expect(new Uint8Array(other)[32]).toBe(7)
    expect(direct.buffer).toBe(buffer)
    expect([direct.byteOffset, direct.byteLength]).toEqual([4, 8])
  })

  it('L-36: has no bytes once it is withdrawn', () => {
    const direct = new DirectMemory(stretch(), stretch().view)
    direct.withdraw(() => {
      throw new Error('gone')
    })
    expect(() => direct.view).toThrow('gone')
    expect([direct.buffer.byteLength, direct.byteOffset, direct.byteLength]).toEqual([0, 0, 0])
  })
})

describe('directMemoryOf', () => {
  const withView = (): Memory => {
    const source = stretch()
    return Object.assign(source, { directView: () => source.view })
  }

  it('L-36: makes one of a memory, and of that one itself', () => {
    const memory = withView()
    const direct = directMemoryOf(memory)!
    expect([directMemoryOf(memory) === direct, directMemoryOf(direct) === direct]).toEqual([true, true])
    expect(direct.source).toBe(memory)
  })

  it('L-36: makes none where there is no view to keep', () => {
    expect(directMemoryOf(stretch())).toBeUndefined()
    expect(directMemoryOf(Object.assign(stretch(), { directView: () => undefined }))).toBeUndefined()
  })

  it('L-36: is withdrawn with its memory, where it was made', () => {
    const [memory, other] = [withView(), withView()]
    const direct = directMemoryOf(memory)!
    for (const one of [memory, other])
      withdrawDirect(one, () => {
        throw new Error('gone')
      })
    expect(() => direct.view).toThrow('gone')
    expect(directMemoryOf(other)!.view.byteLength).toBe(8)
  })
})
