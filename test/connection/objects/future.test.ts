import { liveObjects, u32, unit } from 'abiding'
import {
  connect,
  future,
  list,
  method,
  option,
  Result,
  string,
  trait,
  type Connection,
  type ImplementationOf,
} from 'abiding/connection'
import fc from 'fast-check'
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { hostedObjects } from '../../../src/connection/protocol/host-instance.js'
import { nativePeer, ways, type Connect } from './peers.js'

const Kitchen = trait('Kitchen', {
  version: 0,
  methods: {
    cook: method({ dish: string }, future(string, { send: true })),
    wash: method({ turns: u32 }, future(unit)),
    plate: method({ dishes: u32 }, future(list(option(option(u32))))),
    order: method({ dish: string }, Result(future(Result(u32, string)), string)),
    taste: method({ dish: string }, future(u32, { send: true }), { asyncTrait: true }),
  },
})

type Kitchen = Connection<typeof Kitchen>

async function turns(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await turn()
}

const kitchen: ImplementationOf<typeof Kitchen> = {
  async cook(dish) {
    if (dish === 'soup') return dish
    await turns(dish.length)
    if (dish === 'stone') throw new RangeError('stones cannot be cooked')
    return `cooked ${dish}`
  },
  wash: (count) => turns(count),
  async plate(dishes) {
    await turn()
    return Array.from({ length: dishes }, (_, index) =>
      [undefined, { some: undefined }, { some: index }].at(index % 3),
    )
  },
  order(dish) {
    if (dish === '') return { err: 'nothing' }
    return { ok: delay(1).then(() => (dish === 'stone' ? { err: dish } : { ok: dish.length })) }
  },
  taste: (dish) => Promise.resolve(dish === 'soup' ? 5 : ('five' as unknown as number)),
}

/** Runs something, and waits until nothing of it is left. */
async function leavingNothing(run: () => Promise<void>): Promise<void> {
  const before = [liveObjects().length, hostedObjects()]
  await run()
  for (let left = 100; left > 0 && liveObjects().length + hostedObjects() > before[0]! + before[1]!; left--)
    await turn()
  expect([liveObjects().length, hostedObjects()]).toEqual(before)
}

describe.each(ways)('a future %s', (_way, connectIn) => {
  it('X-27: is a promise of its value', () =>
    leavingNothing(async () => {
      using peer: Kitchen = connectIn(Kitchen, kitchen)
      expect(await peer.cook('soup')).toBe('soup')
      expect(await peer.cook('peas')).toBe('cooked peas')
      expect(await peer.wash(3)).toBe(undefined)
      expect(await peer.plate(4)).toEqual([undefined, { some: undefined }, { some: 2 }, undefined])
    }))

  it('X-27: outlives the connection that it came from', () =>
    leavingNothing(async () => {
      const peer = connectIn(Kitchen, kitchen)
      const [peas, beans] = [peer.cook('peas'), peer.cook('beans')]
      peer[Symbol.dispose]()
      expect(await Promise.all([peas, beans])).toEqual(['cooked peas', 'cooked beans'])
    }))

  it('X-27: stands in results, and gives results', () =>
    leavingNothing(async () => {
      using peer: Kitchen = connectIn(Kitchen, kitchen)
      expect(peer.order('')).toEqual({ isOk: false, err: 'nothing' })
      const [peas, stone] = [peer.order('peas'), peer.order('stone')]
      expect(peas.isOk && (await peas.ok)).toEqual({ isOk: true, ok: 4 })
      expect(stone.isOk && (await stone.ok)).toEqual({ isOk: false, err: 'stone' })
    }))

  it('X-31: of a promise that is rejected is rejected with its message', () =>
    leavingNothing(async () => {
      using peer: Kitchen = connectIn(Kitchen, kitchen)
      await expect(peer.cook('stone')).rejects.toMatchObject({
        code: 'ABI-J006',
        message: expect.stringContaining('stones cannot be cooked') as string,
      })
    }))

  it('X-29, X-31: of a method of async_trait is one, and what does not fit rejects it', () =>
    leavingNothing(async () => {
      using peer: Kitchen = connectIn(Kitchen, kitchen)
      expect(await peer.taste('soup')).toBe(5)
      await expect(peer.taste('stone')).rejects.toThrow(/an integer from 0 to 4294967295/)
    }))

  it('X-28: is one of many', () =>
    leavingNothing(async () => {
      using peer: Kitchen = connectIn(Kitchen, kitchen)
      const lengths = Array.from({ length: 300 }, (_, index) => index % 7)
      const dishes = lengths.map((length) => 'x'.repeat(length))
      expect(await Promise.all(dishes.map((dish) => peer.cook(dish)))).toEqual(
        dishes.map((dish) => `cooked ${dish}`),
      )
    }))

  it('X-27: is a promise, or refused', () => {
    const bad = { ...kitchen, cook: () => 'raw' as never }
    using peer: Kitchen = connectIn(Kitchen, bad)
    expect(() => peer.cook('peas')).toThrow(/a promise/)
  })
})

describe('futures', () => {
  it('X-27, X-28: are ready whenever they are, in any order', async () => {
    await leavingNothing(() =>
      fc.assert(
        fc.asyncProperty(fc.array(fc.nat(6), { maxLength: 12 }), fc.boolean(), async (counts, isNative) => {
          const connectIn: Connect = isNative ? nativePeer : connect
          const done: number[] = []
          using peer = connectIn(Kitchen, {
            ...kitchen,
            wash: async (index) => {
              await turns(counts[index]!)
              done.push(index)
            },
          })
          await Promise.all(counts.map((_, index) => peer.wash(index)))
          expect(done.sort((a, b) => a - b)).toEqual(counts.map((_, index) => index))
        }),
        { numRuns: 30 },
      ),
    )
  })
})

describe('a process', () => {
  /** What keeps it alive, counted. */
  const pipes = (): number => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length

  it('X-27: goes on as long as a promise is open, and not for what is settled', async () => {
    let settle!: () => void
    const open = new Promise<void>((resolve) => (settle = resolve))
    using peer = nativePeer(Kitchen, { ...kitchen, wash: () => open })
    peer.wash(0)[Symbol.dispose]()
    const before = pipes()
    const [first, second] = [peer.wash(1), peer.wash(2)]
    expect(pipes()).toBe(before + 1)
    second[Symbol.dispose]()
    expect(pipes()).toBe(before + 1)
    settle()
    await first
    expect(pipes()).toBe(before)
  })
})
