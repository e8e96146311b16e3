// Hosts and implementations of three versions of a trait, in both languages, each with each.
import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { requireTool } from '../../support/tools.js'
import { DepotPeers, type DepotHost } from './depot-peers.js'
import { liveDepots, moodsOf, repriced, versions, type Item, type Mood, type Version } from './depot.js'

const hasCargo = requireTool('cargo')
const peers = hasCargo ? new DepotPeers() : undefined!

type Way = 'typescriptToRust' | 'rustToTypescript' | 'typescriptToTypescript'
const ways: readonly Way[] = ['typescriptToRust', 'rustToTypescript', 'typescriptToTypescript']
const pairs = ways.flatMap((way) =>
  versions.flatMap((host) => versions.map((callee) => [way, host, callee] as const)),
)

const text = fc.string({ unit: 'grapheme', maxLength: 8 })
const u32s = fc.nat({ max: 2 ** 31 })
const u8s = fc.nat({ max: 255 })
const u16s = fc.nat({ max: 65535 })

const items = (version: Version): fc.Arbitrary<Item> =>
  fc.record({
    name: text,
    price: u32s,
    ...(version >= 1 ? { weight: u32s } : {}),
    ...(version >= 2 ? { tags: fc.array(text, { maxLength: 3 }) } : {}),
  })

/** The moods that a version has. */
const moods = (version: Version): fc.Arbitrary<Mood> =>
  fc.oneof(
    fc.constant({ tag: 'Calm' as const }),
    fc.record({ tag: fc.constant('Glad' as const), '0': u8s }),
    ...(version >= 1 ? [fc.constant({ tag: 'Odd' as const })] : []),
    ...(version >= 2 ? [fc.record({ tag: fc.constant('Wild' as const), level: u16s, text })] : []),
  )

/** An item of one version as another one has it, after it has passed through the versions between. */
function itemIn(version: Version, { name, price, weight, tags }: Item, through: number): Item {
  return {
    name,
    price,
    ...(version >= 1 ? { weight: through >= 1 ? weight! : 18 } : {}),
    ...(version >= 2 ? { tags: through >= 2 ? tags! : [] } : {}),
  }
}

function withHost(way: Way, host: Version, callee: Version, run: (peer: DepotHost) => void): void {
  const peer = peers[way](host, callee)
  try {
    run(peer)
  } finally {
    peer[Symbol.dispose]()
  }
}

const assertEach = <T>(values: fc.Arbitrary<T>, check: (value: T) => void): void => {
  fc.assert(fc.property(values, check), { numRuns: 20 })
}

/** The error of a call whose result a newer peer writes in a way that this side cannot read. */
const refusal = (path: string) =>
  expect.objectContaining({ code: 'ABI-J018', problems: [expect.objectContaining({ path })] })

afterAll(() => {
  peers?.dispose()
})

describe.runIf(hasCargo).each(pairs)('%s, version %i calls version %i', (way, host, callee) => {
  const effective = Math.min(host, callee)

  afterEach(() => {
    expect([peers.liveObjects, liveDepots.count]).toEqual([0, 0])
  })

  it('X-35, X-36: methods are found by their names', () => {
    withHost(way, host, callee, (peer) => {
      expect(peer.call('revision')).toBe(callee)
      expect(peer.call('put', itemIn(host, { name: 'a', price: 1, weight: 2, tags: [] }, 2))).toBe(1n)
      expect(peer.call('put', itemIn(host, { name: 'b', price: 7, weight: 2, tags: ['t'] }, 2))).toBe(2n)
      expect(peer.call('find', 'b')).toEqual({
        isOk: true,
        ok: itemIn(host, { name: 'b', price: 7, weight: 2, tags: ['t'] }, effective),
      })
      expect(peer.call('find', 'c')).toEqual({ isOk: false, err: 'no c' })
    })
  })

  it('X-10: a method that the other side does not have is refused when it is called', () => {
    withHost(way, host, callee, (peer) => {
      const known = { former: [0, 0, 100], newer: [1, 2, 200], newest: [2, 2, 300] } as const
      for (const [method, [since, until, more]] of Object.entries(known)) {
        if (host < since || host > until) continue
        if (callee >= since && callee <= until) expect(peer.call(method, 5)).toBe(5 + more)
        else if (way === 'rustToTypescript')
          expect(() => peer.call(method, 5)).toThrow(`Method '${method}' does not exist in implementation.`)
        else expect(() => peer.call(method, 5)).toThrow(expect.objectContaining({ code: 'ABI-J007' }))
      }
      expect(peer.call('revision')).toBe(callee)
    })
  })

  it('W-10: fields that one side does not have get their defaults', () => {
    withHost(way, host, callee, (peer) => {
      assertEach(items(host), (item) => {
        const back = itemIn(host, item, effective)
        expect(peer.call('item', item)).toEqual(back)
        expect(peer.call('price', item)).toBe(BigInt(item.price))
      })
      assertEach(fc.array(items(host), { maxLength: 4 }), (list) => {
        expect(peer.call('items', list)).toEqual(list.map((item) => itemIn(host, item, effective)))
        expect(peer.call('total', list)).toBe(list.reduce((sum, { price }) => sum + BigInt(price), 0n))
      })
    })
  })

  it('W-10: fields in slices get their defaults', () => {
    withHost(way, host, callee, (peer) => {
      const point = fc.record({ x: u32s, ...(host >= 2 ? { y: u32s } : {}) })
      assertEach(fc.array(point, { maxLength: 4 }), (points: readonly { x: number; y?: number }[]) => {
        const sum = points.reduce((all, { x, y = 0 }) => all + BigInt(x) + BigInt(effective >= 2 ? y : 0), 0n)
        expect(peer.call('distance', points)).toBe(sum)
      })
    })
  })

  it('X-23, X-24: closures take and give the fields that both sides have', () => {
    withHost(way, host, callee, (peer) => {
      assertEach(items(host), (item) => {
        const back = repriced(itemIn(host, item, effective))
        expect(peer.call('mapper', item)).toEqual(back)
        expect(
          way === 'rustToTypescript' ? peer.call('map_item', item) : peer.call('map_item', item, repriced),
        ).toEqual(back)
      })
    })
  })

  it('W-13: forms that both sides have are passed', () => {
    withHost(way, host, callee, (peer) => {
      assertEach(moods(effective as Version), (mood) => {
        expect(peer.call('mood', mood)).toEqual(mood)
        expect(peer.call('number_of_mood', mood)).toBe(['Calm', 'Glad', 'Odd', 'Wild'].indexOf(mood.tag))
      })
      expect(peer.call('moods', effective + 2)).toEqual(moodsOf(effective as Version, effective + 2))
    })
  })

  it('W-13, X-46: forms that one side does not have are refused', () => {
    withHost(way, host, callee, (peer) => {
      if (host > callee) {
        const odd = { tag: callee === 0 ? 'Odd' : 'Wild', level: 1, text: '' }
        // In Rust the host itself panics.
        expect(() => peer.call('mood', odd)).toThrow(
          way === 'rustToTypescript'
            ? /is not present in version/
            : expect.objectContaining({ code: 'ABI-W005' }),
        )
      }
      if (callee > host) expect(() => peer.call('moods', 4)).toThrow()
      expect(peer.call('revision')).toBe(callee)
    })
  })

  it('W-10, X-46: a removed field has its value for older peers', () => {
    withHost(way, host, callee, (peer) => {
      const label = { text: 'shelf', ...(host <= 1 ? { colour: 5 } : {}) }
      expect(peer.call('colour', label)).toBe(callee === 2 ? 0 : host === 2 ? 0xffff : 5)
      // The crate writes what it returns in its own version, which has no colour, for older hosts too.
      if (way === 'typescriptToRust' && host <= 1 && callee === 2)
        expect(() => peer.call('label', label)).toThrow(refusal('Depot.label → result.colour'))
      else
        expect(peer.call('label', label)).toEqual(
          host === 2 ? { text: 'shelf' } : { text: 'shelf', colour: callee === 2 ? 0xffff : 5 },
        )
    })
  })

  it('W-11, X-46: a field of another type is converted in both directions', () => {
    withHost(way, host, callee, (peer) => {
      const amount = host >= 1 ? 7n : 7
      // The crate converts what it reads, and leaves the field out of what it writes for older peers.
      if (way === 'rustToTypescript' && host >= 1 && callee === 0)
        expect(() => peer.call('measure', { amount, unit: 3 })).toThrow()
      else expect(peer.call('measure', { amount, unit: 3 })).toBe(7003n)
      if (way === 'typescriptToRust' && host === 0 && callee >= 1)
        expect(() => peer.call('unit_of', 9)).toThrow(refusal('Depot.unit_of → result.amount'))
      else expect(peer.call('unit_of', 9)).toEqual({ amount: host >= 1 ? 9n : 9, unit: 1 })
    })
  })

  it('X-6, X-15: what an implementation throws reaches the caller', () => {
    withHost(way, host, callee, (peer) => {
      // The crate loses the text of a panic that is put together when it happens.
      expect(() => peer.call('fails', 'a reason')).toThrow(
        way === 'typescriptToRust' ? 'Any { .. }' : 'a reason',
      )
      expect(peer.call('revision')).toBe(callee)
    })
  })
})
