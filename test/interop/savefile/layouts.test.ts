// Types of the layout layer as values: read and written again by the crate savefile, which says where they lie in memory.
import {
  addressOf,
  array,
  bool,
  bytesOf,
  c_int,
  char32,
  enumeration,
  f32,
  f64,
  fn,
  i128,
  isize,
  NativeArena,
  pointer,
  struct,
  taggedUnion,
  transparent,
  u16,
  u32,
  u64,
  u8,
  usize,
} from 'abiding'
import { decodeWire, encodeWire, list, record, schemaOf, tuple, type AnyWireType } from 'abiding/connection'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SchemaReader } from '../../../src/connection/wire/schema-codec.js'
import { toWire } from '../../../src/connection/wire/scalars.js'
import { WireReader } from '../../../src/connection/wire/wire-reader.js'
import { rustLibrary } from '../../support/rust-library.js'
import { requireTool } from '../../support/tools.js'

const Inner = struct('Inner', { a: u8, b: u32 })
const Tone = enumeration('Tone', u8, ['Low', 'Mid', 'High'])
const Level = enumeration('Level', c_int, ['Under', 'Over'])
const Ticket = transparent('Ticket', u64)
const Laid = struct('Laid', {
  flag: bool,
  symbol: char32,
  inner: Inner,
  pair: array(u16, 2),
  many: array(Inner, 2),
  size: usize,
  wide: i128,
  half: f32,
  mood: Tone,
  ticket: Ticket,
})
const Figure = taggedUnion('Figure', ['C', u8], {
  Dot: {},
  Disc: { radius: f64, full: bool },
  Bar: { w: u16, inner: Inner },
})
const Packet = taggedUnion('Packet', u8, { Ping: {}, Data: { size: u32, code: u8 } })
const Loose = taggedUnion('Loose', 'C', { None: {}, Some: { value: u16 } })
const All = record('All', {
  laid: Laid,
  figure: Figure,
  packets: list(Packet),
  tones: list(Tone),
  inners: list(Inner),
  tickets: list(Ticket),
  level: Level,
  loose: Loose,
})

const nat = (bits: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** bits - 1 })
const inner = fc.record({ a: nat(8), b: nat(32) })
const tone = fc.constantFrom('Low', 'Mid', 'High')
const ticket = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const laid = fc.record({
  flag: fc.boolean(),
  symbol: fc.constantFrom('a', 'ä', '\u{1f511}'),
  inner,
  pair: fc.tuple(nat(16), nat(16)),
  many: fc.tuple(inner, inner),
  size: fc.maxSafeNat(),
  wide: fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }),
  half: fc.float(),
  mood: tone,
  ticket,
})
const figure = fc.oneof(
  fc.record({ tag: fc.constant('Dot') }),
  fc.record({ tag: fc.constant('Disc'), radius: fc.double(), full: fc.boolean() }),
  fc.record({ tag: fc.constant('Bar'), w: nat(16), inner }),
)
const packet = fc.oneof(
  fc.record({ tag: fc.constant('Ping') }),
  fc.record({ tag: fc.constant('Data'), size: nat(32), code: nat(8) }),
)
const level = fc.constantFrom('Under', 'Over')
const loose = fc.oneof(
  fc.record({ tag: fc.constant('None') }),
  fc.record({ tag: fc.constant('Some'), value: nat(16) }),
)
const all = fc.record({
  laid,
  figure,
  packets: fc.array(packet),
  tones: fc.array(tone),
  inners: fc.array(inner),
  tickets: fc.array(ticket),
  level,
  loose,
})

const kinds: readonly (readonly [string, number, AnyWireType, fc.Arbitrary<unknown>])[] = [
  ['values within others', 7, All, all],
  ['a struct', 8, toWire(Laid, 'Laid'), laid],
  ['a tagged union of repr(C, u8)', 9, toWire(Figure, 'Figure'), figure],
  ['a tagged union of repr(u8)', 10, toWire(Packet, 'Packet'), packet],
  ['a transparent type', 11, toWire(Ticket, 'Ticket'), ticket],
  ['an enum of repr(u8)', 12, toWire(Tone, 'Tone'), tone],
  ['an enum of repr(C)', 13, toWire(Level, 'Level'), level],
  ['a tagged union of repr(C)', 14, toWire(Loose, 'Loose'), loose],
]

const room = 2 ** 16
const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadFunctions() : undefined!

function loadFunctions() {
  const bind = rustLibrary('savefile/savefile-values')
  const Bytes = pointer(u8)
  const arena = new NativeArena()
  const data = arena.allocate(array(u8, room))
  const out = arena.allocate(array(u8, room))
  const place = [{ out: Bytes }, { capacity: usize }] as const
  const again = bind(
    'value_again',
    fn([{ kind: u32 }, { version: u32 }, { data: Bytes }, { length: usize }, ...place], isize),
  )
  const schema = bind('schema_of', fn([{ kind: u32 }, { version: u32 }, ...place], isize))
  const result = (count: number): Uint8Array => {
    expect(count).toBeGreaterThanOrEqual(0)
    return bytesOf(out).slice(0, count)
  }
  return {
    again(kind: number, bytes: Uint8Array): Uint8Array {
      bytesOf(data).set(bytes)
      return result(again(kind, 0, addressOf(data), bytes.length, addressOf(out), room))
    },
    schema: (kind: number): Uint8Array => result(schema(kind, 0, addressOf(out), room)),
  }
}

describe.runIf(hasCargo)('types of the layout layer', () => {
  it.each(kinds)('W-17: %s travel as Rust writes them', (_name, kind, type, values) => {
    fc.assert(
      fc.property(values, (value) => {
        const written = encodeWire(type, value)
        expect(Buffer.from(rust.again(kind, written)).toString('hex')).toBe(
          Buffer.from(written).toString('hex'),
        )
        expect(decodeWire(type, written)).toEqual(value)
      }),
      { numRuns: 50 },
    )
  })

  it.each(kinds.slice(1))('W-23: %s say where they lie as the crate says it', (_name, kind, type) => {
    const reader = new SchemaReader(new WireReader(rust.schema(kind)), 2)
    expect(schemaOf(type, 0)).toEqual(reader.schema())
  })
})

describe('types of the layout layer', () => {
  it('W-17: accessors travel as plain values do, from wherever they lie', () => {
    using arena = new NativeArena()
    const value = { a: 1, b: 2 }
    const accessor = arena.allocate(Inner, value)
    expect(encodeWire(tuple(Inner), [accessor])).toEqual(encodeWire(tuple(Inner), [value]))
  })
})
