// Objects of entries that this thread made: called without native code where both sides declare a method alike.
import { liveObjects, u32, u64 } from 'abiding'
import {
  connect,
  connectDynamic,
  exportTrait,
  list,
  method,
  ref,
  slice,
  string,
  trait,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { makeInProcessClass } from '../../../src/connection/connect/in-process-connection.js'
import {
  composeInProcess,
  connectInProcessMethod,
  generateInProcess,
} from '../../../src/connection/connect/in-process-method.js'
import { makeNativeClass } from '../../../src/connection/connect/native-connection.js'
import { planFor } from '../../../src/connection/connect/negotiated-plan.js'
import { HostEntry, hostEntryOf } from '../../../src/connection/protocol/host-entry.js'
import { hostedObjects } from '../../../src/connection/protocol/host-instance.js'
import { blockWord, threadBlock } from '../../../src/ffi/index.js'
import { refusal } from '../../support/refusal.js'
import { connectThroughProtocol } from '../../support/through-protocol.js'

/** How often this thread called native code. */
const nativeCalls = (): number => threadBlock.words[blockWord.ticket]!

const Plain = trait('Plain', {
  version: 0,
  methods: {
    add: method({ left: u32, right: u32 }, u32),
    name: method([{ id: u64 }, { text: string }], string),
    fail: method({ text: string }, u32),
    pass: method({}),
  },
})

const plain = {
  add: (left: number, right: number) => left + right,
  name: (id: bigint, text: string) => `${text}${id}`,
  fail: (text: string): number => {
    throw new RangeError(text)
  },
  pass: () => undefined,
}

const kinds = [
  ['generated', generateInProcess],
  ['composed', composeInProcess],
  ['chosen', connectInProcessMethod],
] as const

describe.each(kinds)('X-82, X-83: an object of this side behind %s methods', (_kind, make) => {
  const host = new HostEntry(Plain, () => ({ implementation: plain }))
  const Class = makeInProcessClass(planFor(Plain, host.address), host, make)
  const connectTo = (implementation: object): any => new Class(host.add(implementation), 'owned')

  it('is called without native code', () => {
    using connection = connectTo(plain)
    const before = nativeCalls()
    expect(connection.add(1, 2)).toBe(3)
    expect(connection.name(7n, 'ä')).toBe('ä7')
    expect(connection.pass()).toBeUndefined()
    expect(nativeCalls()).toBe(before)
    using other = connectThroughProtocol(Plain, host)
    expect(other.add(1, 2)).toBe(3)
    expect(nativeCalls()).toBeGreaterThan(before)
  })

  it('gets what fits, and nothing else', () => {
    let calls = 0
    using connection = connectTo({ ...plain, add: () => (calls += 1) })
    expect(refusal(() => connection.add(-1, 1))).toMatchObject({
      code: 'ABI-V001',
      path: 'Plain.add → param left',
    })
    expect(refusal(() => connection.add(1, '1')).path).toBe('Plain.add → param right')
    expect(refusal(() => connection.add(1))).toMatchObject({ code: 'ABI-C001', path: 'Plain.add' })
    expect(refusal(() => connection.name(1n, '\ud800')).path).toBe('Plain.name → param text')
    expect(calls).toBe(0)
    expect(connection.add(1, 2)).toBe(1)
  })

  it('panics where it throws, and where it gives what does not fit', () => {
    using connection = connectTo({ ...plain, add: () => -1 })
    const panic = refusal(() => connection.fail('no'))
    expect(panic).toMatchObject({ name: 'PeerPanicError', code: 'ABI-J006', path: 'Plain.fail', panic: 'no' })
    expect(panic.cause).toBeInstanceOf(RangeError)
    expect(refusal(() => connection.fail(''))).toMatchObject({ panic: 'RangeError' })
    expect(refusal(() => connection.add(1, 2))).toMatchObject({
      code: 'ABI-J006',
      panic: expect.stringContaining('Plain.add → result'),
      cause: { code: 'ABI-V001', path: 'Plain.add → result' },
    })
    expect(connection.name(1n, '')).toBe('1')
  })

  it('X-16: panics with a code where a method is gone, as through the protocol', () => {
    const implementation: { add?: unknown } = { ...plain }
    using connection = connectTo(implementation)
    expect(connection.add(1, 2)).toBe(3)
    for (const found of [undefined, 5]) {
      implementation.add = found
      const panic = refusal(() => connection.add(1, 2))
      expect(panic).toMatchObject({
        code: 'ABI-J006',
        path: 'Plain.add',
        cause: {
          name: 'ValueError',
          code: 'ABI-J010',
          path: 'Plain.add',
          found: expect.stringContaining(String(found)),
        },
      })
      using other = new (makeNativeClass(planFor(Plain, host.address)))(
        host.add(implementation),
        'owned',
      ) as any
      expect(refusal(() => other.add(1, 2)).message).toBe(panic.message)
    }
    implementation.add = plain.add
    expect(connection.add(1, 2)).toBe(3)
  })

  it('is dropped once, and not used afterwards', () => {
    let dropped = 0
    const hosted = hostedObjects()
    const live = liveObjects().length
    const connection = connectTo({ ...plain, [Symbol.dispose]: () => void (dropped += 1) })
    expect([hostedObjects(), liveObjects().length]).toEqual([hosted + 1, live + 1])
    expect(connection.add(1, 2)).toBe(3)
    connection[Symbol.dispose]()
    connection[Symbol.dispose]()
    expect(dropped).toBe(1)
    expect([hostedObjects(), liveObjects().length]).toEqual([hosted, live])
    expect(refusal(() => connection.add(1, 2))).toMatchObject({ code: 'ABI-M004', path: 'Plain.add' })
  })

  it('is dropped at the end of the calls that dispose of it', () => {
    const seen: string[] = []
    let depth = 0
    const connection = connectTo({
      ...plain,
      add: (left: number) => {
        depth += 1
        if (left > 0) connection.add(left - 1, 0)
        else connection[Symbol.dispose]()
        seen.push(`end of ${depth}`)
        depth -= 1
        if (left === 1) expect(refusal(() => connection.pass()).code).toBe('ABI-M004')
        return 0
      },
      [Symbol.dispose]: () => void seen.push('dropped'),
    })
    connection.add(2, 0)
    expect(seen).toEqual(['end of 3', 'end of 2', 'end of 1', 'dropped'])
  })

  it('is dropped at the end of a call that disposes of it and throws', () => {
    const seen: string[] = []
    const connection = connectTo({
      ...plain,
      pass: () => {
        connection[Symbol.dispose]()
        seen.push('called')
        throw new Error('tired')
      },
      [Symbol.dispose]: () => void seen.push('dropped'),
    })
    expect(refusal(() => connection.pass())).toMatchObject({ panic: 'tired' })
    expect(seen).toEqual(['called', 'dropped'])
  })

  it('tells what it threw where it was dropped meanwhile', () => {
    const connection = connectTo({
      ...plain,
      pass: () => {
        connection[Symbol.dispose]()
        throw new TypeError('tired')
      },
    })
    const { cause } = refusal(() => connection.pass())
    expect(cause).toEqual(new TypeError('tired'))
    const packaged = host.add({
      ...plain,
      pass: () => {
        host.drop(Number(packaged.data))
        throw new TypeError('gone')
      },
    })
    const other = new Class(packaged, 'lent') as any
    expect(refusal(() => other.pass()).cause).toEqual(new TypeError('gone'))
  })

  it('may be called within its own calls', () => {
    const connection = connectTo({
      ...plain,
      add: (left: number, right: number): number => (left === right ? left : connection.add(left + 1, right)),
    })
    expect(connection.add(0, 200)).toBe(200)
    expect(connection.add(5, 5)).toBe(5)
    connection[Symbol.dispose]()
  })

  it('X-14: is refused once somebody else dropped it', () => {
    const packaged = host.add(plain)
    const connection = new Class(packaged, 'owned') as any
    expect(connection.add(1, 2)).toBe(3)
    host.drop(Number(packaged.data))
    expect(refusal(() => connection.add(1, 2))).toMatchObject({
      code: 'ABI-J008',
      path: 'Plain.add',
      cause: { code: 'ABI-B005' },
    })
    expect(refusal(() => connection[Symbol.dispose]())).toMatchObject({ code: 'ABI-B005' })
  })

  it('X-12: can be used until a call that lent it returns', () => {
    const packaged = host.add(plain)
    const lent = new Class(packaged, 'lent') as any
    expect([lent.add(1, 2), lent.add(3, 4)]).toEqual([3, 7])
    lent.$uses.end()
    expect(refusal(() => lent.add(1, 2))).toMatchObject({ code: 'ABI-J012', path: 'Plain.add' })
    host.remove(packaged)
  })
})

describe('an exported trait of this thread', () => {
  it('X-82, X-85: says that it is called in the process, and passes values', () => {
    using exported = exportTrait(Plain, plain)
    for (const source of [exported, exported.address, { address: exported.address }]) {
      using connection = connect(Plain, source)
      const [add] = connection.$describe().methods
      const reason = 'the implementation is in the same program, and declares the method alike'
      expect(add).toMatchObject({ name: 'add', isPresent: true, route: 'in process', reason, problems: [] })
      expect(add!.parameters[0]).toEqual({ name: 'left', type: 'u32', passing: 'value', reason })
    }
  })

  it('X-85: passes no pointers, so that none is told', () => {
    const Sums = trait('Sums', {
      version: 0,
      methods: { sum: method({ values: slice(u32) }, u64), twice: method({ value: ref(u32) }, u32) },
    })
    const seen: unknown[] = []
    using exported = exportTrait(Sums, {
      sum: (values) => {
        seen.push(values)
        return BigInt(values.length)
      },
      twice: (value) => 2 * value,
    })
    using connection = connect(Sums, exported)
    using other = connectThroughProtocol(Sums, exported)
    expect([connection.$passableByRef('sum', 0), other.$passableByRef('sum', 0)]).toEqual([false, true])
    const values = new Uint32Array([1, 2, 3])
    expect([connection.sum(values), other.sum(values)]).toEqual([3n, 3n])
    expect(seen[0]).toEqual(seen[1])
    expect(seen[0]).not.toBe(values)
    expect([connection.twice(4), other.twice(4)]).toEqual([8, 8])
  })

  it('X-16, X-82: makes objects until it is disposed of', () => {
    const dropped: number[] = []
    let made = 0
    const exported = exportTrait(Plain, () => {
      const number = (made += 1)
      return { ...plain, add: () => number, [Symbol.dispose]: () => void dropped.push(number) }
    })
    const first = connect(Plain, exported)
    using second = connect(Plain, exported)
    expect([first.add(0, 0), second.add(0, 0)]).toEqual([1, 2])
    first[Symbol.dispose]()
    expect(dropped).toEqual([1])
    exported[Symbol.dispose]()
    expect(refusal(() => connect(Plain, exported.address))).toMatchObject({
      code: 'ABI-J004',
      cause: { name: 'ValueError', code: 'ABI-J009', rule: 'X-16', path: 'Plain' },
    })
    expect(second.add(0, 0)).toBe(2)
  })

  it('X-13, X-82: makes none where its objects are arguments and results', () => {
    const { address } = hostEntryOf(Plain)
    const refused = {
      code: 'ABI-J004',
      found: expect.stringContaining('ABI-J009 Plain: an entry that makes no'),
    }
    expect(refusal(() => connect(Plain, address))).toMatchObject({
      ...refused,
      cause: { name: 'ValueError', code: 'ABI-J009', rule: 'X-13' },
    })
    expect(refusal(() => connectThroughProtocol(Plain, { address }))).toMatchObject(refused)
  })

  it('X-8, X-82: tells why it makes none', () => {
    using exported = exportTrait(Plain, () => {
      throw new RangeError('sold out')
    })
    expect(refusal(() => connect(Plain, exported))).toMatchObject({
      code: 'ABI-J004',
      found: 'sold out',
      cause: expect.any(RangeError),
    })
  })

  it('X-15: lets what dropping throws reach who disposes', () => {
    using exported = exportTrait(Plain, () => ({
      ...plain,
      [Symbol.dispose]: () => {
        throw new RangeError('still in use')
      },
    }))
    const connection = connect(Plain, exported)
    expect(() => connection[Symbol.dispose]()).toThrow('still in use')
    connection[Symbol.dispose]()
  })

  it('O-3: is refused after a move', async () => {
    const { ownershipOf } = await import('abiding')
    using exported = exportTrait(Plain, plain)
    const connection = connect(Plain, exported)
    expect(connection.add(1, 2)).toBe(3)
    ownershipOf(connection)!.moveOut('elsewhere')
    expect(refusal(() => connection.add(1, 2)).code).toBe('ABI-O002')
    ownershipOf(connection)!.giveBack()
    expect(connection.add(1, 2)).toBe(3)
    connection[Symbol.dispose]()
  })

  it('X-65, X-82: is called in the process by who adopts its definition, too', () => {
    using exported = exportTrait(Plain, plain)
    using connection = connectDynamic(exported.address, 'Plain')
    expect(connection.$describe().methods.map(({ route }) => route)).toEqual(Array(4).fill('in process'))
    expect(connection['name']!(5n, 'a')).toBe('a5')
    expect(refusal(() => connection['fail']!('x')).code).toBe('ABI-J006')
  })
})

describe('X-84: calls in the event loop', () => {
  const Shared = trait('Shared', {
    version: 0,
    bounds: ['Send', 'Sync'],
    methods: {
      add: method({ left: u32, right: u32 }, u32),
      join: method({ texts: list(string) }, string),
      fail: method({ text: string }, u32),
    },
  })

  it('take their arguments at once, and make the call later', async () => {
    const seen: string[] = []
    using exported = exportTrait(Shared, {
      add: (left, right) => (seen.push('add'), left + right),
      join: (texts) => texts.join(),
      fail: (text) => {
        throw new RangeError(text)
      },
    })
    using shared = connect(Shared, exported)
    const texts = ['a', 'b']
    const before = nativeCalls()
    const [sum, joined] = [shared.$async.add(1, 2), shared.$async.join(texts)]
    texts.push('c')
    expect(seen).toEqual([])
    expect([await sum, await joined]).toEqual([3, 'a,b'])
    expect(nativeCalls()).toBe(before)
    await expect(shared.$async.add(1, -1)).rejects.toMatchObject({ path: 'Shared.add → param right' })
    await expect(shared.$async.fail('far')).rejects.toMatchObject({ code: 'ABI-J006', panic: 'far' })
    expect(shared.add(3, 4)).toBe(7)
  })
})
