// Both sides are real: TypeScript exports an entry, and connects to its address through native code.
import { liveObjects, u16, u32, u64, u8, type Address } from 'abiding'
import {
  boxedClosure,
  boxedTrait,
  closure,
  connect,
  exportTrait,
  field,
  list,
  method,
  record,
  Result,
  string,
  trait,
  traitRef,
} from 'abiding/connection'
import { beforeAll, describe, expect, it } from 'vitest'
import { HostEntry } from '../../../src/connection/protocol/host-entry.js'
import { hostedObjects } from '../../../src/connection/protocol/host-instance.js'
import { composeMethod } from '../../../src/connection/connect/composed-method.js'
import { generateMethod } from '../../../src/connection/connect/generated-method.js'
import { refusal } from '../../support/refusal.js'
import { connectThroughProtocol, receiveThroughProtocol } from '../../support/through-protocol.js'

const Point = record('Point', { x: u32, y: u32 })
const Board = trait('Board', {
  version: 0,
  methods: {
    add: method({ left: u32, right: u32 }, u32),
    join: method([{ texts: list(string) }, { between: string }], string),
    turn: method({ point: Point }, Point),
    find: method({ name: string }, Result(u32, string)),
    fail: method({ text: string }, u32),
    pass: method({}),
    many: method([{ a: u8 }, { b: u16 }, { c: u32 }, { d: u64 }, { e: string }], u64),
  },
})

const board = {
  add: (left: number, right: number) => left + right,
  join: (texts: readonly string[], between: string) => texts.join(between),
  turn: ({ x, y }: { x: number; y: number }) => ({ x: y, y: x }),
  find: (name: string) => (name === 'a' ? { ok: 1 } : { err: `no ${name}` }),
  fail: (text: string): number => {
    throw new RangeError(text)
  },
  pass: () => undefined,
  many: (a: number, b: number, c: number, d: bigint, e: string) => BigInt(a + b + c) + d + BigInt(e.length),
}

type BoardConnection = ReturnType<typeof connect<typeof Board>>

const kinds: readonly (readonly [string, (address: Address) => BoardConnection])[] = [
  ['generated', (address) => connectThroughProtocol(Board, { address }, generateMethod)],
  ['composed', (address) => connectThroughProtocol(Board, { address }, composeMethod)],
]

/** Objects of this side can be called through native code, and without it. */
const ways: readonly (readonly [string, typeof connectThroughProtocol])[] = [
  ['through the protocol', connectThroughProtocol],
  ['in process', (trait, { address }) => connect(trait, address)],
]

describe.each(kinds)('a connection with %s methods', (_kind, connectTo) => {
  it('X-9: passes arguments and gives results', () => {
    using exported = exportTrait(Board, board)
    using connection = connectTo(exported.address)
    expect(connection.add(1, 2)).toBe(3)
    expect(connection.turn({ x: 1, y: 2 })).toEqual({ x: 2, y: 1 })
    expect(connection.find('a')).toEqual({ isOk: true, ok: 1 })
    expect(connection.find('b')).toEqual({ isOk: false, err: 'no b' })
    expect(connection.pass()).toBeUndefined()
    expect(connection.many(1, 2, 3, 4n, 'five')).toBe(14n)
    expect(connection.join(['a', 'b'], '-'.repeat(20_000))).toBe(`a${'-'.repeat(20_000)}b`)
    expect(connection.join([], '')).toBe('')
  })

  it('X-9: refuses what does not fit, with its path, and sends nothing', () => {
    let calls = 0
    using exported = exportTrait(Board, { ...board, add: () => (calls += 1) })
    using connection = connectTo(exported.address)
    const wrong = connection as any
    expect(refusal(() => wrong.add(1, -1))).toMatchObject({
      code: 'ABI-V001',
      path: 'Board.add → param right',
    })
    expect(refusal(() => wrong.add('1', 1))).toMatchObject({ path: 'Board.add → param left' })
    expect(refusal(() => wrong.turn({ x: 1, y: 1.5 }))).toMatchObject({ path: 'Board.turn → param point.y' })
    expect(refusal(() => wrong.join(['a', 7], ''))).toMatchObject({ path: 'Board.join → param texts[1]' })
    expect(refusal(() => wrong.add(1))).toMatchObject({ code: 'ABI-C001', path: 'Board.add' })
    expect(refusal(() => wrong.add(1, 2, 3)).expected).toBe('2 (left, right)')
    expect(calls).toBe(0)
    expect(connection.add(1, 2)).toBe(1)
  })

  it('X-6, X-15: tells what the peer threw, and goes on', () => {
    using exported = exportTrait(Board, { ...board, turn: () => ({ x: -1, y: 0 }) })
    using connection = connectTo(exported.address)
    for (const text of ['no such thing', 'ä'.repeat(5000)]) {
      expect(refusal(() => connection.fail(text))).toMatchObject({
        name: 'PeerPanicError',
        code: 'ABI-J006',
        path: 'Board.fail',
        panic: text,
      })
    }
    expect(refusal(() => connection.fail(''))).toMatchObject({ panic: 'RangeError' })
    expect(refusal(() => connection.turn({ x: 1, y: 1 })).found).toMatch(/Board\.turn → result\.x/)
    expect(connection.add(1, 2)).toBe(3)
  })

  it('X-9: may be called within its own calls, so deep and no deeper', () => {
    let deepest = 0
    const held: { connection?: BoardConnection } = {}
    using exported = exportTrait(Board, {
      ...board,
      add: (left, right) => {
        deepest = Math.max(deepest, left)
        return left === right ? left : held.connection!.add(left + 1, right)
      },
    })
    using made = connectTo(exported.address)
    held.connection = made
    expect(made.add(0, 20)).toBe(20)
    const error = refusal(() => made.add(0, 1000))
    expect(error.message).toMatch(/ABI-C005/)
    expect(deepest).toBe(63)
    expect(made.add(0, 20)).toBe(20)
  })
})

describe.each(ways)('an object of a peer, %s', (way, connectTo) => {
  beforeAll(() => receiveThroughProtocol(way === 'through the protocol'))

  it('X-12, X-17: is dropped once, by its owner', () => {
    const before = liveObjects().length
    const hosted = hostedObjects()
    let dropped = 0
    using exported = exportTrait(Board, () => ({ ...board, [Symbol.dispose]: () => void (dropped += 1) }))
    const connection = connectTo(Board, exported)
    const other = connectTo(Board, exported)
    expect(liveObjects().at(-1)).toMatchObject({ kind: 'connection', type: 'Board' })
    expect(hostedObjects()).toBe(hosted + 2)
    connection[Symbol.dispose]()
    connection[Symbol.dispose]()
    expect(dropped).toBe(1)
    expect(refusal(() => connection.add(1, 2))).toMatchObject({ code: 'ABI-M004', path: 'Board.add' })
    expect(other.add(1, 2)).toBe(3)
    other[Symbol.dispose]()
    expect(dropped).toBe(2)
    expect(hostedObjects()).toBe(hosted)
    expect(liveObjects().length).toBe(before + 1)
  })

  it('X-12: is dropped at the end of the call that disposes of it', () => {
    const seen: string[] = []
    const held: { connection?: BoardConnection } = {}
    using exported = exportTrait(Board, () => ({
      ...board,
      pass: () => {
        held.connection![Symbol.dispose]()
        seen.push('called')
      },
      [Symbol.dispose]: () => void seen.push('dropped'),
    }))
    held.connection = connectTo(Board, exported)
    held.connection.pass()
    expect(seen).toEqual(['called', 'dropped'])
  })
})

const Door = trait('Door', { version: 0, methods: { knock: method({ times: u32 }, u32) } })
const House = trait('House', {
  version: 0,
  methods: {
    visit: method({ door: traitRef(Door) }, u32),
    keep: method([{ door: boxedTrait(Door) }, { last: u32 }], u32),
    door: method({}, boxedTrait(Door)),
    each: method([{ count: u32 }, { visit: closure({ index: u32 }, u32) }], u32),
    scale: method({ by: u32 }, boxedClosure({ value: u32 }, u32)),
  },
})

describe.each(ways)('objects that cross, %s', (way, connectTo) => {
  beforeAll(() => receiveThroughProtocol(way === 'through the protocol'))

  const kept: { knock: (times: number) => number; [Symbol.dispose]?: () => void }[] = []
  const house = {
    visit: (door: { knock: (times: number) => number }) => {
      kept.push(door)
      return door.knock(2)
    },
    keep: (door: { knock: (times: number) => number }) => {
      kept.push(door)
      return door.knock(3)
    },
    door: () => ({ knock: (times: number) => times + 100 }),
    each: (count: number, visit: (index: number) => number) =>
      Array.from({ length: count }, (_, index) => visit(index)).reduce((sum, one) => sum + one, 0),
    scale: (by: number) => (value: number) => value * by,
  }

  it('X-12: lent ones until the call returns', () => {
    kept.length = 0
    const hosted = hostedObjects()
    using exported = exportTrait(House, house)
    using connection = connectTo(House, exported)
    expect(connection.visit({ knock: (times) => times * 7 })).toBe(14)
    expect(hostedObjects()).toBe(hosted + 1)
    expect(refusal(() => kept[0]!.knock(1))).toMatchObject({ code: 'ABI-J012', path: 'Door.knock' })
    expect(connection.each(4, (index) => index)).toBe(6)
    expect(hostedObjects()).toBe(hosted + 1)
  })

  it('X-12, X-13: owned ones until they are dropped', () => {
    kept.length = 0
    let dropped = 0
    const hosted = hostedObjects()
    const live = liveObjects().length
    {
      using exported = exportTrait(House, house)
      using connection = connectTo(House, exported)
      const mine = { knock: (times: number) => times + 1, [Symbol.dispose]: () => void (dropped += 1) }
      expect(connection.keep(mine, 0)).toBe(4)
      expect(kept[0]!.knock(4)).toBe(5)
      kept[0]![Symbol.dispose]!()
      expect(dropped).toBe(1)
      expect(refusal(() => kept[0]!.knock(1)).code).toBe('ABI-M004')
      using door = connection.door()
      expect(door.knock(1)).toBe(101)
      using scale = connection.scale(6)
      expect(scale(7)).toBe(42)
    }
    expect(hostedObjects()).toBe(hosted)
    expect(liveObjects().length).toBe(live)
  })

  it('X-12: come back where the call is not made after all', () => {
    let dropped = 0
    const hosted = hostedObjects()
    using exported = exportTrait(House, house)
    using connection = connectTo(House, exported)
    const mine = { knock: (times: number) => times, [Symbol.dispose]: () => void (dropped += 1) }
    expect(refusal(() => connection.keep(mine, -1)).path).toBe('House.keep → param last')
    expect(dropped).toBe(0)
    expect(hostedObjects()).toBe(hosted + 1)
  })
})

describe.each(ways)('versions, %s', (way, connectTo) => {
  beforeAll(() => receiveThroughProtocol(way === 'through the protocol'))

  it('X-10: tells methods that the peer does not have', () => {
    const Older = trait('Board', {
      version: 0,
      methods: { pass: method({}), add: Board.methods.get('add')! },
    })
    using exported = exportTrait(Older, board as never)
    using connection = connectTo(Board, exported)
    expect(connection.add(2, 3)).toBe(5)
    expect(connection.$has('add')).toBe(true)
    expect(connection.$has('turn')).toBe(false)
    expect(connection.$has('nothing')).toBe(false)
    expect(refusal(() => connection.turn({ x: 1, y: 2 }))).toMatchObject({
      code: 'ABI-J007',
      path: 'Board.turn',
    })
    expect(connection.$passableByRef('add', 0)).toBe(false)
    expect(refusal(() => connection.$passableByRef('add', 2)).code).toBe('ABI-V001')
    expect(refusal(() => connection.$passableByRef('sub', 0)).code).toBe('ABI-V001')
    const { methods, ...versions } = connection.$describe()
    expect(versions).toEqual({ trait: 'Board', version: 0, peerVersion: 0, effectiveVersion: 0 })
    const route = way === 'in process' ? way : 'protocol'
    expect(methods.map((one) => [one.name, one.route])).toEqual([
      ['add', route],
      ['join', 'none'],
      ['turn', 'none'],
      ['find', 'none'],
      ['fail', 'none'],
      ['pass', route],
      ['many', 'none'],
    ])
    expect(methods[0]!.parameters[0]).toMatchObject({
      name: 'left',
      type: 'u32',
      passing: way === 'in process' ? 'value' : 'bytes',
    })
  })

  it('X-8: tells all that does not fit at once, and remembers nothing of it', () => {
    const Other = trait('Board', {
      version: 0,
      methods: { add: method([{ left: string }, { right: u32 }], u64), pass: method({ at: u32 }) },
    })
    using exported = exportTrait(Other, { add: () => 1n, pass: () => undefined })
    const error = refusal(() => connectTo(Board, exported)) as unknown as {
      code: string
      problems: { path: string }[]
    }
    expect(error.code).toBe('ABI-J018')
    expect(error.problems.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^Board\.add/),
      expect.stringMatching(/^Board\.add/),
      expect.stringMatching(/^Board\.pass/),
    ])
    expect(refusal(() => connectTo(Board, exported)).code).toBe('ABI-J018')
    using fits = connectTo(Other, exported)
    expect(fits.add('', 1)).toBe(1n)
  })

  const rideOf = (version: number): any =>
    trait('Rides', {
      version,
      methods: {
        last: method({}, rides(version)),
        all: method({ given: list(rides(version)) }, list(rides(version))),
      },
    })
  const rides = (version: number): any =>
    version === 0
      ? record('Ride', { id: u32 })
      : record('Ride', { id: u32, km: field(u16, { since: 1, default: 5 }) })

  it.each([
    [0, 1],
    [1, 0],
    [1, 1],
  ])('X-9, X-14, X-19: values cross from version %i to version %i', (here, there) => {
    const full = { id: 1, km: 9 }
    const given: unknown[] = []
    using exported = exportTrait(rideOf(there), {
      last: () => (there === 0 ? { id: 1 } : full),
      all: (list: unknown[]) => {
        given.push(...list)
        return list
      },
    })
    using connection = connectTo(rideOf(here), exported) as any
    const value = here === 0 ? { id: 1 } : full
    const crossed = here === 1 && there === 1 ? full : { id: 1 }
    const seenHere = here === 0 ? { id: 1 } : { km: 5, ...crossed }
    const seenThere = there === 0 ? { id: 1 } : { km: 5, ...crossed }
    expect(connection.last()).toEqual(seenHere)
    expect(connection.all([value, value])).toEqual([seenHere, seenHere])
    expect(given).toEqual([seenThere, seenThere])
    expect(connection.$describe().effectiveVersion).toBe(Math.min(here, there))
  })

  it('X-19: results of a newer peer of the crate are read as it writes them', async () => {
    const { answer, kindOf, middle } = await import('../protocol/middle.js')
    // The label says version 0, the values are of version 1, as the crate writes them.
    const entry = middle(rideOf(1), {}, (message, passOn) => {
      if (kindOf(message) !== 0) return passOn()
      answer(message, 0, '00000000' + '0200000000000000' + '11000000' + '2200' + '12000000' + '2300')
    })
    using connection = connect(rideOf(0), entry) as any
    expect(connection.all([])).toEqual([{ id: 0x11 }, { id: 0x12 }])
  })
})

describe('what can be connected to', () => {
  it('X-8: is a library, an entry, an object or an implementation', () => {
    for (const source of [undefined, null, true, 7n, Symbol('x')])
      expect(refusal(() => connect(Board, source as never)).code).toBe('ABI-J009')
    expect(refusal(() => connect(Board, {} as never)).code).toBe('ABI-J010')
    expect(refusal(() => connect({} as never, {} as never)).code).toBe('ABI-V001')
    expect(refusal(() => connect(Board, './no-such-library.so')).code).toBe('ABI-F001')
    expect(refusal(() => connect(Board, { library: './no-such-library.so' })).code).toBe('ABI-F001')
  })

  it('X-8: is an object that was received, which then belongs to the connection', () => {
    let dropped = 0
    const host = new HostEntry(Board, () => ({ implementation: board }))
    const packaged = host.add(board, () => void (dropped += 1))
    {
      using connection = connect(Board, packaged)
      expect(connection.add(20, 22)).toBe(42)
    }
    expect(dropped).toBe(1)
  })
})
