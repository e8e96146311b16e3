// What two declarations of a trait agree upon: one of this side, and one that stands for what a peer says of itself.
import { struct, u16, u32, u64, u8 } from 'abiding'
import {
  boxed,
  boxedClosure,
  boxedTrait,
  choice,
  closure,
  definitionOf,
  field,
  fixedList,
  future,
  IncompatibleTraitError,
  list,
  method,
  option,
  record,
  ref,
  slice,
  str,
  string,
  trait,
  traitRef,
  variants,
  type AnyTrait,
  type Declared,
  type Problem,
  type TraitDefinition,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { negotiate, type Negotiation } from '../../../src/connection/negotiation/negotiate.js'

/** Negotiates with a peer that describes itself as a declaration does. */
function between(own: AnyTrait, peer: AnyTrait): Negotiation {
  const effective = Math.min(own.version, peer.version)
  return negotiate(own, peer.version, definitionOf(peer), definitionOf(peer, effective))
}

const places = (problems: readonly Problem[]): string[] => problems.map(({ rule, path }) => `${rule} ${path}`)

/** A trait with one method. */
const one = (type: Declared): AnyTrait =>
  trait('Till', { version: 0, methods: { add: method({ coin: type }) } })

const withResult = (type: Declared): AnyTrait =>
  trait('Till', { version: 0, methods: { add: method({}, type) } })

describe('methods of two sides', () => {
  it('X-35: are found by their names, with the number that the peer gives them', () => {
    const own = trait('Till', {
      version: 3,
      methods: { add: method({}), close: method({}), open: method({}) },
    })
    const peer = trait('Till', {
      version: 1,
      methods: { open: method({}), count: method({}), add: method({}) },
    })
    const { effectiveVersion, calleeVersion, methods, problems } = between(own, peer)
    expect({ effectiveVersion, calleeVersion, problems }).toEqual({
      effectiveVersion: 1,
      calleeVersion: 1,
      problems: [],
    })
    expect([...methods].map(([name, { number }]) => [name, number])).toEqual([
      ['add', 2],
      ['close', undefined],
      ['open', 0],
    ])
  })

  it('X-35: have the number of the first of several, and none beyond 65,535', () => {
    const own = trait('Till', { version: 0, methods: { add: method({}), far: method({}) } })
    const [add] = definitionOf(own).methods
    const others = Array.from({ length: 0x10000 - 2 }, (_none, index) => ({ ...add!, name: `other${index}` }))
    const peer: TraitDefinition = { name: 'Till', methods: [add!, add!, ...others, { ...add!, name: 'far' }] }
    const { methods } = negotiate(own, 0, peer, peer)
    expect([methods.get('add')!.number, methods.get('far')!.number]).toEqual([0, undefined])
  })

  it('X-36: may take their objects in other ways, and names may differ', () => {
    const own = trait('Till', {
      version: 0,
      methods: { add: method({ coin: u32 }, u32, { receiver: 'mut' }) },
    })
    const peer = trait('Box', { version: 0, methods: { add: method({ money: u32 }, u32) } })
    expect(between(own, peer).problems).toEqual([])
  })

  it('X-36: are told of at once, with paths in the words of this side', () => {
    const Coin = record('Coin', { cents: u32, marks: list(u8) })
    const Money = record('Money', { amount: u32, signs: list(u16) })
    const own = trait('Till', {
      version: 0,
      methods: {
        add: method([{ coin: Coin }, { note: string }], option(u8)),
        same: method({}),
        close: method({}, u8),
      },
    })
    const peer = trait('Till', {
      version: 0,
      methods: { add: method([{ a: Money }, { b: u8 }], u8), same: method({}), close: method({}, u16) },
    })
    const { problems } = between(own, peer)
    expect(places(problems)).toEqual([
      'X-38 Till.add → coin.marks[]',
      'X-38 Till.add → note',
      'X-38 Till.add → result',
      'X-38 Till.close → result',
    ])
    expect(problems[0]).toMatchObject({ message: 'another type', expected: 'u8', found: 'u16' })
    const error = new IncompatibleTraitError('the peer does not fit the trait Till', 'till.so', problems)
    expect(error).toMatchObject({ code: 'ABI-J018', path: 'till.so', problems })
    expect(error.message).toContain(
      'Till.close → result: another type\n      expected: u8\n      found:    u16',
    )
  })

  it('X-37: have as many parameters on both sides', () => {
    const own = trait('Till', { version: 0, methods: { add: method({ coin: u32 }) } })
    const peer = trait('Till', { version: 0, methods: { add: method({ coin: u32, more: u32 }) } })
    const { problems, methods } = between(own, peer)
    expect(problems).toMatchObject([
      { path: 'Till.add', rule: 'X-37', expected: '(u32)', found: '(u32, u32)' },
    ])
    expect(methods.get('add')).toMatchObject({ number: undefined, mask: 0n })
  })

  it.each([
    ['records with another number of fields', record('P', { a: u8 }), record('P', { a: u8, b: u8 })],
    ['arrays of another length', fixedList(u8, 2), fixedList(u8, 3)],
    ['other primitives', u32, u64],
    ['a reference and a value', ref(u32), u32],
    ['text that is lent and text that is given', str, string],
    ['a list and a slice', ref(list(u8)), slice(u8)],
  ])('X-38: do not fit with %s', (_what, own, peer) => {
    expect(places(between(one(own), one(peer)).problems)).toEqual(['X-38 Till.add → coin'])
    expect(between(one(own), one(own)).problems).toEqual([])
  })

  it('X-38: fit where boxes come and go', () => {
    expect(between(one(boxed(u32)), one(u32)).problems).toEqual([])
  })

  it('X-38: never fit where neither side describes a type', () => {
    const definition: TraitDefinition = {
      name: 'Till',
      methods: [
        {
          name: 'add',
          returns: { kind: 'undefined' },
          receiver: 'shared',
          isAsyncTrait: false,
          parameters: [],
        },
      ],
    }
    const own = trait('Till', { version: 0, methods: { add: method({}, string) } })
    const { problems } = negotiate(own, 0, definition, definition)
    expect(places(problems)).toEqual(['X-38 Till.add → result'])
  })

  it.each([
    ['fewer forms', choice('M', ['a', 'b']), choice('M', ['a']), 'X-39 Till.add → coin'],
    ['other names', choice('M', ['a', 'b']), choice('M', ['a', 'c']), 'X-39 Till.add → coin.b'],
    [
      'wider numbers',
      choice('M', ['a']),
      choice('M', ['a'], { discriminantSize: 2 }),
      'X-39 Till.add → coin',
    ],
    [
      'other fields',
      variants('M', { a: { x: u8 } }),
      variants('M', { a: { x: u8, y: u8 } }),
      'X-38 Till.add → coin.a',
    ],
  ])('X-39: do not fit with enums of %s', (_what, own, peer, path) => {
    expect(places(between(one(own), one(peer)).problems)).toEqual([path])
  })

  it('X-35, X-38: fit in the older version of both', () => {
    const Coin = record('Coin', { cents: u32, year: field(u16, { since: 1, default: 0 }) })
    const Old = record('Coin', { cents: u32 })
    const newer = trait('Till', { version: 1, methods: { add: method({ coin: Coin }, list(Coin)) } })
    const older = trait('Till', { version: 0, methods: { add: method({ coin: Old }, list(Old)) } })
    expect(between(newer, older)).toMatchObject({ effectiveVersion: 0, problems: [] })
    expect(between(older, newer)).toMatchObject({ effectiveVersion: 0, problems: [] })
    const unversioned = trait('Till', { version: 1, methods: { add: method({ coin: Old }, list(Old)) } })
    expect(places(between(newer, unversioned).problems)).toEqual([
      'X-38 Till.add → coin',
      'X-38 Till.add → result[]',
    ])
  })
})

const Small = trait('Small', { version: 0, methods: { run: method({ a: u8 }, u8) } })
const Large = trait('Small', { version: 0, methods: { run: method({ a: u8 }, u8), stop: method({}) } })
const Sent = trait('Small', { version: 0, bounds: ['Send'], methods: { run: method({ a: u8 }, u8) } })
const Other = trait('Small', { version: 0, methods: { run: method({ a: u16 }, u8) } })

describe('objects of two sides', () => {
  it('X-40: that are lent have the same parameters in the methods that both have', () => {
    expect(between(one(traitRef(Small)), one(traitRef(Large))).problems).toEqual([])
    expect(between(one(traitRef(Large)), one(traitRef(Small))).problems).toEqual([])
    const { problems } = between(one(traitRef(Small)), one(traitRef(Other)))
    expect(places(problems)).toEqual(['X-38 Till.add → coin.run → argument 0'])
  })

  it('X-40: that are closures are called, not named', () => {
    const own = one(closure({ a: u8 }))
    expect(places(between(own, one(closure({ a: u16 }))).problems)).toEqual([
      'X-38 Till.add → coin → argument 0',
    ])
    expect(between(own, one(closure({ a: u8 }, u8, { mut: true }))).problems).toMatchObject([
      { rule: 'X-40', expected: 'dyn Fn(u8)', found: 'dyn FnMut(u8) -> u8' },
    ])
  })

  it('X-40, X-41: that are futures have the bounds that this side expects, and give the same', () => {
    const own = withResult(future(u8, { send: true }))
    expect(between(own, withResult(future(u8, { send: true, sync: true }))).problems).toEqual([])
    expect(between(own, withResult(future(u8))).problems).toMatchObject([
      { path: 'Till.add → result', rule: 'X-40' },
    ])
    expect(places(between(own, withResult(future(u16, { send: true }))).problems)).toEqual([
      'X-38 Till.add → result → result',
    ])
  })

  it.each([
    ['as an argument, with a method that the caller lacks', Small, Large, false, 'Till.add → coin.stop'],
    ['as an argument, with a method that the callee lacks', Large, Small, false, undefined],
    ['as an argument that has to be Send', Small, Sent, false, 'Till.add → coin'],
    ['as an argument that is Send', Sent, Small, false, undefined],
    ['as a result, with a method that the caller lacks', Small, Large, true, 'Till.add → result.stop'],
    ['as a result that is not Send', Sent, Small, true, 'Till.add → result'],
    ['as a result that is Send', Small, Sent, true, undefined],
  ])('X-41: change hands %s', (_what, own, peer, isResult, path) => {
    const declare = (inner: AnyTrait): AnyTrait =>
      isResult ? withResult(boxedTrait(inner)) : one(boxedTrait(inner))
    expect(places(between(declare(own), declare(peer)).problems)).toEqual(
      path === undefined ? [] : [`X-41 ${path}`],
    )
  })

  it('X-41: are asynchronous on both sides or on neither', () => {
    const definition = definitionOf(one(boxedTrait(Small)))
    const changed = JSON.parse(
      JSON.stringify(definition, (key, value: unknown) => (key === 'isAsyncTrait' ? true : value)),
    ) as TraitDefinition
    const { problems } = negotiate(one(boxedTrait(Small)), 0, changed, changed)
    expect(places(problems)).toEqual(['X-41 Till.add → coin.run'])
  })

  it('X-42: that give something else make calls of one method fail', () => {
    const own = trait('Till', {
      version: 0,
      methods: { each: method([{ visit: closure({ a: u8 }, u8) }]), close: method({}) },
    })
    const peer = trait('Till', {
      version: 0,
      methods: { each: method([{ visit: closure({ a: u8 }, u16) }]), close: method({}) },
    })
    const { problems, methods } = between(own, peer)
    expect(problems).toEqual([])
    expect(methods.get('close')!.problems).toEqual([])
    expect(methods.get('each')!.problems).toMatchObject([
      { path: 'Till.each → visit → result', rule: 'X-38', expected: 'u8', found: 'u16' },
    ])
  })
})

describe('a peer that contradicts itself', () => {
  it('X-43: is not connected to', () => {
    const own = trait('Till', { version: 0, methods: { add: method({ coin: u32 }), close: method({}) } })
    const native = definitionOf(own)
    const effective: TraitDefinition = { name: 'Till', methods: [{ ...native.methods[0]!, parameters: [] }] }
    const { problems, methods } = negotiate(own, 1, native, effective)
    expect(places(problems)).toEqual(['X-43 Till.add', 'X-43 Till.close'])
    expect([...methods.values()].map(({ number }) => number)).toEqual([undefined, undefined])
  })
})

describe('arguments', () => {
  const Point = struct('Point', { x: u32, y: u32 })
  const Wide = struct('Point', { x: u32, y: u64 })
  const Told = record('Point', { x: u32, y: u32 })

  it.each([
    ['a number', ref(u32), ref(u32), true, /^a pointer/],
    ['numbers side by side', slice(u8), slice(u8), true, /^a pointer/],
    ['a struct', ref(Point), ref(Point), true, /^a pointer/],
    ['structs side by side', slice(Point), slice(Point), true, /^a pointer/],
    ['what the peer says nothing of', ref(Point), ref(Told), false, /does not say how/],
    [
      'what this side does not know',
      ref(boxed(u32)),
      ref(u32),
      false,
      /this side does not know where a &u32 lies/,
    ],
    ['a record', ref(Told), ref(Told), false, /this side does not know/],
    ['a value', u32, u32, false, /by value/],
    ['text', str, str, false, /text is always lent/],
    ['a closure', closure({ a: u8 }), closure({ a: u8 }), false, /an object is lent/],
    ['an owned closure', boxedClosure({ a: u8 }), boxedClosure({ a: u8 }), false, /an object changes hands/],
  ])('X-45: are passed as pointers or not: %s', (_what, own, peer, byReference, reason) => {
    const method = between(one(own), one(peer)).methods.get('add')!
    expect(method).toMatchObject({ byReference: [byReference], mask: byReference ? 1n : 0n })
    expect(method.reasons[0]).toMatch(reason)
  })

  it('X-45: are passed as bytes where the layouts are not equal', () => {
    const definition = JSON.parse(
      JSON.stringify(definitionOf(one(ref(Point)))).replace('"offset":4', '"offset":8'),
    ) as TraitDefinition
    const { methods, problems } = negotiate(one(ref(Point)), 0, definition, definition)
    expect(problems).toEqual([])
    expect(methods.get('add')!.byReference).toEqual([false])
    expect(between(one(ref(Point)), one(ref(Wide))).problems).toHaveLength(1)
  })
})

describe('what a peer says without end', () => {
  it('X-47: costs time in proportion, and is told in short', () => {
    const own = one(boxedTrait(Small))
    const many = Object.fromEntries(Array.from({ length: 64 }, (_none, index) => [`m${index}`, method({})]))
    const [run] = definitionOf(Small).methods
    const methods = Array.from({ length: 20_000 }, (_none, index) => ({ ...run!, name: `m${index}` }))
    const peer = JSON.parse(JSON.stringify(definitionOf(own))) as TraitDefinition
    const boxedSchema = peer.methods[0]!.parameters[0] as unknown as {
      item: { definition: { methods: unknown[] } }
    }
    boxedSchema.item.definition.methods.push(...methods)
    const { problems } = negotiate(own, 0, peer, peer)
    expect(problems).toHaveLength(20_000)
    const error = new IncompatibleTraitError('the peer does not fit', 'till.so', problems)
    expect(error.message).toContain('20000 problems')
    expect(error.message).toContain('and 19970 more')
    expect(error.message.split('\n').length).toBeLessThan(200)
    const empty = negotiate(trait('Till', { version: 0, methods: many }), 0, peer, peer)
    expect([empty.methods.size, empty.problems]).toEqual([64, []])
  })

  it('X-47: is cut short where it has many types within each other', () => {
    let deep: Declared = u8
    for (let level = 0; level < 100; level++) deep = option(deep)
    const { problems } = between(one(u8), one(deep))
    expect(problems).toMatchObject([{ found: `${'Option<'.repeat(5)}…${'>'.repeat(5)}` }])
  })

  it('X-47: is cut short where it has long names', () => {
    const long = 'x'.repeat(1_000_000)
    const fields = [{ name: long, schema: { kind: 'primitive', name: 'u8' } as const }]
    const bounds = '+a'.repeat(100_000)
    const shared = { receiver: 'shared', isAsyncTrait: false } as const
    const object = { kind: 'trait', isMut: false, definition: { name: long + bounds, methods: [] } } as const
    const peer: TraitDefinition = {
      name: long,
      methods: [
        { name: 'add', returns: object, parameters: [{ kind: 'struct', name: long, fields }], ...shared },
        {
          name: 'take',
          returns: { kind: 'zeroSize' },
          parameters: [{ kind: 'boxed', item: object }],
          ...shared,
        },
      ],
    }
    const Empty = record('Empty', {})
    const own = trait('Till', {
      version: 0,
      methods: { add: method({ coin: Empty }, u8), take: method({ small: boxedTrait(Small) }) },
    })
    const { problems } = negotiate(own, 0, peer, peer)
    expect(places(problems)).toEqual([
      'X-38 Till.add → coin',
      'X-38 Till.add → result',
      'X-41 Till.take → small',
    ])
    for (const { expected, found, message } of problems)
      expect(expected.length + found.length + message.length).toBeLessThan(500)
  })
})
