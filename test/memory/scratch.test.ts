import { describe, expect, it } from 'vitest'
import { scratchMemory } from '../../src/memory/scratch.js'

const scratch = scratchMemory()

describe('scratch memory', () => {
  it('K-3: is used like a stack', () => {
    const mark = scratch.mark
    const first = scratch.allocate(24, 8)
    const inner = scratch.mark
    const second = scratch.allocate(8, 8)
    expect(second.offset).toBeGreaterThanOrEqual(first.offset + 24)
    scratch.release(inner)
    expect(scratch.allocate(8, 8).offset).toBe(second.offset)
    scratch.release(mark)
    expect(scratch.allocate(1, 1).offset).toBe(first.offset)
    scratch.release(mark)
    expect(scratchMemory()).toBe(scratch)
  })

  it('K-3: gives what does not fit memory of its own, as long as the call lasts', () => {
    const mark = scratch.mark
    const large = scratch.allocate(1_000_000, 8)
    const another = scratch.allocate(70_000, 8)
    const inner = scratch.mark
    const nested = scratch.allocate(80_000, 8)
    for (const { memory, offset } of [large, another, nested]) {
      memory.view.setUint8(offset, 7)
      expect(memory.base! % 8).toBe(0)
      expect(memory.keep).toBeTypeOf('function')
    }
    scratch.release(inner)
    // The outer ones are still there.
    expect([large, another].map(({ memory, offset }) => memory.view.getUint8(offset))).toEqual([7, 7])
    scratch.release(mark)
    expect(scratch.mark).toBe(mark)
  })

  it('K-3: keeps bytes', () => {
    const mark = scratch.mark
    const address = scratch.keep(new Uint8Array([1, 2, 3]), 1)
    expect(scratch.view.getUint8(address - scratch.base + 2)).toBe(3)
    scratch.release(mark)
  })
})
