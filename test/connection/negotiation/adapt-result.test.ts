// Results of newer peers of the crate: written in the peer's version, and read in the one of this side.
import { f64, u16, u32, u64, u8 } from 'abiding'
import {
  boxed,
  bytes,
  choice,
  definitionOf,
  duration,
  encodeWire,
  field,
  fixedList,
  ioError,
  ipAddress,
  list,
  map,
  method,
  option,
  record,
  removed,
  Result,
  schemaOf,
  set,
  socketAddress,
  string,
  systemTime,
  trait,
  tuple,
  utcTimestamp,
  variants,
  type AnyTrait,
  type AnyWireType,
  type Schema,
  type WireType,
} from 'abiding/connection'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adaptResult } from '../../../src/connection/negotiation/adapt-result.js'
import { Comparison } from '../../../src/connection/negotiation/comparison.js'
import { negotiate } from '../../../src/connection/negotiation/negotiate.js'
import { WireProblem } from '../../../src/connection/wire/wire-problem.js'
import { WireReader } from '../../../src/connection/wire/wire-reader.js'
import { WireWriter } from '../../../src/connection/wire/wire-writer.js'

/** What is found wrong, and what becomes of bytes. */
function adapt(native: Schema, effective: Schema) {
  const comparison = new Comparison()
  const run = adaptResult(comparison, 'it', native, effective)
  return {
    run,
    problems: comparison.problems,
    bytes(written: Uint8Array): Uint8Array {
      const writer = new WireWriter()
      const reader = new WireReader(written)
      run!(reader, writer)
      expect(reader.left).toBe(0)
      return writer.finish()
    },
  }
}

const between = (type: AnyWireType) => adapt(schemaOf(type, 1), schemaOf(type, 0))
const since = { since: 1 } as const

const Mood = variants(
  'Mood',
  { calm: {}, glad: { why: string, much: field(u8, { ...since, default: 0 }) }, odd: {} },
  { since: { odd: 1 } },
)

/** Every type, in both versions and new, so that each is copied and stepped over. */
const Everything = record('Everything', {
  first: field(string, { ...since, default: '' }),
  number: u32,
  newNumber: field(u64, { ...since, default: 0n }),
  text: string,
  bytes,
  newBytes: field(bytes, { ...since, default: () => new Uint8Array() }),
  list: list(Mood),
  newList: field(list(u16), { ...since, default: () => [] }),
  set: set(u8),
  newSet: field(set(string), { ...since, default: () => new Set<string>() }),
  map: map(string, Mood),
  option: option(u16),
  newOption: field(option(string), { ...since, default: undefined }),
  outcome: Result(u8, string),
  newOutcome: field(Result(u8, string), { ...since, default: () => ({ isOk: true as const, ok: 0 }) }),
  pair: tuple(u8, f64),
  three: fixedList(Mood, 3),
  boxed: boxed(u32),
  choice: choice('Mode', ['slow', 'fast'], { discriminantSize: 2 }),
  newChoice: field(choice('Mode', ['slow', 'fast'], { discriminantSize: 4 }), {
    ...since,
    default: 'slow' as const,
  }),
  span: duration,
  at: systemTime,
  newAt: field(utcTimestamp, { ...since, default: () => new Date(0) as never }),
  from: ipAddress,
  newFrom: field(ipAddress, { ...since, default: '1.2.3.4' }),
  socket: socketAddress,
  newSocket: field(socketAddress, { ...since, default: () => ({ address: '::1', port: 1 }) }),
  error: field(ioError, { ...since, default: () => ({ kind: 'NotFound', message: '' }) as never }),
})

const mood = fc.oneof(
  fc.constant({ tag: 'calm' }),
  fc.record({ tag: fc.constant('glad'), why: fc.string(), much: fc.nat(255) }),
)
const outcome = fc.oneof(fc.record({ ok: fc.nat(255) }), fc.record({ err: fc.string() }))
const port = fc.nat(65535)
const socket = fc.oneof(
  fc.record({ address: fc.ipV4(), port }),
  fc.record({ address: fc.ipV6(), port, flowInfo: fc.nat(), scopeId: fc.nat() }),
)
const everything = fc.record({
  first: fc.string(),
  number: fc.nat(),
  newNumber: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  text: fc.string({ unit: 'grapheme' }),
  bytes: fc.uint8Array(),
  newBytes: fc.uint8Array(),
  list: fc.array(mood),
  newList: fc.array(fc.nat(65535)),
  set: fc.uniqueArray(fc.nat(255)).map((items) => new Set(items)),
  newSet: fc.uniqueArray(fc.string()).map((items) => new Set(items)),
  map: fc
    .uniqueArray(fc.tuple(fc.string(), mood), { selector: ([key]) => key })
    .map((items) => new Map(items)),
  option: fc.option(fc.nat(65535), { nil: undefined }),
  newOption: fc.option(fc.string(), { nil: undefined }),
  outcome,
  newOutcome: outcome,
  pair: fc.tuple(fc.nat(255), fc.double()),
  three: fc.array(mood, { minLength: 3, maxLength: 3 }),
  boxed: fc.nat(),
  choice: fc.constantFrom('slow', 'fast'),
  newChoice: fc.constantFrom('slow', 'fast'),
  span: fc.bigInt({ min: 0n, max: 2n ** 64n }),
  at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(2e12) }),
  newAt: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(2e12) }),
  from: fc.ipV4(),
  newFrom: fc.ipV6(),
  socket,
  newSocket: socket,
  error: fc.constant({ kind: 'NotFound', message: 'gone' }),
})

const more = field(u8, { ...since, default: 0 })
const Tree: WireType<any> = record('Tree', {
  v: u8,
  more,
  get kids(): WireType<any> {
    return list(Tree)
  },
}) as WireType<any>
const tree = (v: number, kids: unknown[] = []) => ({ v, more: v + 100, kids })

const Chain: WireType<any> = record('Chain', {
  more,
  next: option(boxed((): WireType<any> => Chain)),
}) as WireType<any>
const chain = (value: number, next?: unknown) => ({ more: value, next })

const Twice: WireType<any> = record('Twice', {
  get left(): WireType<any> {
    return list(Twice)
  },
  more,
  get right(): WireType<any> {
    return list(Twice)
  },
}) as WireType<any>
const twice = (value: number, left: unknown[] = [], right: unknown[] = []) => ({ left, more: value, right })

const Child: WireType<any> = record('Child', {
  get parents(): WireType<any> {
    return list(Parent)
  },
}) as WireType<any>
const Parent: WireType<any> = record('Parent', { more, child: boxed(Child) }) as WireType<any>

const Atlas: WireType<any> = record('Atlas', {
  more,
  get parts(): WireType<any> {
    return map(u8, Atlas)
  },
}) as WireType<any>

describe('results of a newer peer', () => {
  it('X-46: are what it would have written in the older version', () => {
    const type: WireType<any> = list(option(Everything)) as WireType<any>
    const { bytes: adapted, problems } = between(type)
    expect(problems).toEqual([])
    fc.assert(
      fc.property(fc.array(fc.option(everything, { nil: undefined }), { maxLength: 3 }), (values) => {
        expect(adapted(encodeWire(type, values, 1))).toEqual(encodeWire(type, values, 0))
      }),
    )
  })

  it('X-46: are left alone where nothing changed, wherever values lie', () => {
    expect(between(list(string)).run).toBeUndefined()
    const laidOut: Schema = {
      kind: 'struct',
      name: 'P',
      size: 1,
      alignment: 1,
      fields: [{ name: 'a', schema: { kind: 'primitive', name: 'u8' }, offset: 0 }],
    }
    const moved: Schema = { ...laidOut, size: 4 }
    expect(adapt(laidOut, moved).run).toBeUndefined()
  })

  it('X-46: of a form that this side does not know are refused', () => {
    const { bytes: adapted } = between(Mood)
    expect(() => adapted(encodeWire(Mood, { tag: 'odd' }, 1))).toThrow(WireProblem)
  })

  it('X-46: with an address of an unknown family are refused', () => {
    const type = record('P', { a: socketAddress, more })
    expect(() => between(type).bytes(new Uint8Array(32).fill(2))).toThrow(WireProblem)
  })

  it.each([
    ['end too soon', (written: Uint8Array) => written.slice(0, -1)],
    ['count more than there is', (written: Uint8Array) => written.fill(0xff, 0, 7)],
  ])('X-46: that %s are refused', (_what, damage) => {
    const type = list(Mood)
    const written = encodeWire(type, [{ tag: 'glad', why: 'so', much: 1 }], 1)
    expect(() => between(type).bytes(damage(written))).toThrow(WireProblem)
  })

  it.each([
    ['in a list', Tree, [tree(1, [tree(2, [tree(3)]), tree(4)])]],
    ['in lists of a list', list(Tree), [[tree(1, [tree(2, [tree(3)]), tree(4)]), tree(5)]]],
    ['in a box', Chain, [chain(1, chain(2, chain(3, chain(4))))]],
    ['in a map', Atlas, [{ more: 1, parts: new Map([[7, { more: 2, parts: new Map() }]]) }]],
    ['in two lists', Twice, [twice(1, [twice(2)], [twice(3, [twice(4)], [twice(5)])])]],
    ['in another type', Parent, [{ more: 1, child: { parents: [{ more: 2, child: { parents: [] } }] } }]],
  ])('X-46: contain themselves %s', (_what, type: WireType<any>, values) => {
    const { bytes: adapted, problems } = between(type)
    expect(problems).toEqual([])
    for (const value of values as unknown[])
      expect(adapted(encodeWire(type, value, 1))).toEqual(encodeWire(type, value, 0))
  })

  it('X-46: are refused where they contain themselves without end', () => {
    const { bytes: adapted } = between(Chain)
    const deep = new Uint8Array(3000).fill(1)
    expect(() => adapted(deep)).toThrow(WireProblem)
  })

  it.each([
    ['a field that is gone', record('P', { a: u8, b: removed(u16, { until: 0, value: 0 }) }), 'it.b'],
    [
      'what contains itself in a box within a list',
      list(record('Page', { first: Chain })),
      'it[].first.next.next',
    ],
  ])('X-46: with %s are found when the sides are connected', (_what, type, path) => {
    expect(between(type).problems).toMatchObject([{ rule: 'X-46', path }])
  })

  it('X-46: belong to their method alone, and only to peers that are newer', () => {
    const Old = record('P', { a: u8, b: u16 })
    const New = record('P', { a: u8, b: removed(u16, { until: 0, value: 0 }) })
    const declare = (version: number, type: AnyWireType): AnyTrait =>
      trait('Till', { version, methods: { last: method({}, type), close: method({}) } })
    const peer = declare(1, New)
    const meet = (options: object) =>
      negotiate(declare(0, Old), 1, definitionOf(peer), definitionOf(peer, 0), options)
    const { problems, methods } = meet({})
    expect(problems).toEqual([])
    expect(methods.get('last')).toMatchObject({
      returnVersion: 1,
      problems: [{ path: 'Till.last → result.b' }],
    })
    expect(methods.get('close')).toMatchObject({ returnVersion: 1, problems: [], adaptResult: undefined })
    expect(meet({ writesEffectiveResults: true }).methods.get('last')).toMatchObject({
      returnVersion: 0,
      problems: [],
      adaptResult: undefined,
    })
  })
})
