// Implementations and values that another realm made, where no class is the one of this realm; and functions that are bound.
import { f64, u32, u8 } from 'abiding'
import {
  boxedClosure,
  bytes,
  closure,
  connect,
  exportTrait,
  future,
  list,
  map,
  method,
  option,
  PreciseDate,
  record,
  set,
  slice,
  string,
  systemTime,
  trait,
  tuple,
  type Connection,
  type ExportedTrait,
} from 'abiding/connection'
import { createContext, runInContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import { refusal } from '../../support/refusal.js'
import { connectThroughProtocol } from '../../support/through-protocol.js'

const Point = record('Point', { x: f64, y: f64 })

const Echo = trait('EchoOfRealms', {
  version: 0,
  methods: {
    numbers: method({ value: list(u32) }, list(u32)),
    items: method({ value: slice(u32) }, u32),
    bytes: method({ value: bytes }, bytes),
    map: method({ value: map(string, u32) }, map(string, u32)),
    set: method({ value: set(u8) }, set(u8)),
    time: method({ value: systemTime }, systemTime),
    point: method({ value: Point }, Point),
    pair: method({ value: tuple(u32, string) }, tuple(u32, string)),
    maybe: method({ value: option(list(u8)) }, option(list(u8))),
    call: method([{ run: closure({ value: u32 }, u32) }, { value: u32 }], u32),
    adder: method({ by: u32 }, boxedClosure({ value: u32 }, u32)),
    later: method({ value: u32 }, future(u32)),
    fail: method({}, u32),
  },
})

const context = createContext({})
/** What a text gives in the other realm. */
const there = (text: string): any => runInContext(`(${text})`, context)

/** Gives back a new object of its own realm for each value that it gets. */
const implementation = `{
  numbers: (value) => value.map((one) => one + 1),
  items: (value) => value.length,
  bytes: (value) => new Uint8Array(value),
  map: (value) => new Map(value),
  set: (value) => new Set(value),
  time: (value) => new Date(value.getTime()),
  point: ({ x, y }) => ({ x: y, y: x }),
  pair: ([number, text]) => [number, text],
  maybe: (value) => value && [...value],
  call: (run, value) => run(value),
  adder: (by) => ((by, value) => by + value).bind(null, by),
  later: async (value) => value * 2,
  fail() { throw new RangeError('there') },
}`

const made: Disposable[] = []
afterEach(() => made.splice(0).forEach((one) => one[Symbol.dispose]()))

/** Exports the trait for a test. */
function exported(implementation: any): ExportedTrait {
  const entry = exportTrait(Echo, implementation)
  made.push(entry)
  return entry
}

const ways: Record<string, (made: any) => Connection<typeof Echo>> = {
  'in the program': (made) => connect(Echo, made),
  'to an entry': (made) => connect(Echo, exported(made)),
  'through the protocol': (made) => connectThroughProtocol(Echo, exported(made)),
}

describe.each(Object.entries(ways))('another realm, connected %s', (_way, connectTo) => {
  it('X-11, X-16: implements a trait, with values of its own', async () => {
    using echo = connectTo(there(implementation))
    expect(echo.numbers([1, 2])).toEqual([2, 3])
    expect(echo.bytes(new Uint8Array([1, 2]))).toEqual(new Uint8Array([1, 2]))
    expect(echo.map(new Map([['one', 1]]))).toEqual(new Map([['one', 1]]))
    expect(echo.set(new Set([3, 1]))).toEqual(new Set([3, 1]))
    expect(echo.time(new PreciseDate(5, 7)).getTime()).toBe(5)
    expect(echo.point({ x: 1, y: 2 })).toEqual({ x: 2, y: 1 })
    expect(echo.pair([1, 'one'])).toEqual([1, 'one'])
    expect(echo.maybe([1])).toEqual([1])
    expect(echo.call((value) => value + 1, 4)).toBe(5)
    using adder = echo.adder(3)
    expect(adder(4)).toBe(7)
    expect(await echo.later(4)).toBe(8)
    expect(refusal(() => echo.fail())).toMatchObject({ code: 'ABI-J006', panic: 'there' })
  })

  it('W-2, X-11: gives values to a method', () => {
    using echo = connectTo(there(implementation))
    expect(echo.numbers(there('[1, 2]'))).toEqual([2, 3])
    expect(echo.numbers(there('new Uint32Array([1, 2])'))).toEqual([2, 3])
    expect(echo.numbers(there('new Float64Array([1, 2])'))).toEqual([2, 3])
    expect(echo.items(there('new Uint32Array([1, 2])'))).toBe(2)
    expect(echo.bytes(there('new Uint8Array([1, 2])'))).toEqual(new Uint8Array([1, 2]))
    expect(echo.bytes(there('[1, 2]'))).toEqual(new Uint8Array([1, 2]))
    expect(echo.map(there('new Map([["one", 1]])'))).toEqual(new Map([['one', 1]]))
    expect(echo.set(there('new Set([3, 1])'))).toEqual(new Set([3, 1]))
    expect(echo.time(there('new Date(5)')).getTime()).toBe(5)
    expect(echo.point(there('{ x: 1, y: 2 }'))).toEqual({ x: 2, y: 1 })
    expect(echo.pair(there('[1, "one"]'))).toEqual([1, 'one'])
    expect(echo.call(there('(value) => value + 1'), 4)).toBe(5)
  })

  it('W-2: gives nothing that only looks like one', () => {
    using echo = connectTo(there(implementation))
    const wrong: [keyof typeof Echo & string, unknown][] = [
      ['numbers', there('new DataView(new ArrayBuffer(8))')],
      ['numbers', there('new Uint32Array(1).buffer')],
      ['items', there('new DataView(new ArrayBuffer(8))')],
      ['bytes', there('new Int8Array(1)')],
      ['bytes', Object.create(Uint8Array.prototype)],
      ['map', there('new Set()')],
      ['map', there('new WeakMap()')],
      ['map', Object.create(Map.prototype)],
      ['set', there('new Map()')],
      ['set', Object.create(Set.prototype)],
      ['time', there('new Date(NaN)')],
      ['time', Object.create(Date.prototype)],
    ] as never
    for (const [name, value] of wrong)
      expect([name, refusal(() => (echo as any)[name](value)).code]).toEqual([name, 'ABI-V001'])
  })

  it('X-16: implements with bound functions, which stay bound', () => {
    class Sum {
      sum = 10
      add(run: (value: number) => number, value: number): number {
        return (this.sum += run(value))
      }
    }
    const own = new Sum()
    using echo = connectTo({ ...there(implementation), call: own.add.bind(own) })
    const times = (left: number, right: number): number => left * right
    expect(echo.call(times.bind(null, 3), 4)).toBe(22)
    expect(own.sum).toBe(22)
    using other = connect(Echo, exported((() => there(implementation)).bind(null)))
    expect(other.call(Math.abs.bind(null), 4)).toBe(4)
  })
})
