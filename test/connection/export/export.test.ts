// What native code sees of a trait that is implemented in TypeScript.
import { addressOf, array, bindSymbol, fn, i64, NativeArena, openLibrary, u32, u64, u8, usize } from 'abiding'
import {
  boxedTrait,
  connect,
  exportTrait,
  field,
  list,
  method,
  record,
  string,
  trait,
  traitRef,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { NativeEntry } from '../../../src/connection/protocol/native-entry.js'
import { HostEntry } from '../../../src/connection/protocol/host-entry.js'
import { hostedObjects } from '../../../src/connection/protocol/host-instance.js'
import { compileFixture } from '../../support/compile.js'
import { refusal } from '../../support/refusal.js'
import { connectThroughProtocol } from '../../support/through-protocol.js'

const library = openLibrary(compileFixture('trait-peer.c'))
const driveMaker = bindSymbol(
  library,
  'drive_maker',
  fn([{ address: u64 }, { left: u32 }, { right: u32 }], i64),
)
const callKind = bindSymbol(
  library,
  'call_kind',
  fn([{ address: u64 }, { data: u64 }, { method: u32 }, { mask: u64 }, { at: u64 }, { length: u64 }], u32),
)
const dropObject = bindSymbol(library, 'drop_object', fn({ address: u64, data: u64 }))

const adderTrait = () =>
  trait('Adder', { version: 0, methods: { add: method({ left: u32, right: u32 }, u32) } })

describe('a trait that native code drives', () => {
  it('X-13, X-16, X-17: gives objects whose entries were never needed before', () => {
    const dropped: string[] = []
    // The trait is new, and its entry is first needed while native code is under way.
    const Adder = adderTrait()
    const Maker = trait('Maker', { version: 0, methods: { make: method({}, boxedTrait(Adder)) } })
    using exported = exportTrait(Maker, () => ({
      make: () => ({
        add: (left: number, right: number) => left + right,
        [Symbol.dispose]: () => void dropped.push('adder'),
      }),
      [Symbol.dispose]: () => void dropped.push('maker'),
    }))
    const hosted = hostedObjects()
    expect(driveMaker(BigInt(exported.address), 20, 22)).toBe(42n)
    expect(dropped).toEqual(['adder', 'maker'])
    expect(hostedObjects()).toBe(hosted)
  })

  it('X-16: makes no objects after dispose, and an entry of the trait afterwards', () => {
    const Adder = adderTrait()
    const exported = exportTrait(Adder, { add: (left, right) => left + right })
    using connection = connect(Adder, exported)
    exported[Symbol.dispose]()
    expect(connection.add(1, 2)).toBe(3)
    expect(refusal(() => connect(Adder, exported.address))).toMatchObject({
      code: 'ABI-J004',
      found: expect.stringContaining('ABI-J009 Adder: an entry that makes no objects (rule X-16)'),
    })
    using again = exportTrait(Adder, { add: (left, right) => left * right })
    expect(again.address).toBe(exported.address)
    using other = connect(Adder, again)
    expect(other.add(5, 6)).toBe(30)
  })

  it('X-16: says which method an implementation lost since it was exported', () => {
    const Adder = adderTrait()
    const implementation: Partial<{ add: (left: number, right: number) => number }> = {
      add: (left, right) => left + right,
    }
    using exported = exportTrait(Adder, implementation as Required<typeof implementation>)
    using connection = connectThroughProtocol(Adder, exported)
    expect(connection.add(1, 2)).toBe(3)
    delete implementation.add
    const told = /ABI-J010 Adder\.add: an implementation that lost a method/
    expect(() => connection.add(1, 2)).toThrow(told)
  })

  it('X-16: refuses what lacks methods, with all their names', () => {
    const Two = trait('Two', {
      version: 0,
      methods: { first: method({}), second: method({}), third: method({}) },
    })
    expect(refusal(() => exportTrait(Two, { second: () => undefined } as never))).toMatchObject({
      code: 'ABI-J010',
      found: 'one without first, third',
    })
    expect(refusal(() => exportTrait(Two, 7 as never)).code).toBe('ABI-J010')
    expect(refusal(() => exportTrait({} as never, {} as never)).code).toBe('ABI-V001')
    using exported = exportTrait(Two, () => ({ first: () => undefined }) as never)
    expect(refusal(() => connect(Two, exported))).toMatchObject({
      code: 'ABI-J004',
      found: expect.stringMatching(/one without second, third/),
    })
    using throwing = exportTrait(Two, () => {
      throw new Error('')
    })
    expect(refusal(() => connect(Two, throwing)).found).toBe('Error')
  })

  it('X-16: lets all objects stand for one implementation that stays the property of the program', () => {
    let dropped = 0
    const Adder = adderTrait()
    using exported = exportTrait(Adder, {
      add: (left: number, right: number) => left + right,
      [Symbol.dispose]: () => void (dropped += 1),
    } as never)
    connect(Adder, exported)[Symbol.dispose]()
    connect(Adder, exported)[Symbol.dispose]()
    expect(dropped).toBe(0)
  })
})

describe('a message of native code', () => {
  const Sink = trait('Sink', {
    version: 1,
    methods: {
      add: method({ left: u32, right: u32 }, u32),
      put: method([{ values: list(u8) }, { name: string }]),
      point: method({ point: record('P', { x: u32, y: field(u32, { since: 1, default: 7 }) }) }, u32),
      door: method({ door: traitRef(adderTrait()) }, u32),
    },
  })
  let calls = 0
  const host = new HostEntry(Sink, () => {
    throw new Error('none')
  })
  const { data } = host.add({
    add: (left: number, right: number) => {
      calls += 1
      if (left === 13) throw new Error('thirteen')
      return left === 14 ? -1 : left + right
    },
    put: () => void (calls += 1),
    point: ({ x, y }: { x: number; y: number }) => x + y,
    door: () => 1,
  })
  /** The sort of the outcome of a call. */
  function kindOf(
    method: number,
    hex: string,
    given = data,
    mask = 0n,
    at?: bigint,
    length?: bigint,
  ): number {
    using arena = new NativeArena()
    const bytes = Buffer.from(hex, 'hex')
    const room = arena.allocate(array(u8, bytes.length + 1), [...bytes, 0])
    const address = at ?? BigInt(addressOf(room))
    return callKind(BigInt(host.address), given, method, mask, address, length ?? BigInt(bytes.length))
  }

  it('X-14: is answered', () => {
    calls = 0
    expect(kindOf(0, '00000000' + '01000000' + '02000000')).toBe(0)
    expect(kindOf(0, '01000000' + '01000000' + '02000000')).toBe(0)
    // What a mask says of values means nothing, and what follows the last argument neither.
    expect(kindOf(0, '00000000' + '01000000' + '02000000' + 'ffff', data, 3n)).toBe(0)
    expect(calls).toBe(3)
    // Version 0 of the point has one field.
    expect(kindOf(2, '00000000' + '05000000')).toBe(0)
    expect(kindOf(2, '01000000' + '05000000')).toBe(2)
  })

  it('X-5: is not answered where nothing is given', () => {
    calls = 0
    expect(kindOf(1, '00000000' + '0100000000000000' + '05' + '0100000000000000' + '61')).toBe(9)
    expect(calls).toBe(1)
  })

  it('X-14: is refused where it cannot be read, and nothing is called', () => {
    calls = 0
    for (const method of [4, 64, 0xffff]) expect(kindOf(method, '0000000001000000' + '02000000')).toBe(2)
    expect(kindOf(0, '02000000' + '01000000' + '02000000')).toBe(2)
    expect(kindOf(0, '0000')).toBe(2)
    expect(kindOf(0, '00000000' + '01000000' + '0200')).toBe(2)
    expect(kindOf(1, '00000000' + '0100000000000000')).toBe(2)
    expect(kindOf(1, '00000000' + 'ffffffffffffffff')).toBe(2)
    expect(kindOf(0, '', data, 0n, 0n, 12n)).toBe(2)
    expect(kindOf(0, '', data, 0n, 0x7000_0000_0000n, 12n)).toBe(2)
    expect(kindOf(0, '00000000' + '01000000' + '02000000', data, 0n, undefined, 1n << 60n)).toBe(2)
    expect(kindOf(0, '00000000' + '01000000' + '02000000', 0n)).toBe(2)
    expect(kindOf(0, '00000000' + '01000000' + '02000000', data + 16n)).toBe(2)
    expect(kindOf(0, '00000000' + '01000000' + '02000000', 2n ** 64n - 1n)).toBe(2)
    // A pointer to an object, and an object with an entry that is no code.
    expect(kindOf(3, '00000000' + '10'.repeat(8), data, 1n)).toBe(2)
    expect(kindOf(3, '00000000' + '10'.repeat(24))).toBe(2)
    expect(calls).toBe(0)
  })

  it('X-15: is answered by a panic where something is thrown, or a result does not fit', () => {
    expect(kindOf(0, '00000000' + '0d000000' + '02000000')).toBe(1)
    expect(kindOf(0, '00000000' + '0e000000' + '02000000')).toBe(1)
    expect(kindOf(0, '00000000' + '01000000' + '02000000')).toBe(0)
  })

  it('X-17: drops an object once, and reaches no other one', () => {
    let dropped = 0
    const Other = adderTrait()
    const other = new HostEntry(Other, () => {
      throw new Error('none')
    })
    const object = host.add({}, () => void (dropped += 1))
    // The same word means nothing to another entry.
    expect(refusal(() => dropObject(BigInt(other.address), object.data)).code).toBe('ABI-B005')
    expect(dropped).toBe(0)
    dropObject(BigInt(host.address), object.data)
    expect(dropped).toBe(1)
    expect(refusal(() => dropObject(BigInt(host.address), object.data)).code).toBe('ABI-B005')
    const next = host.add({}, () => void (dropped += 10))
    expect(refusal(() => dropObject(BigInt(host.address), object.data)).code).toBe('ABI-B005')
    expect(dropped).toBe(1)
    host.remove(next)
    expect(dropped).toBe(1)
  })

  it('X-15: lets what dropping throws reach the call around it', () => {
    const object = host.add({}, () => {
      throw new RangeError('still in use')
    })
    expect(() => dropObject(BigInt(host.address), object.data)).toThrow('still in use')
  })
})

describe('a call from another thread', () => {
  const callOnThread = bindSymbol(
    library,
    'call_on_thread',
    fn([{ address: u64 }, { data: u64 }, { left: u32 }, { right: u32 }, { bytes: usize }], u32),
  )

  it('X-18: waits for JavaScript, and is told of a panic where it waited for too long', async () => {
    const Adder = adderTrait()
    let calls = 0
    const exported = exportTrait(
      Adder,
      {
        add: (left, right) => {
          calls += 1
          return left + right
        },
      },
      { timeout: 300 },
    )
    using connection = connect(Adder, exported)
    void connection
    using arena = new NativeArena()
    const bytes = arena.allocate(array(u8, 256))
    const [address, data] = [BigInt(exported.address), hostedWord(exported.address)]
    expect(await callOnThread.async(address, data, 40, 2, addressOf(bytes))).toBe(0)
    expect([...bytes].slice(0, 8)).toEqual([0, 0, 0, 0, 42, 0, 0, 0])
    expect(calls).toBe(1)
    // JavaScript waits for the thread, which waits for JavaScript.
    expect(refusal(() => callOnThread(address, data, 40, 2, addressOf(bytes))).code).toBe('ABI-D002')
    expect(calls).toBe(1)
    expect(Buffer.from([...bytes]).toString('latin1')).toMatch(/^JavaScript did not come to the call/)
    exported[Symbol.dispose]()
  })

  it('X-18: waits as long as is said', () => {
    const Adder = adderTrait()
    for (const options of [{ timeout: 0 }, { timeout: 1.5 }, { timeout: '1' }, { whenBusy: 'never' }]) {
      const refused = refusal(() => exportTrait(Adder, { add: () => 1 }, options as never))
      expect(refused.path).toMatch(/^exportTrait → Adder/)
    }
  })

  /** The first word of a new object of an entry. */
  function hostedWord(address: number): bigint {
    return new NativeEntry(address).create().data
  }
})

describe('a library in C', () => {
  it('X-8, X-12: is found by its symbol, called and told of the drop', () => {
    const Adder = adderTrait()
    const countDrops = bindSymbol(library, 'count_drops', fn({}, u32))
    const before = countDrops()
    {
      using adder = connect(Adder, library.path)
      expect(adder.add(40, 2)).toBe(42)
      expect(adder.add(0xffff_ffff, 1)).toBe(0)
      using other = connect(Adder, { library: library.path })
      expect(other.add(1, 1)).toBe(2)
    }
    expect(countDrops()).toBe(before + 2)
    const Missing = trait('Missing', { version: 0, methods: {} })
    expect(refusal(() => connect(Missing, library.path))).toMatchObject({
      code: 'ABI-F010',
      expected: 'abi_entry_Missing',
    })
  })
})
