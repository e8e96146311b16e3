import { array, bufferMemory, f64, struct, u32 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { keepShape, keptShape } from '../../src/layout/keep-shape.js'
import { collectUntil } from '../support/garbage.js'

/** Keeps an object, and notes when that and what nobody keeps are collected. */
function keepOne(prototype: object, collected: string[]): FinalizationRegistry<string> {
  const [first, forgotten] = [Object.create(prototype) as object, {}]
  const registry = new FinalizationRegistry((name: string) => collected.push(name))
  registry.register(first, 'kept')
  registry.register(forgotten, 'forgotten')
  keepShape(first)
  return registry
}

describe('keepShape', () => {
  it('keeps the object with its prototype', async () => {
    const prototype = {}
    const collected: string[] = []
    const registry = keepOne(prototype, collected)
    expect(await collectUntil(() => collected.includes('forgotten'))).toBe(true)
    await collectUntil(() => collected.length > 1)
    expect(collected).toEqual(['forgotten'])
    expect([keptShape(prototype) === undefined, registry === undefined]).toEqual([false, false])
  })

  it('has the first accessor and the first iterator of a class, which hold nothing', () => {
    const memory = bufferMemory(new ArrayBuffer(256))
    const point = memory.allocate(array(struct('Point', { x: u32 }), 2)).at(0)
    const iterator = memory.allocate(array(f64, 2))[Symbol.iterator]()
    for (const one of [point, iterator]) {
      const first = keptShape(Object.getPrototypeOf(one) as object)!
      expect(Object.keys(first)).toEqual(Object.keys(one))
      expect(Object.values(first).every((value) => value === null)).toBe(true)
    }
  })
})
