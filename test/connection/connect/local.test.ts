// Both sides in one program.
import { f32, liveObjects, u32, u64, u8 } from 'abiding'
import {
  boxedClosure,
  boxedTrait,
  closure,
  connect,
  list,
  method,
  record,
  Result,
  string,
  trait,
  traitRef,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { makeLocalClass } from '../../../src/connection/connect/local-connection.js'
import {
  composeLocalMethod,
  connectLocalMethod,
  generatePlainMethod,
} from '../../../src/connection/connect/local-method.js'
import { LocalTarget } from '../../../src/connection/connect/local-target.js'
import { refusal } from '../../support/refusal.js'

const Plain = trait('Plain', {
  version: 0,
  methods: {
    add: method({ left: u32, right: u32 }, u32),
    name: method([{ id: u64 }, { text: string }], string),
    fail: method({ text: string }),
    pass: method({}),
  },
})

const plain = {
  add: (left: number, right: number) => left + right,
  name: (id: bigint, text: string) => `${text}${id}`,
  fail: (text: string) => {
    throw new RangeError(text)
  },
  pass: () => 'ignored' as never,
}

const kinds = [
  ['generated', generatePlainMethod],
  ['composed', composeLocalMethod],
  ['chosen', connectLocalMethod],
] as const

describe.each(kinds)('X-11: an implementation behind %s methods', (_kind, make) => {
  const connectTo = (implementation: object): any =>
    new (makeLocalClass(Plain, make))(new LocalTarget(implementation as never), 'owned')

  it('is called', () => {
    using connection = connectTo(plain)
    expect(connection.add(1, 2)).toBe(3)
    expect(connection.name(7n, 'a')).toBe('a7')
    expect(connection.pass()).toBeUndefined()
  })

  it('gets what fits, and nothing else', () => {
    let calls = 0
    using connection = connectTo({ ...plain, add: () => (calls += 1) })
    expect(refusal(() => connection.add(-1, 1))).toMatchObject({
      code: 'ABI-V001',
      path: 'Plain.add → param left',
    })
    expect(refusal(() => connection.add(1, '1')).path).toBe('Plain.add → param right')
    expect(refusal(() => connection.add(1)).code).toBe('ABI-C001')
    expect(refusal(() => connection.name(1, 'a')).path).toBe('Plain.name → param id')
    expect(refusal(() => connection.name(1n, '\ud800')).path).toBe('Plain.name → param text')
    expect(calls).toBe(0)
    expect(connection.add(1, 2)).toBe(1)
  })

  it('gives what fits, and nothing else', () => {
    using connection = connectTo({ ...plain, add: () => -1, name: () => undefined })
    expect(refusal(() => connection.add(1, 2))).toMatchObject({
      code: 'ABI-V001',
      path: 'Plain.add → result',
    })
    expect(refusal(() => connection.name(1n, '')).path).toBe('Plain.name → result')
  })

  it('throws as a peer panics', () => {
    using connection = connectTo(plain)
    const error = refusal(() => connection.fail('no'))
    expect(error).toMatchObject({ name: 'PeerPanicError', code: 'ABI-J006', path: 'Plain.fail', panic: 'no' })
    expect(error.cause).toBeInstanceOf(RangeError)
  })

  it('X-16: throws with a code where a method is gone', () => {
    const implementation: { add?: unknown } = { ...plain }
    using connection = connectTo(implementation)
    expect(connection.add(1, 2)).toBe(3)
    for (const found of [undefined, 5]) {
      implementation.add = found
      expect(refusal(() => connection.add(1, 2))).toMatchObject({
        code: 'ABI-J006',
        path: 'Plain.add',
        cause: {
          name: 'ValueError',
          code: 'ABI-J010',
          path: 'Plain.add',
          found: expect.stringContaining(String(found)),
        },
      })
    }
    implementation.add = plain.add
    expect(connection.add(1, 2)).toBe(3)
  })

  it('belongs to the connection', () => {
    let dropped = 0
    const before = liveObjects().length
    const connection = connectTo({ ...plain, [Symbol.dispose]: () => void (dropped += 1) })
    expect(liveObjects().length).toBe(before + 1)
    connection[Symbol.dispose]()
    connection[Symbol.dispose]()
    expect(dropped).toBe(1)
    expect(refusal(() => connection.add(1, 2))).toMatchObject({ code: 'ABI-M004', path: 'Plain.add' })
  })
})

const Point = record('Point', { x: u32, y: f32 })
const Rich = trait('Rich', {
  version: 0,
  methods: {
    swap: method({ points: list(Point) }, list(Point)),
    find: method({ name: string }, Result(Point, string)),
    half: method({ value: f32 }, f32),
    each: method([{ count: u8 }, { visit: closure({ index: u32 }, u32) }], u32),
    adder: method({ by: u32 }, boxedClosure({ value: u32 }, u32)),
    visit: method({ other: traitRef(Plain) }, u32),
    give: method({}, boxedTrait(Plain)),
  },
})

describe('X-11: values within one program', () => {
  const kept: any[] = []
  const rich = {
    swap: (points: readonly { x: number; y: number }[]) => {
      kept.push(points)
      return [...points].reverse()
    },
    find: (name: string) => (name === 'a' ? { ok: { x: 1, y: 2 } } : { err: name }),
    half: (value: number) => value / 2,
    each: (count: number, visit: (index: number) => number) => {
      kept.push(visit)
      return Array.from({ length: count }, (_, index) => visit(index)).reduce((sum, one) => sum + one, 0)
    },
    adder: (by: number) => (value: number) => value + by,
    visit: (other: { add: (left: number, right: number) => number }) => {
      kept.push(other)
      return other.add(1, 2)
    },
    give: () => plain,
  }

  it('are copies of what can be changed, as a peer would get them', () => {
    kept.length = 0
    using connection = connect(Rich, rich as never) as any
    const points = [
      { x: 1, y: 0.1 },
      { x: 2, y: 3 },
    ]
    expect(connection.swap(points)).toEqual([
      { x: 2, y: 3 },
      { x: 1, y: Math.fround(0.1) },
    ])
    expect(kept[0]).not.toBe(points)
    expect(connection.find('a')).toEqual({ isOk: true, ok: { x: 1, y: 2 } })
    expect(connection.find('b')).toEqual({ isOk: false, err: 'b' })
    expect(connection.half(0.2)).toBe(Math.fround(Math.fround(0.2) / 2))
    expect(refusal(() => connection.swap([{ x: 1, y: 'a' }])).path).toBe('Rich.swap → param points[0].y')
  })

  it('X-12: are objects and closures that are lent or given', () => {
    kept.length = 0
    const live = liveObjects().length
    {
      using connection = connect(Rich, rich as never) as any
      expect(connection.each(4, (index: number) => index * 2)).toBe(12)
      expect(refusal(() => kept[0](1)).code).toBe('ABI-J012')
      expect(refusal(() => connection.each(1, () => -1)).code).toBe('ABI-J006')
      expect(connection.visit(plain)).toBe(3)
      expect(refusal(() => kept.at(-1).add(1, 2)).code).toBe('ABI-J012')
      using adder = connection.adder(5)
      expect(adder(1)).toBe(6)
      using given = connection.give()
      expect(given.add(4, 5)).toBe(9)
    }
    expect(liveObjects().length).toBe(live)
  })

  it('X-10: are passed as they are, as the description says', async () => {
    using connection = connect(Plain, plain)
    expect(connection.$has('add')).toBe(true)
    expect(connection.$has('sub')).toBe(false)
    expect(connection.$passableByRef('add', 1)).toBe(false)
    expect(connection.$describe().methods[0]).toMatchObject({
      name: 'add',
      isPresent: true,
      route: 'in process',
    })
    expect(await connection.$async.add(2, 3)).toBe(5)
    await expect(connection.$async.add(2, -3)).rejects.toMatchObject({ path: 'Plain.add → param right' })
    await expect(connection.$async.fail('x')).rejects.toMatchObject({ code: 'ABI-J006' })
  })
})
