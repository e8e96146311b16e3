// Channels of this side, driven from TypeScript through the machine code of their tables.
import { beforeEach, describe, expect, it } from 'vitest'
import {
  array,
  bool,
  f32,
  f64,
  i128,
  liveObjects,
  liveVectorBuffers,
  NativeArena,
  RBox,
  RChannel,
  RReceiver,
  RSender,
  RString,
  RVec,
  struct,
  u16,
  u32,
  u64,
  u8,
  unit,
  type AnyType,
} from '../../src/index.js'
import { liveHostChannels } from '../../src/std-types/host-channel.js'
import { runProgram } from '../support/child.js'

const Pair = struct('Pair', { whole: u64, part: f64 })
const Mixed = struct('Mixed', { part: f64, whole: u32 })
const Floats = struct('Floats', { x: f32, y: f32, z: f32 })
const Doubles = struct('Doubles', { a: f64, b: f64, c: f64, d: f64 })
const Large = struct('Large', { words: array(u64, 5), end: u16 })
const Raised = struct('Raised', { a: u64 }, { align: 32 })
const Named = struct('Named', { id: u32, name: RString })

const code = (expected: string, rule: string, path?: string) =>
  expect.objectContaining({ code: expected, rule, ...(path === undefined ? {} : { path }) }) as Error

beforeEach(() => {
  const before = [liveObjects().length, liveVectorBuffers(), liveHostChannels()]
  return () => expect([liveObjects().length, liveVectorBuffers(), liveHostChannels()]).toEqual(before)
})

describe('channels of this side', () => {
  it.each<[string, AnyType, readonly unknown[]]>([
    ['bytes', u8, [1, 2, 255, 4]],
    ['truth values', bool, [true, false, true, true]],
    ['halves of words', u16, [1, 65535, 3, 4]],
    ['numbers', u32, [1, 2, 2 ** 32 - 1, 4]],
    ['words', u64, [1n, 2n, 2n ** 64n - 1n, 4n]],
    ['two words', i128, [1n, -2n, 2n ** 127n - 1n, 4n]],
    ['floats', f32, [0.5, -1.5, 2.25, 4]],
    ['doubles', f64, [0.1, -1.5, Infinity, 4]],
    ['a word and a double', Pair, [1, 2, 3, 4].map((n) => ({ whole: BigInt(n), part: n / 3 }))],
    ['a double and a number', Mixed, [1, 2, 3, 4].map((n) => ({ part: n / 7, whole: n }))],
    ['three floats', Floats, [1, 2, 3, 4].map((n) => ({ x: n, y: n + 0.5, z: -n }))],
    ['four doubles', Doubles, [1, 2, 3, 4].map((n) => ({ a: n, b: n / 3, c: -n, d: n * 1e300 }))],
    ['arrays', array(u8, 3), [1, 2, 3, 4].map((n) => [n, n + 1, n + 2])],
    ['large structs', Large, [1, 2, 3, 4].map((n) => ({ words: [1n, 2n, 3n, 4n, BigInt(n)], end: n }))],
    ['nothing', unit, [undefined, undefined, undefined, undefined]],
  ])('T-79, T-80: carry %s, and give back what they do not take', (_, item, values) => {
    const { sender, receiver } = RChannel(item).bounded(3)
    // More often than there are places, so that the ring comes round.
    for (let round = 0; round < 3; round++) {
      for (const value of values.slice(0, 2)) sender.send(value)
      expect(sender.trySendFor(values[2] as never, 1)).toBe(undefined)
      expect([sender.length, receiver.length, sender.isFull, receiver.isFull]).toEqual([3, 3, true, true])
      expect(sender.trySend(values[3] as never)).toEqual({ reason: 'Full', value: values[3] })
      expect(sender.trySendFor(values[3] as never, 1)).toEqual({ reason: 'Timeout', value: values[3] })
      expect(receiver.receive()).toEqual(values[0])
      expect(sender.trySend(values[3] as never)).toBe(undefined)
      expect(receiver.tryReceive()).toEqual({ value: values[1] })
      expect(receiver.tryReceiveFor(1)).toEqual({ value: values[2] })
      expect(receiver.tryReceive()).toEqual({ value: values[3] })
      expect([receiver.tryReceive(), receiver.tryReceiveFor(1)]).toEqual([undefined, undefined])
      expect([sender.isEmpty, receiver.isEmpty, sender.isFull]).toEqual([true, true, false])
    }
    receiver[Symbol.dispose]()
    expect(sender.trySend(values[0] as never)).toEqual({ reason: 'Disconnected', value: values[0] })
    expect(sender.trySendFor(values[0] as never, 1)).toEqual({ reason: 'Disconnected', value: values[0] })
    expect(() => sender.send(values[0] as never)).toThrow(code('ABI-U023', 'T-75'))
    sender[Symbol.dispose]()
  })

  it('T-79: hold any number of values in the order in which they were sent', () => {
    const { sender, receiver } = RChannel(Mixed).unbounded()
    expect([sender.capacity, receiver.capacity]).toEqual([Infinity, Infinity])
    const value = (index: number) => ({ part: index / 3, whole: index })
    // The ring grows while its first value lies in the middle.
    for (let index = 0; index < 100; index++) sender.send(value(index))
    for (let index = 0; index < 50; index++) expect(receiver.receive()).toEqual(value(index))
    for (let index = 100; index < 3000; index++) sender.send(value(index))
    expect([sender.length, sender.isFull]).toEqual([2950, false])
    sender[Symbol.dispose]()
    let index = 50
    for (const one of receiver) expect(one).toEqual(value(index++))
    expect(index).toBe(3000)
    receiver[Symbol.dispose]()
  })

  it('T-79: hold any number of values without bytes', () => {
    const { sender, receiver } = RChannel(unit).unbounded()
    for (let index = 0; index < 1000; index++) sender.send(undefined)
    expect(receiver.length).toBe(1000)
    sender[Symbol.dispose]()
    expect([...receiver]).toHaveLength(1000)
    receiver[Symbol.dispose]()
  })

  it('T-81: end when all ends of the other side are gone', () => {
    const { sender, receiver } = RChannel(u32).unbounded()
    const another = sender.clone()
    const same = receiver.clone()
    sender[Symbol.dispose]()
    receiver[Symbol.dispose]()
    another.send(5)
    another[Symbol.dispose]()
    expect(same.receive()).toBe(5)
    expect(() => same.receive()).toThrow(code('ABI-U023', 'T-75'))
    expect(() => same.tryReceive()).toThrow(code('ABI-U023', 'T-75'))
    expect(() => same.tryReceiveFor(1)).toThrow(code('ABI-U023', 'T-75'))
    expect([...same]).toEqual([])
    same[Symbol.dispose]()
    expect(() => same.receive()).toThrow(code('ABI-M004', 'O-2'))
  })

  it.each(['sender', 'receiver'] as const)(
    'T-81: drop what nobody received, once (the %s goes first)',
    (first) => {
      const { sender, receiver } = RChannel(Named).bounded(4)
      const buffers = liveVectorBuffers()
      for (const id of [1, 2, 3]) sender.send({ id, name: `name ${id}` })
      const got = receiver.receive()
      sender.send({ id: 4, name: 'four' })
      sender.send({ id: 5, name: 'five' })
      expect(liveVectorBuffers()).toBe(buffers + 5)
      const ends = first === 'sender' ? [sender, receiver] : [receiver, sender]
      for (const end of ends) end[Symbol.dispose]()
      expect(liveVectorBuffers()).toBe(buffers + 1)
      expect([got.id, String(got.name)]).toEqual([1, 'name 1'])
      got.name[Symbol.dispose]()
    },
  )

  it('T-81: hold ends of themselves', () => {
    const Ends = RSender(RString)
    const outer = RChannel(Ends).unbounded()
    const inner = RChannel(RString).unbounded()
    inner.sender.send('kept')
    outer.sender.send(inner.sender)
    expect(() => inner.sender.length).toThrow(code('ABI-O002', 'O-3'))
    outer.sender[Symbol.dispose]()
    outer.receiver[Symbol.dispose]()
    const texts = [...inner.receiver].map((text) => {
      using held = text
      return String(held)
    })
    expect(texts).toEqual(['kept'])
    inner.receiver[Symbol.dispose]()
  })

  it('T-82: refuse to wait where nobody else could end it', () => {
    const { sender, receiver } = RChannel(RString).bounded(1)
    const another = sender.clone()
    expect(() => receiver.receive()).toThrow(code('ABI-U027', 'T-82', 'RReceiver_RString.receive'))
    expect(() => [...receiver]).toThrow(code('ABI-U027', 'T-82', 'RReceiver_RString.next'))
    sender.send('one')
    expect(() => another.send('two')).toThrow(code('ABI-U027', 'T-82', 'RSender_RString.send'))
    another[Symbol.dispose]()
    using text = receiver.receive()
    expect(String(text)).toBe('one')
    sender[Symbol.dispose]()
    expect(() => receiver.receive()).toThrow(code('ABI-U023', 'T-75'))
    receiver[Symbol.dispose]()
  })

  it('T-82: count ends that were moved and given back', () => {
    const { sender, receiver } = RChannel(u32).bounded(1)
    using arena = new NativeArena()
    expect(() =>
      arena.allocate(struct('Both', { end: RSender(u32), small: u8 }), { end: sender, small: 256 }),
    ).toThrow(code('ABI-V002', 'L-3'))
    expect(() => receiver.receive()).toThrow(code('ABI-U027', 'T-82'))
    sender[Symbol.dispose]()
    receiver[Symbol.dispose]()
  })

  it('T-80: hand values over where there is no capacity', async () => {
    const { sender, receiver } = RChannel(u32).bounded(0)
    expect([sender.capacity, sender.length, sender.isEmpty, sender.isFull]).toEqual([0, 0, true, true])
    expect(sender.trySend(1)).toEqual({ reason: 'Full', value: 1 })
    expect(sender.trySendFor(1, 1)).toEqual({ reason: 'Timeout', value: 1 })
    expect([receiver.tryReceive(), receiver.tryReceiveFor(1)]).toEqual([undefined, undefined])
    expect(() => sender.send(1)).toThrow(code('ABI-U027', 'T-82'))
    const received = receiver.receiveAsync()
    expect(sender.trySendFor(7, 5000)).toBe(undefined)
    expect([sender.length, sender.isEmpty]).toEqual([0, true])
    expect(await received).toBe(7)
    sender[Symbol.dispose]()
    receiver[Symbol.dispose]()
  })

  it('T-76: are received without holding up the thread', async () => {
    const { sender, receiver } = RChannel(u32).unbounded()
    const first = receiver.receiveAsync()
    await new Promise((resolve) => setTimeout(resolve, 60))
    sender.send(1)
    expect(await first).toBe(1)
    const seen: number[] = []
    const all = (async () => {
      for await (const value of receiver) seen.push(value)
    })()
    for (const value of [2, 3, 4]) {
      sender.send(value)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    sender[Symbol.dispose]()
    await all
    expect(seen).toEqual([2, 3, 4])
    await expect(receiver.receiveAsync()).rejects.toThrow(code('ABI-U023', 'T-75'))
    receiver[Symbol.dispose]()
  })

  it('T-79: are refused where they cannot be made', () => {
    const bounded = RChannel(u64).bounded as (capacity?: unknown) => unknown
    for (const wrong of [undefined, null, '1', 1n, {}])
      expect(() => bounded(wrong)).toThrow(code('ABI-V001', 'T-79', 'RChannel_u64.bounded → param capacity'))
    for (const wrong of [-1, 1.5, NaN, Infinity, 2 ** 53])
      expect(() => bounded(wrong)).toThrow(code('ABI-V002', 'T-79', 'RChannel_u64.bounded → param capacity'))
    expect(() => bounded(2 ** 50)).toThrow(code('ABI-U028', 'T-79', 'RChannel_u64.bounded'))
    expect(() => RChannel('u64' as never)).toThrow(expect.objectContaining({ code: 'ABI-L002' }))
    expect(() => RChannel(Raised).unbounded()).toThrow(code('ABI-F005', 'K-7'))
  })

  it('T-79: refuse what does not fit, and give it back', () => {
    const { sender, receiver } = RChannel(struct('Two', { text: RString, small: u8 })).unbounded()
    using text = RString.from('mine')
    expect(() => sender.send({ text, small: 256 })).toThrow(code('ABI-V002', 'L-3'))
    expect(String(text)).toBe('mine')
    for (const wrong of [undefined, null, 7, 'x'])
      expect(() => sender.send(wrong as never)).toThrow(code('ABI-V001', 'L-8'))
    for (const wrong of [-1, NaN, '1']) expect(() => receiver.tryReceiveFor(wrong as never)).toThrow()
    expect(sender.length).toBe(0)
    sender[Symbol.dispose]()
    receiver[Symbol.dispose]()
  })

  it('T-79: can be as many as there is room for', () => {
    const ends = Array.from({ length: 65536 - liveHostChannels() }, () => RChannel(u8).bounded(1))
    expect(() => RChannel(u8).bounded(1)).toThrow(code('ABI-U028', 'T-79', 'RChannel_u8.bounded'))
    for (const { sender } of ends) sender[Symbol.dispose]()
    for (const { receiver } of ends) receiver[Symbol.dispose]()
  })

  it('T-83: are moved into memory of native code, and stay what they are', () => {
    const { sender, receiver } = RChannel(RVec(u8)).unbounded()
    const Both = struct('Ends', { sender: RSender(RVec(u8)), receiver: RReceiver(RVec(u8)) })
    using box = RBox(Both).new({ sender, receiver })
    const both = box.deref()
    both.sender.send([1, 2, 3])
    using got = both.receiver.receive()
    expect([...got]).toEqual([1, 2, 3])
    both.sender.send([4, 5, 6])
  })

  it('T-79: are refused on other machines', async () => {
    const result = await runProgram('channels-of-workers.ts', ['elsewhere'])
    const output = {
      code: 'ABI-U029',
      rule: 'T-79',
      path: 'RChannel_u64.unbounded',
      found: 'linux on riscv64',
    }
    expect(result).toMatchObject({ status: 0, signal: null, stderr: '', output })
  })

  it.each(['return', 'terminate'])('T-84: outlive the thread that made them (%s)', async (end) => {
    const result = await runProgram('channels-of-workers.ts', [end])
    expect(result).toMatchObject({ status: 0, signal: null, stderr: '', output: { isInOrder: true, sum: 7 } })
  })
})
