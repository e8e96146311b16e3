import { bufferMemory, hostTarget, type Memory } from 'abiding'
import { describe, expect, it } from 'vitest'
import { isRecentEngine } from '../../src/layout/engine.js'
import { changeFirstView } from '../../src/layout/memory-view.js'

/** A class of memories of its own: nobody else has made one of them. */
function declareStretch() {
  return class Stretch implements Memory {
    readonly view = new DataView(new ArrayBuffer(16), 4, 8)
    readonly base = undefined
    readonly space = bufferMemory(new ArrayBuffer(32), hostTarget())
  }
}

describe('changeFirstView', () => {
  it('M-2: changes the view of the first memory of each class', () => {
    for (const Stretch of [declareStretch(), declareStretch()]) {
      const changed = [new Stretch(), new Stretch(), new Stretch()].map((memory) => {
        const { view } = memory
        changeFirstView(memory)
        return memory.view !== view
      })
      expect(changed).toEqual([true, false, false])
    }
  })

  it('M-2: lets the property hold something else for a moment, where the engine is recent', () => {
    const stores: unknown[] = []
    const memory = new (declareStretch())()
    const { view } = memory
    Object.defineProperty(memory, 'view', { get: () => view, set: (value) => stores.push(value) })
    changeFirstView(memory)
    expect(stores.at(-1)).toBeInstanceOf(DataView)
    expect(stores.slice(0, -1)).toEqual(isRecentEngine ? [null] : [])
  })

  it('M-2: leaves the bytes as they are', () => {
    const memory = new (declareStretch())()
    const { view } = memory
    changeFirstView(memory)
    const { buffer, byteOffset, byteLength } = memory.view
    expect({ buffer, byteOffset, byteLength }).toEqual({ buffer: view.buffer, byteOffset: 4, byteLength: 8 })
    expect(buffer).toBe(view.buffer)
  })
})
