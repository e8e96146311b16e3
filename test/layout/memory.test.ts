import { bufferMemory } from 'abiding'
import { describe, expect, it } from 'vitest'
import { isSameSpace } from '../../src/layout/memory.js'
import { nativeSpace } from '../../src/memory/native-space.js'

describe('isSameSpace', () => {
  it('M-4: two memories over one buffer are one address space', () => {
    const buffer = new SharedArrayBuffer(64)
    expect(isSameSpace(bufferMemory(buffer), bufferMemory(buffer))).toBe(true)
    expect(isSameSpace(bufferMemory(buffer), bufferMemory(new SharedArrayBuffer(64)))).toBe(false)
    expect(isSameSpace(bufferMemory(buffer), nativeSpace)).toBe(false)
    expect(isSameSpace(nativeSpace, nativeSpace)).toBe(true)
  })
})
