// Every way to pass and to return, between TypeScript and Rust.
import { u32, u64 } from 'abiding'
import { connect, decodeWire, encodeWire, exportTrait, list, string, tuple } from 'abiding/connection'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { toWire, type Declared } from '../../../src/connection/wire/scalars.js'
import { requireTool } from '../../support/tools.js'
import { samples } from './calls-samples.js'
import { Calls, countsUp, implementCalls, liveObjects, methodNumbers } from './calls-trait.js'
import * as types from './types.js'
import { RustPeer, type RustConnection } from './rust-peer.js'

const hasCargo = requireTool('cargo')
const rust = hasCargo ? new RustPeer('savefile-calls') : undefined!
const named = samples.map((sample, index) => [`${index} ${sample.method}`, sample] as const)
type AnyMethod = (...values: readonly unknown[]) => unknown

/** Calls a method from Rust and reads what it gives there. */
function callFromRust(host: RustConnection, method: string, data: Uint8Array, result: Declared): unknown {
  const answer = host.call(methodNumbers.get(method)!, data)
  if ('failure' in answer) throw new Error(answer.failure)
  return decodeWire(toWire(result, method), answer.bytes)
}

const u32Bytes = (value: number): Uint8Array => encodeWire(toWire(u32, 'u32'), value)
const flag = (value: boolean): Uint8Array => new Uint8Array([Number(value)])

describe.runIf(hasCargo)('calls of a plugin in Rust', () => {
  const peer = hasCargo ? connect(Calls, rust.path) : undefined!

  afterAll(() => {
    peer[Symbol.dispose]()
    expect(rust.liveObjects).toBe(0)
  })

  it.each(named)('X-4, X-5, X-9: %s', (_name, { method, values, result }) => {
    expect((peer as unknown as Record<string, AnyMethod>)[method]!(...values)).toEqual(result)
  })

  it('X-5: nothing is taken and given', () => {
    expect(peer.take_nothing(undefined)).toBeUndefined()
  })

  it('X-60: text that lives for ever is read where it lies', () => {
    expect([peer.greeting(), peer.greeting()]).toEqual(['good day', 'good day'])
  })

  it('X-2: an object changes through &mut self and Pin<&mut Self>', () => {
    using fresh = connect(Calls, rust.path)
    expect([fresh.count(), fresh.count(), fresh.pinned(5), fresh.count()]).toEqual([1, 2, 7, 8])
  })

  it('X-4: arguments of all sorts stand beside each other', () => {
    expect(peer.many(1, 'zwei', [3, 4], 'fünf', 6n, '7', '')).toBe("1 zwei [3, 4] fünf 6 Some('7') ")
    expect(peer.many(255, '', [], '', 2n ** 64n - 1n, undefined, '€')).toBe(
      `255  []  ${2n ** 64n - 1n} None €`,
    )
  })

  it('X-6: panics keep the text that the crate sends', () => {
    const textOf = (how: number): string => {
      try {
        return `no panic but ${peer.panics(how)}`
      } catch (error) {
        expect(error).toMatchObject({ name: 'PeerPanicError', code: 'ABI-J006' })
        return (error as Error).message
      }
    }
    expect(textOf(0)).toContain('a fixed text')
    expect(textOf(1)).toContain('a constant 1')
    // The crate loses texts that are made when the panic happens, and values that are no text.
    expect(textOf(2)).toContain('Any { .. }')
    expect(textOf(3)).toContain('Any { .. }')
    expect(() => peer.panics_at_nothing()).toThrow('nothing to give')
    expect(peer.add(1, 2)).toBe(3)
  })

  it('X-23, X-24: closures are called while the call lasts', () => {
    const seen: unknown[] = []
    const sum = peer.apply((number, text) => {
      seen.push([number, text])
      return number + text.length
    })
    expect(sum).toBe(9)
    expect(seen).toEqual([
      [5, 'abc'],
      [1, ''],
    ])
    let total = 100
    expect(peer.apply_changing((number) => (total += number))).toBe(105 + 111)
    expect(peer.apply_boxed((number) => number * 7)).toBe(42)
  })

  it('X-24, X-25, X-26: objects are lent, given and got', () => {
    const before = liveObjects.count
    using counter = countsUp(10)
    expect(peer.use_counter(counter)).toBe(11 + 13)
    expect(peer.take_counter(countsUp(20))).toBe(23)
    expect(liveObjects.count).toBe(before + 1)
    using made = peer.make_counter(5)
    expect([made.next(1), made.next(10)]).toEqual([6, 16])
    const { ok: double } = peer.maker(true) as { ok: ((number: number) => number) & Disposable }
    expect(double(21)).toBe(42)
    double[Symbol.dispose]()
    expect(peer.maker(false)).toEqual({ isOk: false, err: 'no function' })
  })

  it('X-55, X-56: random values are the same on both sides', () => {
    const u32s = fc.nat({ max: 0xffff_ffff })
    fc.assert(
      fc.property(
        fc.array(u32s),
        fc.uint8Array(),
        fc.array(fc.record({ x: u32s, y: u32s })),
        (numbers, bytes, points) => {
          const sum = (values: Iterable<number>): bigint =>
            [...values].reduce((all, one) => all + BigInt(one), 0n)
          expect(peer.sum(numbers)).toBe(sum(numbers))
          expect(peer.sum(Uint32Array.from(numbers))).toBe(sum(numbers))
          expect(peer.sum_bytes(bytes)).toBe(sum(bytes))
          expect(peer.plot(points)).toBe(sum(points.flatMap(({ x, y }) => [x, y])))
        },
      ),
    )
  })
})

describe.runIf(hasCargo)('calls of an implementation in TypeScript', () => {
  const exported = exportTrait(Calls, implementCalls)
  const host = hasCargo ? rust.connect('calls', exported.address) : undefined!

  afterAll(() => {
    host.close()
    exported[Symbol.dispose]()
    expect([rust.liveObjects, liveObjects.count]).toEqual([0, 0])
  })

  it.each(named)('X-4, X-5, X-14: %s', (_name, { method, data, result }) => {
    expect(callFromRust(host, method, data, Calls.methods.get(method)!.returns)).toEqual(result)
  })

  it('X-5: nothing is taken and given', () => {
    expect(host.call(methodNumbers.get('take_nothing')!)).toEqual({ bytes: new Uint8Array() })
  })

  it('X-60: text is given for ever', () => {
    expect(callFromRust(host, 'greeting', new Uint8Array(), string)).toBe('good day')
  })

  it('X-2: an object changes through &mut self and Pin<&mut Self>', () => {
    const fresh = rust.connect('calls', exported.address)
    const none = new Uint8Array()
    expect([
      callFromRust(fresh, 'count', none, u32),
      callFromRust(fresh, 'count', none, u32),
      callFromRust(fresh, 'pinned', u32Bytes(5), u32),
    ]).toEqual([1, 2, 7])
    fresh.close()
  })

  it('X-4: arguments of all sorts stand beside each other', () => {
    const data = [
      ...[[1], encodeWire(string, 'zwei'), [2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 4, 0], encodeWire(string, 'fünf')],
      ...[[6, 0, 0, 0, 0, 0, 0, 0], [1, 0x37, 0, 0, 0], encodeWire(string, '')],
    ]
    expect(callFromRust(host, 'many', Buffer.concat(data.map((part) => Uint8Array.from(part))), string)).toBe(
      '1 zwei 3,4 fünf 6 7 ',
    )
  })

  it('X-15: what is thrown is a panic with its text', () => {
    const failure = (how: number): unknown => host.call(methodNumbers.get('panics')!, new Uint8Array([how]))
    const panic = (text: string) => ({
      failure: `Unexpected panic in invocation target: CalleePanic { msg: "${text}" }`,
    })
    expect(failure(0)).toEqual(panic('a fixed text'))
    expect(failure(2)).toEqual(panic('of 2'))
    expect(failure(3)).toEqual(panic('3'))
    expect(host.call(methodNumbers.get('panics_at_nothing')!)).toEqual(panic('nothing to give'))
    expect(callFromRust(host, 'by_default', u32Bytes(1), u32)).toBe(2)
  })

  it('X-23, X-24: closures of Rust are called while the call lasts', () => {
    expect(callFromRust(host, 'apply', u32Bytes(100), u32)).toBe(108 + 101)
    expect(callFromRust(host, 'apply_changing', u32Bytes(100), tuple(u32, u32))).toEqual([105 + 111, 111])
    expect(callFromRust(host, 'apply_boxed', u32Bytes(7), u32)).toBe(42)
  })

  it('X-24, X-25, X-26: objects are lent, given and got', () => {
    expect(callFromRust(host, 'use_counter', u32Bytes(10), u32)).toBe(11 + 13)
    expect(callFromRust(host, 'take_counter', u32Bytes(20), u32)).toBe(23)
    expect(callFromRust(host, 'make_counter', u32Bytes(5), tuple(u32, u32))).toEqual([6, 16])
    const returns = Calls.methods.get('checked')!.returns
    expect(callFromRust(host, 'maker', flag(true), returns)).toEqual({ isOk: true, ok: 42 })
    expect(callFromRust(host, 'maker', flag(false), returns)).toEqual({ isOk: false, err: 'no function' })
  })

  it('X-55, X-57: random values are the same on both sides', () => {
    const bytesOf = (type: Declared, value: unknown) => encodeWire(toWire(type, 'bytes'), value)
    const u32s = fc.nat({ max: 0xffff_ffff })
    const points = fc.array(fc.record({ x: u32s, y: u32s }))
    fc.assert(
      fc.property(fc.array(u32s), points, types.person, types.tree, (numbers, points, person, tree) => {
        const sum = (values: Iterable<number>): bigint =>
          [...values].reduce((all, one) => all + BigInt(one), 0n)
        expect(callFromRust(host, 'sum', bytesOf(list(u32), numbers), u64)).toBe(sum(numbers))
        expect(callFromRust(host, 'plot', bytesOf(list(types.Point), points), u64)).toBe(
          sum(points.flatMap(({ x, y }) => [x, y])),
        )
        expect(callFromRust(host, 'person', bytesOf(types.Person, person), types.Person)).toEqual(person)
        const size = ({ children }: types.Tree): number =>
          children.reduce((all, child) => all + size(child), 1)
        expect(callFromRust(host, 'tree', bytesOf(types.Tree, tree), u32)).toBe(size(tree))
      }),
    )
  })
})
