import { u32, u64 } from 'abiding'
import {
  definitionOf,
  field,
  list,
  method,
  option,
  record,
  string,
  trait,
  type TraitMethod,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { refusal } from '../../support/refusal.js'

const nothing = method({})

describe('a trait', () => {
  it('X-1: has a name, a version, methods in order and bounds', () => {
    const Till = trait('Till', {
      version: 3,
      methods: { open: nothing, add: method({ cents: u32 }, u64, { receiver: 'mut' }), close: nothing },
      bounds: ['Send', 'Sync'],
      doc: 'Counts money.',
    })
    expect(Till).toMatchObject({ name: 'Till', version: 3, bounds: ['Send', 'Sync'], doc: 'Counts money.' })
    expect([...Till.methods.keys()]).toEqual(['open', 'add', 'close'])
    expect(definitionOf(Till)).toEqual({
      name: 'Till+Sync+Send',
      methods: [
        {
          name: 'open',
          returns: { kind: 'zeroSize' },
          receiver: 'shared',
          isAsyncTrait: false,
          parameters: [],
        },
        {
          name: 'add',
          returns: { kind: 'primitive', name: 'u64' },
          receiver: 'mut',
          isAsyncTrait: false,
          parameters: [{ kind: 'primitive', name: 'u32' }],
        },
        {
          name: 'close',
          returns: { kind: 'zeroSize' },
          receiver: 'shared',
          isAsyncTrait: false,
          parameters: [],
        },
      ],
    })
  })

  it('X-1: has identifiers of Rust as names', () => {
    for (const name of ['', '1st', 'a b', 'a+b', 'ä', '__proto__', 'a-b', 7 as never])
      expect(refusal(() => trait(name, { version: 0, methods: {} })).code, name).toBe('ABI-L001')
    for (const name of ['1st', 'a b', 'ä', 'x.y']) {
      const methods = { [name]: nothing }
      expect(refusal(() => trait('T', { version: 0, methods }))).toMatchObject({
        code: 'ABI-L001',
        path: `T.${name}`,
      })
    }
  })

  it('X-1: has a version of 32 bits', () => {
    for (const version of [-1, 1.5, 2 ** 32, NaN, '1' as never, undefined as never])
      expect(refusal(() => trait('T', { version, methods: {} })).code).toBe('ABI-V001')
    expect(trait('T', { version: 2 ** 32 - 1, methods: {} }).version).toBe(2 ** 32 - 1)
  })

  it('X-1: has methods and bounds and nothing else', () => {
    for (const wrong of [undefined, null, {}, u32, 7])
      expect(refusal(() => trait('T', { version: 0, methods: { f: wrong as never } })).code).toBe('ABI-L006')
    const halfMade = { f: { parameters: [] } as never }
    expect(refusal(() => trait('T', { version: 0, methods: halfMade })).code).toBe('ABI-L006')
    for (const methods of [undefined, null, 5])
      expect(refusal(() => trait('T', { version: 0, methods: methods as never })).code).toBe('ABI-L006')
    for (const bounds of [['Clone'], 'Send', 5])
      expect(refusal(() => trait('T', { version: 0, methods: {}, bounds: bounds as never })).code).toBe(
        'ABI-L006',
      )
  })

  it('X-1, X-2: has options that are an object', () => {
    expect(refusal(() => trait('T', undefined as never))).toMatchObject({ code: 'ABI-L002', path: 'T' })
    expect(refusal(() => method({}, u32, null as never))).toMatchObject({ code: 'ABI-L002', path: 'method' })
  })

  it('W-21: is what a definition is made of', () => {
    for (const wrong of [undefined, null, {}, 'T', u32])
      expect(refusal(() => definitionOf(wrong as never))).toMatchObject({
        code: 'ABI-V001',
        path: 'definitionOf',
      })
  })

  it('X-1: has no more methods and parameters than peers connect to', () => {
    const methods = (count: number): Record<string, TraitMethod> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, nothing]))
    expect(trait('T', { version: 0, methods: methods(64) }).methods.size).toBe(64)
    expect(refusal(() => trait('T', { version: 0, methods: methods(65) })).code).toBe('ABI-J001')
    const parameters = (count: number): Record<string, typeof u32> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, u32]))
    const taking = (count: number): unknown =>
      trait('T', { version: 0, methods: { f: method(parameters(count)) } })
    taking(64)
    expect(refusal(() => taking(65))).toMatchObject({ code: 'ABI-J001', path: 'T.f' })
  })

  it('X-1: is not older than its types', () => {
    const Newer = record('Newer', { a: u32, b: field(u32, { since: 3, default: 0 }) })
    const taking = (version: number): unknown =>
      trait('T', { version, methods: { f: method({ all: option(list(Newer)) }) } })
    const giving = (version: number): unknown => trait('T', { version, methods: { f: method({}, Newer) } })
    taking(3)
    expect(refusal(() => taking(2))).toMatchObject({ code: 'ABI-J002', path: 'T.f → all' })
    expect(refusal(() => giving(2))).toMatchObject({ code: 'ABI-J002', path: 'T.f → result' })
  })
})

describe('a method', () => {
  it('X-2: has parameters in order, a result and a receiver', () => {
    const { parameters, returns, receiver, doc } = method([{ cents: u32 }, { note: string }], u64, {
      receiver: 'pinned',
      doc: 'Adds.',
    })
    expect(parameters.map(({ name, type }) => [name, type.name])).toEqual([
      ['cents', 'u32'],
      ['note', 'String'],
    ])
    expect([returns.name, receiver, doc]).toEqual(['u64', 'pinned', 'Adds.'])
    expect(nothing).toMatchObject({
      parameters: [],
      receiver: 'shared',
      doc: undefined,
      returns: { name: '()' },
    })
  })

  it('X-2: refuses what does not travel', () => {
    for (const wrong of [undefined, null, 7, 'u32', {}, nothing])
      expect(refusal(() => method({ a: wrong as never })).code).toBe('ABI-L006')
    expect(refusal(() => method({}, 7 as never))).toMatchObject({ code: 'ABI-L006', path: 'method → result' })
    for (const wrong of [null, 7, [{ a: u32, b: u32 }, { c: u32 }], [7]])
      expect(refusal(() => method(wrong as never)).code).toBe('ABI-L006')
  })

  it('X-2: refuses other receivers, and names without an order', () => {
    expect(refusal(() => method({}, u32, { receiver: 'owned' as never }))).toMatchObject({
      code: 'ABI-L006',
      path: 'method → receiver',
    })
    for (const name of ['', '7', '__proto__'])
      expect(refusal(() => method([{ a: u32 }, { [name]: u32 }] as never)).code, name).toMatch(/ABI-L00[16]/)
  })
})
