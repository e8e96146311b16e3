// Values that TypeScript writes, read and written again by the crate savefile itself.
import {
  addressOf,
  bool,
  bytesOf,
  char32,
  f32,
  f64,
  fn,
  i128,
  i16,
  i32,
  i64,
  i8,
  isize,
  NativeArena,
  pointer,
  u128,
  u16,
  u32,
  u64,
  u8,
  usize,
  array,
} from 'abiding'
import {
  boxed,
  bytes,
  choice,
  decodeWire,
  duration,
  encodeWire,
  field,
  fixedList,
  ipAddress,
  list,
  map,
  option,
  PreciseDate,
  record,
  removed,
  Result,
  schemaOf,
  set,
  socketAddress,
  string,
  systemTime,
  tuple,
  variants,
  type AnyWireType,
  type Schema,
  type WireType,
} from 'abiding/connection'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SchemaReader } from '../../../src/connection/wire/schema-codec.js'
import { WireReader } from '../../../src/connection/wire/wire-reader.js'
import { rustLibrary } from '../../support/rust-library.js'
import { requireTool } from '../../support/tools.js'

const Scalars = record('Scalars', {
  ...{ a: i8, b: u8, c: i16, d: u16, e: i32, f: u32, g: i64, h: u64, i: i128, j: u128 },
  ...{ k: isize, l: usize, m: f32, n: f64, o: bool, p: char32 },
})

const Collections = record('Collections', {
  text: string,
  bytes,
  numbers: list(u16),
  texts: list(string),
  maybe: option(string),
  nested: option(option(u32)),
  outcome: Result(u32, string),
  pair: tuple(u8, u32),
  three: fixedList(u16, 3),
  ages: map(string, u32),
  codes: set(u8),
  boxed: boxed(u64),
})

interface Tree {
  v: number
  kids: readonly Tree[]
}
const Tree: WireType<Tree> = record('Tree', {
  v: u8,
  get kids() {
    return list(Tree)
  },
})

const Event = variants('Event', { Start: {}, Wait: { seconds: u32 }, Log: { level: u8, text: string } })
const Mode = choice('Mode', ['Slow', 'Fast'], { discriminantSize: 2 })
const Times = record('Times', { span: duration, at: systemTime, from: ipAddress, to: socketAddress })

const Mood = variants('Mood', { Calm: {}, Glad: { '0': u8 }, Odd: {} }, { since: { Odd: 2 } })
const Person = record('Person', {
  name: string,
  age: field(u8, { since: 1, default: 18 }),
  colour: removed(u16, { until: 1, value: 0 }),
  mode: Mood,
})

const text = fc.string({ unit: 'grapheme' })
const big = (bits: number, isSigned: boolean): fc.Arbitrary<bigint> =>
  isSigned
    ? fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n })
    : fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
const number = (bits: number, isSigned: boolean): fc.Arbitrary<number> => big(bits, isSigned).map(Number)

const scalars = fc.record({
  a: number(8, true),
  b: number(8, false),
  c: number(16, true),
  d: number(16, false),
  e: number(32, true),
  f: number(32, false),
  g: big(64, true),
  h: big(64, false),
  i: big(128, true),
  j: big(128, false),
  k: fc.maxSafeInteger(),
  l: fc.maxSafeNat(),
  m: fc.float(),
  n: fc.double(),
  o: fc.boolean(),
  p: fc
    .integer({ min: 0, max: 0x10ffff - 0x800 })
    .map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800)),
})

/** Rust's trees sort their keys by bytes, and so do we before comparing. */
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

const collections = fc.record({
  text,
  bytes: fc.uint8Array(),
  numbers: fc.array(number(16, false)),
  texts: fc.array(text),
  maybe: fc.option(text, { nil: undefined }),
  nested: fc.oneof(
    fc.constant(undefined),
    fc.record({ some: fc.option(number(32, false), { nil: undefined }) }),
  ),
  outcome: fc.oneof(
    fc.record({ isOk: fc.constant(true as const), ok: number(32, false) }),
    fc.record({ isOk: fc.constant(false as const), err: text }),
  ),
  pair: fc.tuple(number(8, false), number(32, false)),
  three: fc.array(number(16, false), { minLength: 3, maxLength: 3 }),
  ages: fc
    .uniqueArray(fc.tuple(text, number(32, false)), { selector: ([key]) => key })
    .map((entries) => new Map(entries.sort(([one], [other]) => byBytes(one, other)))),
  codes: fc.uniqueArray(number(8, false)).map((codes) => new Set(codes.sort((one, other) => one - other))),
  boxed: big(64, false),
})

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    v: number(8, false),
    kids: fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie('tree'), { maxLength: 3 })),
  }),
}))

const event = fc.oneof(
  fc.constant({ tag: 'Start' as const }),
  fc.record({ tag: fc.constant('Wait' as const), seconds: number(32, false) }),
  fc.record({ tag: fc.constant('Log' as const), level: number(8, false), text }),
)

const times = fc.record({
  span: fc.bigInt({ min: 0n, max: 2n ** 64n }),
  at: fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }).map((since) => PreciseDate.fromNanoseconds(since)),
  from: fc.oneof(fc.ipV4(), fc.ipV6()),
  to: fc.oneof(
    fc.record({ address: fc.ipV4(), port: number(16, false) }),
    fc.record({
      address: fc.ipV6(),
      port: number(16, false),
      flowInfo: number(32, false),
      scopeId: number(32, false),
    }),
  ),
})

const person = (version: number): fc.Arbitrary<any> =>
  fc.record({
    name: text,
    age: version < 1 ? fc.constant(18) : number(8, false),
    mode: fc.oneof(
      fc.constant({ tag: 'Calm' }),
      fc.record({ tag: fc.constant('Glad'), '0': number(8, false) }),
      ...(version < 2 ? [] : [fc.constant({ tag: 'Odd' })]),
    ),
  })

/** The types by the numbers that Rust gives them, the versions that they have, and random values. */
const kinds: readonly (readonly [string, number, AnyWireType, number, fc.Arbitrary<unknown>])[] = [
  ['scalars', 0, Scalars, 0, scalars],
  ['collections', 1, Collections, 0, collections],
  ['a type within itself', 2, Tree, 0, tree],
  ['forms', 3, Event, 0, event],
  ['names', 4, Mode, 0, fc.constantFrom('Slow', 'Fast')],
  ['times and addresses', 5, Times, 0, times],
  ...[0, 1, 2].map((version) => [`version ${version}`, 6, Person, version, person(version)] as const),
]

const room = 2 ** 20
const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadFunctions() : undefined!

function loadFunctions() {
  const bind = rustLibrary('savefile/savefile-values')
  const Bytes = pointer(u8)
  const arena = new NativeArena()
  const data = arena.allocate(array(u8, room))
  const out = arena.allocate(array(u8, room))
  const again = bind(
    'value_again',
    fn(
      [
        { kind: u32 },
        { version: u32 },
        { data: Bytes },
        { length: usize },
        { out: Bytes },
        { capacity: usize },
      ],
      isize,
    ),
  )
  const schema = bind(
    'schema_of',
    fn([{ kind: u32 }, { version: u32 }, { out: Bytes }, { capacity: usize }], isize),
  )
  const result = (count: number): Uint8Array => {
    expect(count).toBeGreaterThanOrEqual(0)
    return bytesOf(out).slice(0, count)
  }
  return {
    again(kind: number, version: number, bytes: Uint8Array): Uint8Array {
      bytesOf(data).set(bytes)
      return result(again(kind, version, addressOf(data), bytes.length, addressOf(out), room))
    },
    schema: (kind: number, version: number): Uint8Array =>
      result(schema(kind, version, addressOf(out), room)),
  }
}

describe.runIf(hasCargo)('values that Rust reads and writes again', () => {
  it.each(kinds)('W-1, W-6 to W-16: %s', (_name, kind, type, version, values) => {
    fc.assert(
      fc.property(values, (value) => {
        const written = encodeWire(type, value, version)
        expect(Buffer.from(rust.again(kind, version, written)).toString('hex')).toBe(
          Buffer.from(written).toString('hex'),
        )
        expect(encodeWire(type, decodeWire(type, written, version), version)).toEqual(written)
      }),
    )
  })

  it.each(kinds)('W-20, W-23: %s have the schema that Rust gives them', (_name, kind, type, version) => {
    const reader = new SchemaReader(new WireReader(rust.schema(kind, version)), 2)
    expect(schemaOf(type, version)).toEqual(withoutLayout(reader.schema()))
  })
})

/** What Rust says of memory is of its own. */
function withoutLayout(schema: Schema): unknown {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      ['size', 'alignment', 'offset'].includes(key) ? undefined : key === 'layout' ? 0 : value,
    ),
  ) as unknown
}
