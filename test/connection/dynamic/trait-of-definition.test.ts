// Traits that are made of definitions: those of traits that were declared here, and those that the crate writes.
import { bool, char32, f32, f64, i128, i16, i32, i64, i8, u128, u16, u32, u64, u8 } from 'abiding'
import {
  boxed,
  boxedClosure,
  boxedTrait,
  bytes,
  choice,
  closure,
  decodeWire,
  definitionOf,
  encodeWire,
  future,
  ioError,
  list,
  map,
  method,
  option,
  record,
  ref,
  Result,
  slice,
  socketAddress,
  str,
  string,
  systemTime,
  trait,
  traitMut,
  traitOfDefinition,
  traitRef,
  tuple,
  utcTimestamp,
  variants,
  type AnyTrait,
  type AnyWireType,
  type MethodDefinition,
  type Schema,
  type SchemaField,
  type TraitDefinition,
  type WireType,
} from 'abiding/connection'
import fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { refusal } from '../../support/refusal.js'

const text: Schema = { kind: 'primitive', name: 'string', layout: 3 }
const u8Schema: Schema = { kind: 'primitive', name: 'u8' }
const u32Schema: Schema = { kind: 'primitive', name: 'u32' }
const vector = (item: Schema): Schema => ({ kind: 'vector', item, layout: 0 })
const mention = (depth: number): Schema => ({ kind: 'recursion', depth })
const mapOf = (key: Schema, value: Schema): Schema =>
  vector({ kind: 'struct', name: 'KeyValuePair', fields: fieldsOf({ key, value }) })
const fieldsOf = (fields: Readonly<Record<string, Schema>>): SchemaField[] =>
  Object.entries(fields).map(([name, schema]) => ({ name, schema }))
const struct = (name: string, fields: Readonly<Record<string, Schema>>): Schema => ({
  ...{ kind: 'struct', name, size: 48, alignment: 8 },
  fields: fieldsOf(fields),
})

function definition(...methods: (Partial<MethodDefinition> & { name: string })[]): TraitDefinition {
  return {
    name: 'Peer',
    methods: methods.map((one) => ({
      ...{ returns: { kind: 'zeroSize' }, receiver: 'shared', isAsyncTrait: false, parameters: [] },
      ...one,
    })),
  }
}

/** The type of the only parameter of the only method. */
function adopted(schema: Schema): AnyWireType {
  return traitOfDefinition(definition({ name: 'take', parameters: [schema] }), 0).methods.get('take')!
    .parameters[0]!.type
}

function obstaclesOf(schema: Schema): readonly string[] {
  const { methods } = traitOfDefinition(definition({ name: 'take', parameters: [schema] }), 0)
  return (methods.get('take')!.obstacles ?? []).map(({ place, reason }) => `${place}: ${reason}`)
}

/** Reads and writes a value as it would be read of a peer. */
function roundTrip(type: AnyWireType, value: unknown): unknown {
  return decodeWire(type, encodeWire(type, value))
}

const Kind = choice('Kind', ['slow', 'fast'])
const Event = variants('Event', { start: {}, wait: { seconds: u32 }, log: { level: u8, text: string } })
const Line = record('Line', { name: string, kind: Kind, events: list(Event), length: option(f32) })

const samples: readonly (readonly [AnyWireType, unknown])[] = [
  [
    record('Small', { a: i8, b: u8, c: i16, d: u16, e: i32, f: u32 }),
    { a: -1, b: 1, c: -2, d: 2, e: -3, f: 3 },
  ],
  [record('Large', { a: i64, b: u64, c: i128, d: u128 }), { a: -1n, b: 1n, c: -2n, d: 2n }],
  [record('Other', { a: f64, b: bool, c: char32 }), { a: 0.1, b: true, c: 'ä' }],
  [Line, { name: 'x', kind: 'fast', events: [{ tag: 'wait', seconds: 5 }, { tag: 'start' }], length: 1.5 }],
  [
    map(string, tuple(u8, Line)),
    new Map([['k', [1, { name: '', kind: 'slow', events: [], length: undefined }]]]),
  ],
  [option(option(u16)), { some: undefined }],
  [Result(list(u16), string), { isOk: true, ok: [1, 2] }],
  [Result(u8, ioError), { isOk: false, err: { kind: 'NotFound', message: 'gone' } }],
  [bytes, new Uint8Array([1, 2])],
  [socketAddress, { address: '192.0.2.1', port: 80 }],
]

describe('a trait that is made of a definition', () => {
  it.each(samples)('X-66, X-67: has types that write and read the same, as %o', (type, value) => {
    const Peer = trait('Peer', { version: 2, methods: { give: method({ value: type }, type) } })
    const { parameters, returns } = traitOfDefinition(definitionOf(Peer), 2).methods.get('give')!
    const written = encodeWire(type, value as never)
    expect(encodeWire(parameters[0]!.type, value)).toEqual(written)
    expect(decodeWire(returns, written)).toEqual(value)
  })

  it('X-67: has points in time', () => {
    for (const type of [systemTime, utcTimestamp]) {
      const Peer = trait('Peer', { version: 0, methods: { give: method({}, type) } })
      const { returns } = traitOfDefinition(definitionOf(Peer), 0).methods.get('give')!
      const date = new Date('2026-01-01T00:00:00Z')
      expect(decodeWire(returns, encodeWire(type, date))).toEqual(decodeWire(type, encodeWire(type, date)))
    }
  })

  it('X-66: describes itself to peers in their own words, closures, objects and futures included', () => {
    const Clock = trait('Clock', {
      version: 1,
      methods: { seconds: method({}, u32) },
      bounds: ['Send', 'Sync'],
    })
    const Peer = trait('Peer', {
      version: 1,
      bounds: ['Send'],
      methods: {
        lend: method([{ a: ref(Line) }, { b: slice(u32) }, { c: str }], str),
        each: method({ visit: closure([{ at: u32 }, { line: ref(Line) }], bool, { mut: true }) }, u8, {
          receiver: 'mut',
        }),
        keep: method({ visit: boxedClosure({ at: u32 }, u32, { send: true, sync: true }) }),
        use: method([{ one: traitRef(Clock) }, { other: traitMut(Clock) }, { third: boxedTrait(Clock) }]),
        make: method({}, Result(boxedTrait(Clock), string)),
        wait: method({}, future(list(Line), { send: true }), { receiver: 'pinned' }),
        later: method({}, future(u32), { asyncTrait: true }),
      },
    })
    const made = traitOfDefinition(definitionOf(Peer), 1)
    expect(made).toMatchObject({ name: 'Peer', version: 1, bounds: ['Send'] })
    expect(spelled(made)).toEqual(spelled(Peer))
    const { methods } = definitionOf(made)
    definitionOf(Peer).methods.forEach((one, index) => expect(methods[index]).toEqual(withoutNames(one)))
    // Nothing of it is known to lie in memory as it does here.
    expect(made.methods.get('lend')!.parameters.map(({ type }) => type.byReference)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('X-66: takes the same type once, however it is unrolled', () => {
    interface Tree {
      v: number
      kids: Tree[]
    }
    const Tree: WireType<Tree> = record('Tree', {
      v: u8,
      get kids() {
        return list(Tree)
      },
    }) as never
    interface Chain {
      v: number
      next: Chain | undefined
    }
    const Chain: WireType<Chain> = record('Chain', { v: u8, next: option(boxed(() => Chain)) })
    const value = { v: 1, kids: [{ v: 2, kids: [{ v: 3, kids: [{ v: 4, kids: [] }] }] }] }
    const Peer = trait('Peer', {
      version: 0,
      methods: { take: method([{ a: Tree }, { b: list(Tree) }, { c: Chain }]) },
    })
    const { parameters } = traitOfDefinition(definitionOf(Peer), 0).methods.get('take')!
    expect(roundTrip(parameters[0]!.type, value)).toEqual(value)
    expect(roundTrip(parameters[1]!.type, [value])).toEqual([value])
    const chain = { v: 1, next: { v: 2, next: { v: 3, next: { v: 4, next: undefined } } } }
    expect(roundTrip(parameters[2]!.type, chain)).toEqual(chain)
    // A value that contains itself is refused as everywhere else.
    const endless: { v: number; next: unknown } = { v: 1, next: undefined }
    endless.next = endless
    expect(refusal(() => encodeWire(parameters[2]!.type, endless))).toMatchObject({ code: 'ABI-W003' })
  })
})

describe('a recursion', () => {
  it('X-69: is what another occurrence of the type around it has in its place', () => {
    // Of two types that lead to each other through boxes, behind which the outer one is written out.
    const inner = struct('A', { b: { kind: 'option', item: mention(2) } })
    const other = struct('B', { n: u8Schema, a: { kind: 'option', item: inner } })
    const type = adopted(struct('A', { b: { kind: 'option', item: other } }))
    const value = { b: { n: 1, a: { b: { n: 2, a: { b: undefined } } } } }
    expect(roundTrip(type, value)).toEqual(value)
  })

  it('X-69: is the only type with a name that the number allows', () => {
    const value = { v: 1, kids: [{ v: 2, kids: [] }] }
    expect(
      roundTrip(adopted(vector(struct('Tree', { v: u8Schema, kids: vector(mention(1)) }))), [value]),
    ).toEqual([value])
    const boxes = adopted(struct('Chain', { v: u8Schema, next: { kind: 'option', item: mention(1) } }))
    const chain = { v: 1, next: { v: 2, next: undefined } }
    expect(roundTrip(boxes, chain)).toEqual(chain)
  })

  it('X-69: in a HashMap is the key where the value cannot contain itself', () => {
    const type = adopted(mapOf(text, vector(mention(1))))
    const value = new Map([['a', ['b', 'c']]])
    expect(roundTrip(type, value)).toEqual(value)
  })

  it('X-69: in a HashMap within the type of its values is that type', () => {
    const inner = struct('Node', { n: u8Schema, kids: mapOf(mention(1), mention(1)) })
    const type = adopted(struct('Node', { n: u8Schema, kids: mapOf(text, inner) }))
    const value = {
      n: 1,
      kids: new Map([['a', { n: 2, kids: new Map([['b', { n: 3, kids: new Map() }]]) }]]),
    }
    expect(roundTrip(type, value)).toEqual(value)
  })

  it.each<[string, Schema]>([
    // HashMap<String, Person> with the tags of a person, or BTreeMap<String, Person> with people inside.
    ['the key or the value of a map', mapOf(text, struct('Person', { tags: vector(mention(1)) }))],
    [
      'a type or the one around it',
      vector(struct('A', { c: struct('C', { a: { kind: 'option', item: mention(1) } }) })),
    ],
    ['the values of a map, whose guard is its key', mapOf(text, mapOf(mention(1), mention(1)))],
    ['nothing at all', mention(1)],
    ['more than is around it', vector(mention(9))],
    ['a type without a name', vector(vector(mention(2)))],
  ])('X-69, X-70: that could mean %s means nothing', (_what, schema) => {
    expect(obstaclesOf(schema)).toEqual(['value_1: it is not said what it is'])
    expect(refusal(() => encodeWire(adopted(schema), new Map([['a', []]]) as never))).toBeDefined()
  })
})

describe('what a definition does not say enough of', () => {
  it.each<[string, Schema]>([
    ['a name alone', { kind: 'custom', name: 'Secret' }],
    ['nothing', { kind: 'undefined' }],
    ['a canary', { kind: 'primitive', name: 'canary1' }],
    ['memory that nobody wrote', { kind: 'uninitSlice' }],
    [
      'a closure without a signature',
      { kind: 'reference', item: { kind: 'closure', isMut: false, definition: definition() } },
    ],
    ['a reference in a field', struct('S', { a: { kind: 'reference', item: u8Schema } })],
    ['text of somebody else in a list', vector({ kind: 'str' })],
    [
      'an enum that lacks a variant',
      {
        ...{ kind: 'enum', name: 'E', discriminantSize: 1, hasExplicitRepr: false },
        variants: [
          { name: 'A', discriminant: 0, fields: [] },
          { name: 'C', discriminant: 2, fields: [] },
        ],
      },
    ],
  ])('X-70: is told of %s', (_what, schema) => {
    expect(obstaclesOf(schema)).toHaveLength(1)
    expect(obstaclesOf(vector(struct('Around', { a: schema })))).toHaveLength(1)
  })

  it('X-70: is refused wherever values of it are used', () => {
    const error = refusal(() =>
      encodeWire(adopted(struct('S', { a: { kind: 'custom', name: 'x' } })), { a: 1 }),
    )
    expect(error).toMatchObject({ code: 'ABI-J026', path: 'S.a' })
  })
})

describe('names of a peer', () => {
  it('X-68: are told apart, and keep the order of the fields', () => {
    const names = ['r#type', '1', '0', '', 'a', 'a', '__proto__']
    const type = adopted({
      ...{ kind: 'struct', name: 'S' },
      fields: names.map((name) => ({ name, schema: u8Schema })),
    })
    const value = { type: 1, _1: 2, _0: 3, _3: 4, a: 5, a_2: 6, _6: 7 }
    expect([...encodeWire(type, value)]).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(decodeWire(type, new Uint8Array([1, 2, 3, 4, 5, 6, 7]))).toEqual(value)
  })

  it('X-68: of tuples with a name are numbers, and no field of a form is its tag', () => {
    const type = adopted({
      ...{ kind: 'enum', name: 'E', discriminantSize: 2, hasExplicitRepr: false },
      variants: [
        { name: 'A', discriminant: 0, fields: fieldsOf({ 0: u8Schema, 1: u32Schema }) },
        { name: 'B', discriminant: 1, fields: fieldsOf({ tag: u8Schema }) },
      ],
    })
    expect([...encodeWire(type, { tag: 'A', 0: 7, 1: 8 })]).toEqual([0, 0, 7, 8, 0, 0, 0])
    expect(decodeWire(type, new Uint8Array([1, 0, 9]))).toEqual({ tag: 'B', tag_2: 9 })
  })

  it('X-66: of methods are not shared', () => {
    const twice = definition({ name: 'take' }, { name: 'take' })
    expect(refusal(() => traitOfDefinition(twice, 0))).toMatchObject({ code: 'ABI-L001', rule: 'X-66' })
  })
})

describe('a definition that nobody wrote by hand', () => {
  it('X-66: is refused where it is too large', () => {
    const wide = struct(
      'Wide',
      Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`f${at}`, u8Schema])),
    )
    const parameters = [wide, wide]
    expect(refusal(() => traitOfDefinition(definition({ name: 'take', parameters }), 0))).toMatchObject({
      code: 'ABI-J027',
      path: 'Peer',
    })
  })

  it(
    'X-66: is described or refused whatever it is made of, in a time that has an end',
    { timeout: 120_000 },
    () => {
      const { schema } = fc.letrec<{ schema: Schema }>((tie) => ({
        schema: fc.oneof(
          { maxDepth: 6, withCrossShrink: true },
          fc.constantFrom<Schema>(
            u8Schema,
            text,
            { kind: 'str' },
            { kind: 'zeroSize' },
            mention(1),
            mention(2),
            mention(3),
          ),
          tie('schema').map(vector),
          fc.tuple(tie('schema'), tie('schema')).map(([key, value]) => mapOf(key, value)),
          fc
            .array(tie('schema'), { maxLength: 3 })
            .map((parts) => struct('S', Object.fromEntries(parts.entries()))),
          fc
            .array(tie('schema'), { maxLength: 3 })
            .map((parts) => struct('T', Object.fromEntries(parts.entries()))),
          tie('schema').map((item): Schema => ({ kind: 'option', item })),
          tie('schema').map((item): Schema => ({ kind: 'reference', item })),
          tie('schema').map((item): Schema => ({ kind: 'array', count: 2, item })),
          tie('schema').map((item): Schema => ({
            ...{ kind: 'boxed' },
            item: { kind: 'trait', isMut: false, definition: definition({ name: 'm', returns: item }) },
          })),
        ),
      }))
      fc.assert(
        fc.property(fc.array(schema, { maxLength: 3 }), schema, (parameters, returns) => {
          const made = traitOfDefinition(definition({ name: 'take', parameters, returns }), 0)
          expect(definitionOf(made).methods[0]!.parameters).toHaveLength(parameters.length)
          // Whatever can be written is read as the same again.
          for (const { type } of made.methods.get('take')!.parameters) {
            if (type.standsAs !== undefined) continue
            const zeros = new Uint8Array(512)
            let value: unknown
            try {
              value = decodeWire(type, zeros)
            } catch (error) {
              expect(error).toMatchObject({ code: expect.stringMatching(/^ABI-[WVJ]/) as string })
              continue
            }
            expect(roundTrip(type, value)).toEqual(value)
          }
        }),
        inject('fastCheck'),
      )
    },
  )
})

/** The methods of a trait with their types, as people read them. */
function spelled({ methods }: AnyTrait): unknown {
  return [...methods].map(([name, { parameters, returns, receiver, isAsync }]) => ({
    ...{ name, receiver, isAsync, returns: returns.name },
    parameters: parameters.map(({ type }) => type.name),
  }))
}

/** Hidden traits are called by numbers that mean nothing. */
function withoutNames(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withoutNames)
  if (typeof part !== 'object' || part === null) return part
  const entries = Object.entries(part).filter(([, value]) => value !== undefined)
  const copy = Object.fromEntries(entries.map(([key, value]) => [key, withoutNames(value)]))
  const { kind, definition: inner } = copy as { kind?: string; definition?: { name: string } }
  if (inner !== undefined && (kind === 'closure' || kind === 'future'))
    inner.name = `__${kind}${inner.name.replace(/^[^+]*/, '')}`
  return copy
}
