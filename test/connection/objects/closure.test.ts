import { liveObjects, onForgotten, u32, u8, unit, type ForgottenObject } from 'abiding'
import {
  boxedClosure,
  bytes,
  closure,
  field,
  list,
  method,
  record,
  Result,
  string,
  trait,
  type ImplementationOf,
  type WireType,
} from 'abiding/connection'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collectUntil } from '../../support/garbage.js'
import { expectNoObjectsLeft, nativePeer, ways } from './peers.js'

const Unary = closure({ x: u32 }, u32)
const Step = boxedClosure({ x: u32 }, u32)

const Tool = trait('Tool', {
  version: 0,
  methods: {
    apply: method([{ f: Unary }, { x: u32 }], u32),
    name_all: method(
      [{ f: closure([{ index: u32 }, { name: string }], string) }, { names: list(string) }],
      list(string),
    ),
    count: method([{ f: closure({ x: u32 }, unit, { mut: true }) }, { times: u32 }]),
    keep: method([{ f: Step }, { x: u32 }], u32, { receiver: 'mut' }),
    kept: method({ x: u32 }, u32),
    forget: method({}, unit, { receiver: 'mut' }),
    adder: method({ by: u32 }, Step),
    checked: method({ by: u32 }, Result(Step, string)),
    deep: method(
      [{ f: closure([{ g: closure([{ h: Unary }, { x: u32 }], u32) }, { x: u32 }], u32) }, { x: u32 }],
      u32,
    ),
    tower: method({ x: u32 }, boxedClosure({ y: u32 }, boxedClosure({ z: u32 }, Step))),
  },
})

type Step = ((x: number) => number) & Disposable

/** What the peer does, and what it keeps. */
function tool(): ImplementationOf<typeof Tool> & { lent: ((x: number) => number)[] } {
  let own: Step | undefined
  const lent: ((x: number) => number)[] = []
  return {
    lent,
    apply: (f, x) => {
      lent.push(f)
      return f(x) + f(x + 1)
    },
    name_all: (f, names) => names.map((name, index) => f(index, name)),
    count: (f, times) => {
      for (let x = 0; x < times; x++) f(x)
    },
    keep: (f, x) => {
      own?.[Symbol.dispose]()
      own = f
      return f(x)
    },
    kept: (x) => own!(x),
    forget: () => {
      own?.[Symbol.dispose]()
      own = undefined
    },
    adder: (by) => (x) => x + by,
    checked: (by) => (by === 0 ? { err: 'nothing to add' } : { ok: (x) => x + by }),
    deep: (f, x) => f((h, y) => h(y) * 2, x) + 1,
    tower: (x) => (y) => (z) => (w) => 1000 * x + 100 * y + 10 * z + w,
  }
}

const newObjects = expectNoObjectsLeft()

describe.each(ways)('a closure %s', (_way, connectIn) => {
  it('X-23: that is lent is called with what it takes, and gives what it gives', () => {
    using peer = connectIn(Tool, tool())
    expect(peer.apply((x) => x * 10, 4)).toBe(90)
    expect(peer.name_all((index, name) => `${index}: ${name}`, ['ä', 'b'])).toEqual(['0: ä', '1: b'])
    const seen: number[] = []
    peer.count((x) => void seen.push(x), 3)
    expect(seen).toEqual([0, 1, 2])
  })

  it('X-23: that is lent cannot be called when the call is over', () => {
    const implementation = tool()
    using peer = connectIn(Tool, implementation)
    peer.apply((x) => x, 1)
    const [late] = implementation.lent
    const over = expect.objectContaining({ code: 'ABI-J012', rule: 'X-12' }) as Error
    expect(() => late!(1)).toThrow(over)
    // Nor in the midst of a later call.
    const inside: unknown[] = []
    peer.apply((x) => {
      try {
        late!(x)
      } catch (error) {
        inside.push(error)
      }
      return x
    }, 1)
    expect(inside).toEqual([over, over])
  })

  it('X-23: that throws fails the call of whoever called it, with its message', () => {
    using peer = connectIn(Tool, tool())
    const failing = (): never => {
      throw new RangeError('not this one')
    }
    expect(() => peer.apply(failing, 1)).toThrow(/not this one/)
    expect(() => peer.apply(failing, 1)).toThrow(expect.objectContaining({ code: 'ABI-J006' }) as Error)
    expect(peer.apply((x) => x, 1)).toBe(3)
  })

  it('X-23: that takes or gives what does not fit is refused where that happens', () => {
    using peer = connectIn(Tool, tool())
    expect(() => peer.apply((() => 'text') as never, 1)).toThrow(/Fn\(u32\) -> u32/)
    for (const bad of [undefined, null, 5, {}, 'f']) {
      expect(() => peer.apply(bad as never, 1)).toThrow(
        expect.objectContaining({ code: 'ABI-V001', path: 'Tool.apply → param f' }) as Error,
      )
    }
    // The closure before it was given away already, and is taken back.
    expect(() => peer.keep((x) => x, -1)).toThrow(expect.objectContaining({ code: 'ABI-V001' }) as Error)
  })

  it('X-24: that is boxed is kept, and dropped once by whoever got it', () => {
    let drops = 0
    const own = Object.assign((x: number) => x + 1, { [Symbol.dispose]: () => void drops++ })
    const peer = connectIn(Tool, tool())
    expect(peer.keep(own, 1)).toBe(2)
    expect(peer.kept(5)).toBe(6)
    expect(drops).toBe(0)
    peer.forget()
    expect(drops).toBe(1)
    peer.forget()
    peer[Symbol.dispose]()
    expect(drops).toBe(1)
  })

  it('X-24: that came from a peer outlives the connection, until it is disposed of', () => {
    const peer = connectIn(Tool, tool())
    const add = peer.adder(7)
    peer[Symbol.dispose]()
    expect(add(1)).toBe(8)
    expect(newObjects.count().live).toBe(1)
    add[Symbol.dispose]()
    add[Symbol.dispose]()
    expect(() => add(1)).toThrow(expect.objectContaining({ code: 'ABI-M004' }) as Error)
  })

  it('X-24: stands in results', () => {
    using peer = connectIn(Tool, tool())
    const good = peer.checked(2)
    expect(good.isOk && good.ok(3)).toBe(5)
    if (good.isOk) good.ok[Symbol.dispose]()
    expect(peer.checked(0)).toEqual({ isOk: false, err: 'nothing to add' })
  })

  it('X-23, X-24: are nested', () => {
    using peer = connectIn(Tool, tool())
    expect(peer.deep((g, x) => g((y) => y + 5, x), 10)).toBe(31)
    using first = peer.tower(1)
    using second = first(2)
    using third = second(3)
    expect(third(4)).toBe(1234)
  })

  it('X-24: is passed on, and dropped with the one that it was passed on as', () => {
    using peer = connectIn(Tool, tool())
    const add = peer.adder(1)
    expect(peer.keep(add, 1)).toBe(2)
    expect(peer.kept(3)).toBe(4)
    peer.forget()
    expect(() => add(1)).toThrow(expect.objectContaining({ code: 'ABI-M004' }) as Error)
  })
})

/** Has `y` from version 1 on. */
interface Point {
  x: number
  y?: number
}

describe('a forgotten closure', () => {
  it('X-24: is reported, and not dropped', async () => {
    let drops = 0
    const own = Object.assign((x: number) => x, { [Symbol.dispose]: () => void drops++ })
    const Giver = trait('Giver', {
      version: 0,
      methods: { give: method({}, boxedClosure({ seen: u32 }, u32)) },
    })
    const forgotten: ForgottenObject[] = []
    // What other tests of the process forgot may be reported meanwhile.
    using _listening = onForgotten((one) => {
      if (one.kind === 'connection') forgotten.push(one)
    })
    using peer = nativePeer(Giver, { give: () => own })
    ;(() => void peer.give()(1))()
    expect(await collectUntil(() => forgotten.length > 0)).toBe(true)
    expect(forgotten.map(({ type, wasFreed }) => [type, wasFreed])).toEqual([['Fn(u32) -> u32', false]])
    expect([drops, newObjects.count().hosted]).toEqual([0, 2])
    // Both sides still have it.
    expect(liveObjects().filter(({ type }) => type === 'Fn(u32) -> u32').length).toBe(1)
    newObjects.allow({ live: 1, hosted: 1 })
  })
})

describe('closures of several versions', () => {
  const declare = (version: number) => {
    const y = version === 0 ? {} : { y: field(u8, { since: 1, default: 9 }) }
    const Point = record('Point', { x: u8, ...y }) as WireType<Point>
    return trait('Map', {
      version,
      methods: {
        visit: method({ f: closure({ at: list(Point) }, list(Point)) }, list(Point)),
        walk: method({}, boxedClosure({ at: list(Point) }, list(Point))),
      },
    })
  }

  it.each([
    [0, 1],
    [1, 0],
    [1, 1],
    [0, 0],
  ])('X-22: travel in the version of the call: caller %i, callee %i', (caller, callee) => {
    const points = [1, 3].map((x) => (caller === 0 ? { x } : { x, y: x + 1 }))
    const seen: Point[][] = []
    const next = (at: readonly Point[]): Point[] => {
      seen.push([...at])
      return at.map((point) => ({ ...point, x: point.x + 10 }))
    }
    const given = callee === 0 ? [{ x: 1 }, { x: 3 }] : [1, 3].map((x) => ({ x, y: x + 1 }))
    const implementation = { visit: (f: typeof next) => f(given), walk: () => next }
    using peer = nativePeer(declare(caller), implementation, declare(callee))
    /** What arrives on a side: what only the other one knows is left out, what only this one knows has its default. */
    const arrived = (side: number, xs: readonly number[], from: readonly Point[]): Point[] =>
      xs.map((x, index) =>
        side === 0 ? { x } : { x, y: caller === 1 && callee === 1 ? from[index]!.y! : 9 },
      )
    expect(peer.visit(next)).toEqual(arrived(caller, [11, 13], given))
    using walk = peer.walk()
    expect(walk(points)).toEqual(arrived(caller, [11, 13], points))
    expect(seen).toEqual([arrived(caller, [1, 3], given), arrived(callee, [1, 3], points)])
  })
})

describe('bytes and text that closures take', () => {
  const Filter = trait('Filter', {
    version: 0,
    methods: {
      each: method(
        [{ f: closure([{ b: bytes }, { s: string }], bytes) }, { b: bytes }, { s: string }],
        bytes,
      ),
    },
  })

  it('X-23: arrive as they were', () => {
    using peer = nativePeer(Filter, { each: (f, b, s) => f(b, s) })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.string({ unit: 'grapheme' }), (b, s) => {
        const seen: unknown[] = []
        const result = peer.each(
          (...values) => {
            seen.push(...values)
            return values[0]
          },
          b,
          s,
        )
        expect(result).toEqual(b)
        expect(seen).toEqual([b, s])
      }),
    )
  })
})
