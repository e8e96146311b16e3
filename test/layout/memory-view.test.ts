import { bufferMemory, hostTarget, type Memory } from 'abiding'
import { describe, expect, it } from 'vitest'
import { isRecentEngine } from '../../src/layout/engine.js'
import { replaceFirstView } from '../../src/layout/memory-view.js'

/** A class of memories of its own: nobody else has made one of them. */
function declareStretch() {
  return class Stretch implements Memory {
    readonly view = new DataView(new ArrayBuffer(16), 4, 8)
    readonly base = undefined
    readonly space = bufferMemory(new ArrayBuffer(32), hostTarget())
  }
}

describe('replaceFirstView', () => {
  it('M-2: replaces the view of the first memory of each class, where the engine is old', () => {
    for (const Stretch of [declareStretch(), declareStretch()]) {
      const replaced = [new Stretch(), new Stretch(), new Stretch()].map((memory) => {
        const { view } = memory
        replaceFirstView(memory)
        return memory.view !== view
      })
      expect(replaced).toEqual([!isRecentEngine, false, false])
    }
  })

  it('M-2: leaves the bytes as they are', () => {
    const memory = new (declareStretch())()
    const { view } = memory
    replaceFirstView(memory)
    const { buffer, byteOffset, byteLength } = memory.view
    expect({ buffer, byteOffset, byteLength }).toEqual({ buffer: view.buffer, byteOffset: 4, byteLength: 8 })
    expect(buffer).toBe(view.buffer)
  })
})
