// Calls between threads: the other threads are those of the pool, on which `$async` calls native code.
import { u32 } from 'abiding'
import { connect, exportTrait, list, method, string, trait, traitRef } from 'abiding/connection'
import { beforeAll, describe, expect, it } from 'vitest'
import { refusal } from '../../support/refusal.js'
import { connectThroughProtocol, receiveThroughProtocol } from '../../support/through-protocol.js'

const methods = {
  add: method({ left: u32, right: u32 }, u32),
  join: method([{ texts: list(string) }, { between: string }], string),
  set: method({ value: u32 }, u32, { receiver: 'mut' }),
  fail: method({ text: string }, u32),
  pass: method({}),
}
const Shared = trait('Shared', { version: 0, methods, bounds: ['Send', 'Sync'] })
const Moved = trait('Moved', { version: 0, methods, bounds: ['Send'] })
const Stays = trait('Stays', { version: 0, methods })

const implementation = {
  add: (left: number, right: number) => left + right,
  join: (texts: readonly string[], between: string) => texts.join(between),
  set: (value: number) => value,
  fail: (text: string): number => {
    throw new Error(text)
  },
  pass: () => undefined,
}

/** Calls of objects of this side go to another thread through the protocol, and wait for the event loop without it. */
const ways: readonly (readonly [string, typeof connectThroughProtocol])[] = [
  ['through the protocol', connectThroughProtocol],
  ['in the process', (trait, { address }) => connect(trait, address)],
]

describe.each(ways)('calls on another thread, %s', (way, connectTo) => {
  beforeAll(() => receiveThroughProtocol(way === 'through the protocol'))

  it('X-18: give what the methods give', async () => {
    using exported = exportTrait(Shared, implementation)
    using shared = connectTo(Shared, exported)
    const { $async } = shared
    expect(await $async.add(1, 2)).toBe(3)
    expect(await $async.join(['a', 'b'], '-'.repeat(20_000))).toBe(`a${'-'.repeat(20_000)}b`)
    expect(await $async.pass()).toBeUndefined()
    const sums = Array.from({ length: 20 }, (_, index) => $async.add(index, 1))
    expect(await Promise.all(sums)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })

  it('X-18: reject what is refused, and what fails', async () => {
    using exported = exportTrait(Shared, implementation)
    using shared = connectTo(Shared, exported)
    await expect(shared.$async.add(1, -1)).rejects.toMatchObject({ path: 'Shared.add → param right' })
    await expect((shared.$async as any).add(1)).rejects.toMatchObject({ code: 'ABI-C001' })
    await expect(shared.$async.fail('far away')).rejects.toMatchObject({
      code: 'ABI-J006',
      panic: 'far away',
    })
    expect(shared.add(1, 2)).toBe(3)
  })

  it('X-18: need the bound Send', async () => {
    using exported = exportTrait(Stays, implementation)
    using stays = connectTo(Stays, exported)
    await expect(stays.$async.add(1, 2)).rejects.toMatchObject({ code: 'ABI-J011', path: 'Stays.add' })
    expect(stays.add(1, 2)).toBe(3)
  })

  it('X-18: keep others from using the object, unless all of them only read', async () => {
    using exportedMoved = exportTrait(Moved, implementation)
    using moved = connectTo(Moved, exportedMoved)
    const first = moved.$async.add(1, 2)
    expect(refusal(() => moved.add(1, 2))).toMatchObject({ code: 'ABI-J011', path: 'Moved.add' })
    await expect(moved.$async.add(3, 4)).rejects.toMatchObject({ code: 'ABI-J011' })
    expect(await first).toBe(3)
    expect(moved.add(5, 6)).toBe(11)

    using exported = exportTrait(Shared, implementation)
    using shared = connectTo(Shared, exported)
    const reading = shared.$async.add(1, 2)
    expect(shared.add(3, 4)).toBe(7)
    expect(refusal(() => shared.set(1)).code).toBe('ABI-J011')
    await expect(shared.$async.set(1)).rejects.toMatchObject({ code: 'ABI-J011' })
    expect(await reading).toBe(3)
    const writing = shared.$async.set(9)
    expect(refusal(() => shared.add(3, 4)).code).toBe('ABI-J011')
    expect(await writing).toBe(9)
    expect(shared.set(10)).toBe(10)
  })

  it('X-18: need an object that was not lent', async () => {
    const Visitor = trait('Visitor', {
      version: 0,
      methods: { visit: method({ shared: traitRef(Shared) }, u32) },
    })
    const asked: Promise<unknown>[] = []
    using exported = exportTrait(Visitor, {
      visit: (shared) => {
        asked.push((shared as any).$async.add(1, 2))
        return shared.add(1, 2)
      },
    })
    using visitor = connectTo(Visitor, exported)
    expect(visitor.visit(implementation)).toBe(3)
    await expect(asked[0]).rejects.toMatchObject({ code: 'ABI-J011', path: 'Shared.add' })
  })

  it('X-12, X-18: keep the object until they return', async () => {
    const seen: string[] = []
    using exported = exportTrait(Shared, () => ({
      ...implementation,
      pass: () => void seen.push('called'),
      [Symbol.dispose]: () => void seen.push('dropped'),
    }))
    const shared = connectTo(Shared, exported)
    const pending = shared.$async.pass()
    shared[Symbol.dispose]()
    await pending
    expect(seen).toEqual(['called', 'dropped'])
    await expect(shared.$async.pass()).rejects.toMatchObject({ code: 'ABI-M004' })
  })
})
