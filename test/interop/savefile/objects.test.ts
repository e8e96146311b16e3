// Closures, boxed traits and futures between TypeScript and the crate savefile-abi.
import {
  addressOf,
  array,
  bindSymbol,
  bytesOf,
  fn,
  isize,
  NativeArena,
  openLibrary,
  u32,
  u8,
  unit,
  usize,
} from 'abiding'
import {
  boxedClosure,
  boxedTrait,
  closure,
  connect,
  exportTrait,
  future,
  method,
  Result,
  str,
  string,
  trait,
  traitMut,
  type Connection,
  type ImplementationOf,
} from 'abiding/connection'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { hostedObjects } from '../../../src/connection/protocol/host-instance.js'
import { buildCrate } from '../../support/cargo-crate.js'
import { requireTool } from '../../support/tools.js'

const hasCargo = requireTool('cargo')
const library = hasCargo ? buildCrate('savefile/savefile-objects') : ''

const Unary = closure({ x: u32 }, u32)
const Bell = trait('Bell', {
  version: 0,
  methods: { ring: method({ times: u32 }, u32, { receiver: 'mut' }) },
})
const Objects = trait('Objects', {
  version: 0,
  methods: {
    lend: method([{ f: closure([{ x: u32 }, { text: str }], u32) }, { x: u32 }], u32),
    lend_mut: method([{ f: closure({ x: u32 }, u32, { mut: true }) }, { times: u32 }], u32),
    nest: method(
      [{ f: closure([{ g: closure([{ h: Unary }, { x: u32 }], u32) }, { x: u32 }], u32) }, { x: u32 }],
      u32,
    ),
    keep: method({ f: boxedClosure({ x: u32 }, u32, { send: true, sync: true }) }, unit, { receiver: 'mut' }),
    kept: method({ x: u32 }, u32),
    adder: method({ by: u32 }, boxedClosure({ x: u32 }, u32)),
    checked: method({ by: u32 }, Result(boxedClosure({ x: u32 }, u32), string)),
    hear: method([{ bell: traitMut(Bell) }, { times: u32 }], u32),
    hang: method({ bell: boxedTrait(Bell) }, unit, { receiver: 'mut' }),
    ring: method({ times: u32 }, u32, { receiver: 'mut' }),
    cast: method({ loudness: u32 }, boxedTrait(Bell)),
    clear: method({}, unit, { receiver: 'mut' }),
  },
})
const later = future(u32, { send: true })
const Futures = trait('Futures', {
  version: 0,
  methods: {
    later: method({ value: u32 }, later),
    yielding: method({ times: u32 }, later),
    crowded: method({ threads: u32 }, future(string, { send: true })),
    locked: method({}, later),
    failing: method({}, later),
    forgotten: method({}, later),
  },
})
const Steps = trait('Steps', {
  version: 0,
  methods: {
    add: method({ x: u32, y: u32 }, later, { receiver: 'mut', asyncTrait: true }),
    text: method({ text: string }, future(string, { send: true }), { asyncTrait: true }),
  },
})

/** Functions of the crate, and room for their answers. */
function hostIn(arena: NativeArena) {
  const opened = openLibrary(library)
  const room = arena.allocate(array(u8, 4096))
  const HostType = fn({ entry: usize, out: usize, capacity: usize }, isize)
  const answer = (length: number): string => {
    const text = new TextDecoder().decode(bytesOf(room).slice(0, Math.abs(length < 0 ? length + 1 : length)))
    if (length < 0) throw new Error(text)
    return text
  }
  const useObjects = bindSymbol(opened, 'use_objects', HostType)
  const takeFinding = bindSymbol(opened, 'take_finding', HostType)
  return {
    useObjects: (entry: number) => answer(useObjects(entry, addressOf(room), 4096)),
    startFutures: bindSymbol(opened, 'start_futures', fn({ entry: usize }, usize)),
    takeFinding: (finding: number) => answer(takeFinding(finding, addressOf(room), 4096)),
  }
}

/** How many objects of Rust are there; threads may still be about to drop theirs. */
async function leftInRust(): Promise<number> {
  const live = bindSymbol(openLibrary(library), 'live_objects', fn({}, isize))
  for (let tries = 0; tries < 1000 && live() > 0; tries++) await delay(2)
  return live()
}

describe.runIf(hasCargo)('objects of Rust', () => {
  afterEach(async () => {
    expect([await leftInRust(), hostedObjects()]).toEqual([0, 0])
  })

  it('X-23: borrows closures, and lends its own', () => {
    using peer = connect(Objects, library)
    expect(peer.lend((x, text) => x * 10 + text.length, 4)).toBe(41 + 53)
    const seen: number[] = []
    expect(peer.lend_mut((x) => seen.push(x), 3)).toBe(6)
    expect(seen).toEqual([0, 1, 2])
    expect(peer.nest((g, x) => g((y) => y + 5, x) * 2, 1)).toBe(121)
    const thrown = (): never => {
      throw new RangeError('no more')
    }
    expect(() => peer.lend_mut(thrown, 1)).toThrow(expect.objectContaining({ code: 'ABI-J006' }) as Error)
  })

  it('X-24: keeps boxed closures, and drops them once', () => {
    let drops = 0
    const peer = connect(Objects, library)
    const own = (by: number) => Object.assign((x: number) => x + by, { [Symbol.dispose]: () => void drops++ })
    peer.keep(own(1))
    expect(peer.kept(1)).toBe(2)
    peer.keep(own(2))
    expect([drops, peer.kept(1)]).toEqual([1, 3])
    peer.clear()
    expect(drops).toBe(2)
    peer.keep(own(3))
    peer[Symbol.dispose]()
    expect(drops).toBe(3)
  })

  it('X-24: gives boxed closures, which outlive the connection', () => {
    const peer = connect(Objects, library)
    const add = peer.adder(5)
    const [good, bad] = [peer.checked(6), peer.checked(0)]
    peer.keep(peer.adder(7))
    expect(peer.kept(1)).toBe(8)
    peer[Symbol.dispose]()
    expect(add(1)).toBe(6)
    add[Symbol.dispose]()
    expect(() => add(1)).toThrow(expect.objectContaining({ code: 'ABI-M004' }) as Error)
    expect(bad).toEqual({ isOk: false, err: 'nothing to add' })
    if (!good.isOk) throw new Error('the closure is missing')
    using second = good.ok
    expect(second(1)).toBe(7)
  })

  it('X-25, X-26: borrows, keeps and gives objects', () => {
    let drops = 0
    const bell: ImplementationOf<typeof Bell> & Disposable = {
      ring: (times) => times * 3,
      [Symbol.dispose]: () => void drops++,
    }
    using peer = connect(Objects, library)
    expect(peer.hear(bell, 2)).toBe(12)
    expect(drops).toBe(0)
    peer.hang(bell)
    expect(peer.ring(4)).toBe(12)
    using cast: Connection<typeof Bell> = peer.cast(1)
    expect(peer.hear(cast, 1)).toBe(2 + 3)
    peer.hang(cast)
    expect(drops).toBe(1)
    expect(peer.ring(1)).toBe(4)
    peer.clear()
    expect(() => cast.ring(1)).toThrow(expect.objectContaining({ code: 'ABI-M004' }) as Error)
  })

  it('X-23 to X-26: of TypeScript are used by Rust', () => {
    using arena = new NativeArena()
    const kept: Disposable[] = []
    const clear = (): void => kept.splice(0).forEach((one) => one[Symbol.dispose]())
    let own: (x: number) => number = () => 0
    let hung: Connection<typeof Bell> | undefined
    const adder = (by: number) => (x: number) => x + by
    using exported = exportTrait(Objects, () => ({
      lend: (f, x) => f(x, 'ä') + f(x + 1, 'two'),
      lend_mut: (f, times) => Array.from({ length: times }, (_, x) => f(x)).length,
      nest: (f, x) => f((g, y) => g(y) * 10, x) + 1,
      keep(f) {
        kept.push(f)
        own = f
      },
      kept: (x) => own(x),
      adder,
      checked: (by) => (by === 0 ? { err: 'nothing to add' } : { ok: adder(by) }),
      hear: (bell, times) => bell.ring(times) + bell.ring(times),
      hang(bell) {
        kept.push(bell)
        hung = bell
      },
      ring: (times) => hung!.ring(times),
      cast(loudness) {
        let own = loudness
        return { ring: (times) => ++own * times }
      },
      clear,
    }))
    const told = hostIn(arena).useObjects(exported.address)
    expect(told).toBe('305 6 121 42 nothing to add 46 13 4 5')
    expect(kept).toEqual([])
  })
})

describe.runIf(hasCargo)('futures of Rust', () => {
  afterEach(async () => {
    expect([await leftInRust(), hostedObjects()]).toEqual([0, 0])
  })

  it('X-27, X-28: are woken by other threads, long after the connection is gone', async () => {
    const peer = connect(Futures, library)
    const values = Array.from({ length: 20 }, (_, index) => peer.later(10 * index))
    peer[Symbol.dispose]()
    expect(await Promise.all(values)).toEqual(values.map((_, index) => 10 * index + 1))
  })

  it('X-28: wake themselves, and are woken by many threads at once', async () => {
    using peer = connect(Futures, library)
    expect(await peer.yielding(0)).toBe(1)
    expect(await peer.yielding(50)).toBe(51)
    expect(await Promise.all([peer.crowded(3), peer.crowded(5)])).toEqual(['3 threads', '5 threads'])
  })

  it('X-28: are woken by a thread that holds a lock which JavaScript waits for', async () => {
    using peer = connect(Futures, library)
    expect(await peer.locked()).toBe(11)
  })

  it('X-27: that panic are rejected with the message', async () => {
    using peer = connect(Futures, library)
    await expect(peer.failing()).rejects.toMatchObject({
      code: 'ABI-J006',
      message: expect.stringContaining('the future fails') as string,
    })
  })

  it('X-27: are dropped with their promises', async () => {
    using peer = connect(Futures, library)
    const unwanted = [peer.later(1), peer.yielding(1000), peer.crowded(2)]
    for (const promise of unwanted) promise[Symbol.dispose]()
    for (const promise of unwanted) await expect(promise).rejects.toMatchObject({ code: 'ABI-J017' })
  })

  it('X-30: that nobody can wake any more are rejected', async () => {
    using peer = connect(Futures, library)
    await expect(peer.forgotten()).rejects.toMatchObject({ code: 'ABI-J014' })
  })

  it('X-29: of async_trait are promises', async () => {
    using peer = connect(Steps, library)
    expect(peer.$describe().methods.map(({ name }) => name)).toEqual(['add', 'text'])
    expect(await peer.add(1, 2)).toBe(3)
    expect(await peer.add(3, 4)).toBe(10)
    expect(await peer.text('here')).toBe('here at step 10')
  })

  it('X-31: of TypeScript are awaited by a thread of Rust', async () => {
    using arena = new NativeArena()
    const host = hostIn(arena)
    using exported = exportTrait(Futures, {
      async later(value) {
        await delay(2)
        return value + 1
      },
      yielding: (times) => Promise.resolve(times),
      crowded: (threads) => Promise.resolve(`${threads} at once`),
      locked: () => Promise.resolve(0),
      async failing() {
        await delay(1)
        throw new RangeError('the promise fails')
      },
      forgotten: () => new Promise(() => undefined),
    })
    const finding = host.startFutures(exported.address)
    let found = ''
    while (found === '') {
      await delay(1)
      found = host.takeFinding(finding)
    }
    expect(found).toMatch(/^6 \| 2 at once \| .*the promise fails/)
  })
})
