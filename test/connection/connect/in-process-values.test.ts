// Values and objects that cross between two sides in one process, as each of them declares them.
import { f32, liveObjects, u32, u64, u8 } from 'abiding'
import {
  boxedClosure,
  boxedTrait,
  bytes,
  closure,
  connect,
  exportTrait,
  future,
  list,
  method,
  option,
  Result,
  str,
  string,
  trait,
  traitMut,
  traitRef,
  type AnyTrait,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { hostedObjects } from '../../../src/connection/protocol/host-instance.js'
import { refusal } from '../../support/refusal.js'

const Door = trait('Door', { version: 0, methods: { knock: method({ times: u32 }, u32) } })
const doorAgain = () => trait('Door', { version: 0, methods: { knock: method({ times: u32 }, u32) } })
type Knocker = { knock: (times: number) => number; [Symbol.dispose]?: () => void }

const house = (door: AnyTrait, blob: any) =>
  trait('House', {
    version: 0,
    methods: {
      visit: method({ door: traitRef(door) }, u32),
      alter: method({ door: traitMut(door) }, u32),
      keep: method([{ door: boxedTrait(door) }, { last: u32 }], u32),
      open: method({}, boxedTrait(door)),
      find: method({ name: string }, Result(boxedTrait(door), string)),
      each: method([{ count: u32 }, { visit: closure({ index: u32 }, u32) }], u32),
      scale: method({ by: u32 }, boxedClosure({ value: u32 }, u32)),
      later: method({ value: u32 }, future(string)),
      blob: method({ data: blob }, blob),
      each8: method({ take: closure({ data: blob }, u32) }, u32),
      label: method({ text: str }, str),
      maybe: method({ value: option(f32) }, option(f32)),
    },
  }) as any

/** Notes what it gets, and keeps the objects. */
function houseImplementation(
  kept: Knocker[],
  seen: unknown[],
  ended: () => void,
  give: (data: unknown) => unknown,
) {
  return {
    visit: (door: Knocker) => (kept.push(door), door.knock(2)),
    alter: (door: Knocker) => door.knock(5),
    keep: (door: Knocker) => (kept.push(door), door.knock(3)),
    open: () => ({ knock: (times: number) => times + 100, [Symbol.dispose]: ended }),
    find: (name: string) =>
      name === 'front' ? { ok: { knock: () => 1, [Symbol.dispose]: ended } } : { err: `no ${name}` },
    each: (count: number, visit: (index: number) => number) =>
      Array.from({ length: count }, (_, index) => visit(index)).reduce((sum, one) => sum + one, 0),
    scale: (by: number) => Object.assign((value: number) => value * by, { [Symbol.dispose]: ended }),
    later: async (value: number) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      if (value === 0) throw new Error('never')
      return `after ${value}`
    },
    blob: (data: unknown) => (seen.push(data), give(data)),
    each8: (take: (data: unknown) => number) => take(give(new Uint8Array([1, 2, 3]))),
    label: (text: string) => `${text}!`,
    maybe: (value: number | undefined) => (value === undefined ? 0.5 : undefined),
  }
}

const sides = [
  ['the same traits', Door, Door, bytes, bytes, (data: unknown) => data],
  ['traits that were declared twice', Door, doorAgain(), bytes, list(u8), (data: any) => [...data]],
] as const

describe.each(sides)('X-83: values between %s', (_what, here, there, hereBlob, thereBlob, give) => {
  const kept: Knocker[] = []
  const seen: unknown[] = []
  let ended = 0
  const Here = house(here, hereBlob)
  const There = here === there ? Here : house(there, thereBlob)
  const start = () => {
    kept.length = 0
    seen.length = 0
    ended = 0
    const exported = exportTrait(
      There,
      houseImplementation(kept, seen, () => void (ended += 1), give) as never,
    )
    return { exported, connection: connect(Here, exported) as any }
  }

  it('go in the process', () => {
    const { exported, connection } = start()
    expect(new Set(connection.$describe().methods.map(({ route }: any) => route))).toEqual(
      new Set(['in process']),
    )
    connection[Symbol.dispose]()
    exported[Symbol.dispose]()
  })

  it('are copies, as each side declares them', () => {
    const { exported, connection } = start()
    const data = new Uint8Array([1, 2, 255])
    const given = connection.blob(data)
    expect(given).toEqual(data)
    expect(given).toBeInstanceOf(Uint8Array)
    expect(given).not.toBe(data)
    expect(seen).toEqual([give(data)])
    expect(seen[0]).not.toBe(data)
    const taken: unknown[] = []
    expect(connection.each8((one: unknown) => (taken.push(one), 9))).toBe(9)
    expect(taken).toEqual([new Uint8Array([1, 2, 3])])
    expect([connection.label('grün'), connection.label('')]).toEqual(['grün!', '!'])
    expect([connection.maybe(undefined), connection.maybe(1)]).toEqual([0.5, undefined])
    expect(refusal(() => connection.blob([300])).path).toMatch(/^House\.blob → param data/)
    connection[Symbol.dispose]()
    exported[Symbol.dispose]()
  })

  it('X-12: are objects that are lent', () => {
    const hosted = hostedObjects()
    const live = liveObjects().length
    const { exported, connection } = start()
    expect(connection.visit({ knock: (times: number) => times * 7 })).toBe(14)
    expect(connection.alter({ knock: (times: number) => times * 7 })).toBe(35)
    expect(refusal(() => kept[0]!.knock(1))).toMatchObject({ code: 'ABI-J012', path: 'Door.knock' })
    expect(connection.each(4, (index: number) => index)).toBe(6)
    expect(refusal(() => connection.each(1, () => -1))).toMatchObject({ code: 'ABI-J006' })
    const thrown = refusal(() =>
      connection.visit({
        knock: () => {
          throw new RangeError('nobody')
        },
      }),
    )
    expect(thrown).toMatchObject({ panic: expect.stringContaining('nobody'), cause: { path: 'Door.knock' } })
    expect(hostedObjects()).toBe(hosted + 1)
    connection[Symbol.dispose]()
    exported[Symbol.dispose]()
    expect([hostedObjects(), liveObjects().length]).toEqual([hosted, live])
  })

  it('X-24, X-26: are objects that change hands, each dropped once', () => {
    const hosted = hostedObjects()
    const live = liveObjects().length
    const { exported, connection } = start()
    let dropped = 0
    const mine = { knock: (times: number) => times + 1, [Symbol.dispose]: () => void (dropped += 1) }
    expect(connection.keep(mine, 0)).toBe(4)
    expect(kept[0]!.knock(4)).toBe(5)
    kept[0]![Symbol.dispose]!()
    kept[0]![Symbol.dispose]!()
    expect(dropped).toBe(1)
    expect(refusal(() => kept[0]!.knock(1)).code).toBe('ABI-M004')
    const door = connection.open()
    const scale = connection.scale(6)
    const found = connection.find('front')
    connection[Symbol.dispose]()
    expect([door.knock(1), scale(7), found.ok.knock(1)]).toEqual([101, 42, 1])
    for (const one of [door, scale, found.ok]) one[Symbol.dispose]()
    expect(ended).toBe(3)
    exported[Symbol.dispose]()
    expect([hostedObjects(), liveObjects().length]).toEqual([hosted, live])
  })

  it('X-12: come back where the call is not made', () => {
    const hosted = hostedObjects()
    const { exported, connection } = start()
    let dropped = 0
    const mine = { knock: (times: number) => times, [Symbol.dispose]: () => void (dropped += 1) }
    expect(refusal(() => connection.keep(mine, -1)).path).toBe('House.keep → param last')
    expect([dropped, hostedObjects()]).toEqual([0, hosted + 1])
    expect(connection.keep(mine, 1)).toBe(3)
    kept[0]![Symbol.dispose]!()
    expect(dropped).toBe(1)
    connection[Symbol.dispose]()
    exported[Symbol.dispose]()
  })

  it('X-27: are promises', async () => {
    const { exported, connection } = start()
    expect(await connection.later(3)).toBe('after 3')
    await expect(connection.later(0)).rejects.toMatchObject({ code: 'ABI-J006', panic: 'never' })
    connection[Symbol.dispose]()
    exported[Symbol.dispose]()
  })
})

describe('X-82: what one side cannot read of the other', () => {
  it('is told as the protocol tells it, and objects among it are dropped once', async () => {
    const { usize } = await import('abiding')
    let dropped = 0
    const declare = (number: any): any =>
      trait('Sizes', {
        version: 0,
        methods: {
          take: method([{ first: boxedTrait(Door) }, { size: number }, { last: boxedTrait(Door) }], u32),
          give: method({}, number),
        },
      })
    const hosted = hostedObjects()
    using exported = exportTrait(declare(usize), { take: () => 1, give: () => 7 })
    using connection = connect(declare(u64), exported) as any
    expect(connection.$describe().methods[0].route).toBe('in process')
    const door = () => ({ knock: () => 1, [Symbol.dispose]: () => void (dropped += 1) })
    expect(refusal(() => connection.take(door(), 2n ** 60n, door()))).toMatchObject({
      code: 'ABI-J008',
      path: 'Sizes.take',
      found: expect.stringContaining('Sizes.take → param size'),
    })
    expect(dropped).toBe(2)
    expect(hostedObjects()).toBe(hosted + 1)
    expect(connection.give()).toBe(7n)
    using big = exportTrait(declare(u64), { take: () => 1, give: () => 2n ** 60n })
    using small = connect(declare(usize), big) as any
    expect(refusal(() => small.give())).toMatchObject({
      code: 'ABI-V002',
      path: 'Sizes.give → result',
    })
  })
})
