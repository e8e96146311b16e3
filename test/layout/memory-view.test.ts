import { bufferMemory, hostTarget, NativeArena, type Memory } from 'abiding'
import { describe, expect, it } from 'vitest'
import { isRecentEngine } from '../../src/layout/engine.js'
import { keptShape } from '../../src/layout/keep-shape.js'
import { changeFirstView } from '../../src/layout/memory-view.js'
import { collectUntil } from '../support/garbage.js'
import { haveSameShape } from '../support/shapes.js'

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
        changeFirstView(memory, () => new Stretch())
        return memory.view !== view
      })
      expect(changed).toEqual([true, false, false])
    }
  })

  it('M-2: lets the property hold something else for a moment, where the engine is recent', () => {
    const stores: unknown[] = []
    const Stretch = declareStretch()
    const memory = new Stretch()
    const { view } = memory
    Object.defineProperty(memory, 'view', { get: () => view, set: (value) => stores.push(value) })
    changeFirstView(memory, () => new Stretch())
    expect(stores.at(-1)).toBeInstanceOf(DataView)
    expect(stores.slice(0, -1)).toEqual(isRecentEngine ? [null] : [])
  })

  it('M-2: leaves the bytes as they are', () => {
    const Stretch = declareStretch()
    const memory = new Stretch()
    const { view } = memory
    changeFirstView(memory, () => new Stretch())
    const { buffer, byteOffset, byteLength } = memory.view
    expect({ buffer, byteOffset, byteLength }).toEqual({ buffer: view.buffer, byteOffset: 4, byteLength: 8 })
    expect(buffer).toBe(view.buffer)
  })

  it('M-2: keeps another memory of the class, and not the first one', async () => {
    const Stretch = declareStretch()
    const collected: string[] = []
    const registry = new FinalizationRegistry((name: string) => collected.push(name))
    const makeFirst = (): void => {
      const first = new Stretch()
      registry.register(first, 'first')
      changeFirstView(first, () => {
        const another = new Stretch()
        registry.register(another, 'another')
        return another
      })
    }
    makeFirst()
    expect(await collectUntil(() => collected.includes('first'))).toBe(true)
    expect(collected).toEqual(['first'])
    expect([keptShape(Stretch.prototype), registry].every((one) => one !== undefined)).toBe(true)
  })

  it('M-2: what is kept has the shape of arenas and buffers, and belongs to nobody', () => {
    using arena = new NativeArena()
    // Lengths from 2 GiB on are no small integers for V8.
    const buffers = [64, 2 ** 31, 64].map((byteLength) => bufferMemory(new ArrayBuffer(byteLength)))
    const pairs = [arena.allocateBytes(8).memory, ...buffers].map((memory) => ({
      memory,
      kept: keptShape(Object.getPrototypeOf(memory) as object) as Memory,
    }))
    // Before anything is read of them: V8 gives an object its new shape then.
    expect(pairs.map(({ memory, kept }) => haveSameShape([kept, memory]))).toEqual([true, true, true, true])
    // A comparison by `expect` would read bytes that are not mapped.
    expect(pairs.every(({ memory, kept }) => kept.view.buffer !== memory.view.buffer)).toBe(true)
  })
})
