import { describe, expect, it, vi } from 'vitest'
import type * as KeepShape from '../../../src/layout/accessor/keep-shape.js'
import { array, bufferMemory, f64, struct, u32 } from '../../../src/index.js'
import { collectUntil } from '../../support/garbage.js'

const calls: [owner: object, first: Record<string, unknown>][] = []

vi.mock('../../../src/layout/accessor/keep-shape.js', async (original) => {
  const { keepShape } = await original<typeof KeepShape>()
  return {
    keepShape(owner: object, first: Record<string, unknown>) {
      calls.push([owner, first])
      keepShape(owner, first)
    },
  }
})

const { keepShape } = await vi.importActual<typeof KeepShape>('../../../src/layout/accessor/keep-shape.js')

/** Has an owner keep an object, and notes when that and what nobody keeps are collected. */
function keepOne(owner: object, collected: string[]): FinalizationRegistry<string> {
  const [first, forgotten] = [{}, {}]
  const registry = new FinalizationRegistry((name: string) => collected.push(name))
  registry.register(first, 'kept')
  registry.register(forgotten, 'forgotten')
  keepShape(owner, first)
  return registry
}

describe('keepShape', () => {
  it('keeps the object for its owner', async () => {
    const owner = {}
    const collected: string[] = []
    const registry = keepOne(owner, collected)
    expect(await collectUntil(() => collected.includes('forgotten'))).toBe(true)
    await collectUntil(() => collected.length > 1)
    expect(collected).toEqual(['forgotten'])
    expect([owner, registry]).toBeDefined()
  })

  it('is handed the first accessor and the first iterator of a class, which hold nothing', () => {
    const memory = bufferMemory(new ArrayBuffer(256))
    const points = memory.allocate(array(struct('Point', { x: u32 }), 2))
    const numbers = memory.allocate(array(f64, 2))
    const [point, step] = [points.at(0), numbers[Symbol.iterator]()]
    for (const one of [point, step]) {
      const prototype = Object.getPrototypeOf(one) as object
      const found = calls.filter(([, first]) => Object.getPrototypeOf(first) === prototype)
      expect(found).toHaveLength(1)
      const [, first] = found[0]!
      expect(Object.keys(first)).toEqual(Object.keys(one))
      expect(Object.values(first).every((value) => value === null)).toBe(true)
    }
  })
})
