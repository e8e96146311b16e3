// Checking a value throws what writing it would throw; and code that was made does what the loops do.
import * as layout from 'abiding'
import {
  boxed,
  bytes,
  changed,
  choice,
  duration,
  field,
  fixedList,
  ioError,
  ipAddress,
  list,
  map,
  option,
  record,
  ref,
  removed,
  Result,
  set,
  slice,
  socketAddress,
  string,
  systemTime,
  tuple,
  utcTimestamp,
  variants,
  type AnyWireType,
} from 'abiding/connection'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldsCode, tupleCode } from '../../../src/connection/wire/record-code.js'
import { itemsCode, listCodec } from '../../../src/connection/wire/list-code.js'
import { scalarCodec } from '../../../src/connection/wire/scalar-codec.js'
import { scalarForms } from '../../../src/connection/wire/scalar-forms.js'
import { toWire } from '../../../src/connection/wire/scalars.js'
import { withPath } from '../../../src/connection/wire/wire-problem.js'
import { WireReader } from '../../../src/connection/wire/wire-reader.js'
import { wireCodec, type WireCodec } from '../../../src/connection/wire/wire-type.js'
import { WireWriter } from '../../../src/connection/wire/wire-writer.js'
import { AbidingError } from '../../../src/errors/index.js'

const { u8, i16, u32, u64, i128, isize, f32, f64, bool, char32, struct, array, enumeration } = layout
const Chain: AnyWireType = record('Chain', { next: option(boxed(() => Chain)) })
const Nest: AnyWireType = record('Nest', {
  get inner() {
    return list(Nest)
  },
})
const Point = struct('Point', { x: i16, y: array(u32, 2), tone: enumeration('Tone', u8, ['low', 'high']) })
const Person = record('Person', {
  name: string,
  age: field(u8, { since: 1, default: 18 }),
  colour: removed(u8, { until: 0, value: 255 }),
  height: changed(f64, {
    until: 0,
    type: u32,
    read: (cm: number) => cm,
    write: (m: number) => Math.round(m),
  }),
  tags: list(string),
})

const types: readonly AnyWireType[] = [
  ...Object.keys(scalarForms).map((name) => toWire((layout as never)[name], name)),
  ...[string, bytes, duration, systemTime, utcTimestamp, ipAddress, socketAddress, ioError],
  ...[list(u8), list(f64), list(string), list(list(u32)), fixedList(u8, 2), tuple(u8, string, bool)],
  ...[map(string, u8), set(u32), option(u8), option(option(u8)), Result(u8, string), boxed(u8)],
  ...[Chain, Nest, Person, toWire(Point, 'Point'), list(Point), toWire(array(u8, 2), 'array')],
  variants('Shape', { dot: {}, disc: { radius: f64 }, late: {} }, { since: { late: 2 } }),
  choice('Mode', ['a', 'b'], { since: { b: 2 } }),
  ...[ref(u8), ref(Person), slice(u8), slice(Point), slice(string)],
]

/** Values of which some fit some of the types, and many almost do. */
const scalar = fc.oneof(
  ...[fc.integer(), fc.integer({ min: -2, max: 300 }), fc.double(), fc.bigInt(), fc.boolean()],
  fc.bigInt({ min: -2n, max: 2n ** 64n }),
  fc.constantFrom(undefined, null, '', 'a', 'low', 'ä\u{1f511}', '\ud800', '1.2.3.4', '::1', -0, 2 ** 53),
  fc.constantFrom(
    new Date(0),
    new Date(NaN),
    new Date('3000-01-01'),
    new Uint8Array([1, 2]),
    new Float64Array(2),
  ),
)
const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalar, tie('list'), tie('object'), tie('map')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  map: fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 2 }).map((entries) => new Map(entries)),
  object: fc.oneof(
    fc.record(
      {
        name: tie('value'),
        age: tie('value'),
        height: tie('value'),
        tags: tie('value'),
        next: tie('value'),
        inner: tie('list'),
      },
      { requiredKeys: [] },
    ),
    fc.record({ ok: tie('value') }),
    fc.record({ err: tie('value') }),
    fc.record({ some: tie('value') }),
    fc.record({ tag: fc.constantFrom('dot', 'disc', 'late', 'no'), radius: tie('value') }),
    fc.record({ x: tie('value'), y: tie('list'), tone: fc.constantFrom('low', 'high', 'mid') }),
    fc.record({ kind: fc.constantFrom('Other', 'None'), message: tie('value') }),
    fc.record({
      address: fc.constantFrom('1.2.3.4', '::1', 'a'),
      port: fc.integer({ min: -1, max: 70_000 }),
    }),
  ),
}))

/** What came of something: an error's code and path, or what it gave. */
function outcomeOf(run: () => unknown): unknown {
  try {
    return withPath('value', run)
  } catch (error) {
    if (!(error instanceof AbidingError)) throw error
    return `${error.code} ${error.path} ${error.expected} ${error.found}`
  }
}

const failureOf = (run: () => unknown): unknown => {
  const outcome = outcomeOf(run)
  return typeof outcome === 'string' ? outcome : 'none'
}

describe('checking values', () => {
  it.each(types.map((type) => [type.name, type] as const))(
    'W-18: of %s throws what writing throws',
    (_name, type) => {
      fc.assert(
        fc.property(values, fc.constantFrom(0, 1, 2), (value, version) => {
          const codec = wireCodec(type, version)
          const checked = failureOf(() => codec.check(value))
          expect(checked).toBe(failureOf(() => codec.write(new WireWriter(), value)))
        }),
        { numRuns: 40 },
      )
    },
  )

  it('W-4, W-18: finds what is nested too deeply', () => {
    let chain: object = { next: undefined }
    let nest: object = { inner: [] }
    for (let level = 0; level < 1000; level++) [chain, nest] = [{ next: chain }, { inner: [nest] }]
    for (const [type, value] of [
      [Chain, chain],
      [Chain, { next: chain }],
      [Nest, (nest as { inner: object[] }).inner[0]],
      [Nest, nest],
      [list(Nest), [(nest as { inner: object[] }).inner[0]]],
    ] as const) {
      const codec = wireCodec(type, 0)
      const failure = failureOf(() => codec.write(new WireWriter(), value))
      expect(failureOf(() => codec.check(value))).toBe(failure)
    }
    expect(failureOf(() => wireCodec(Chain, 0).check(chain))).toBe('none')
    expect(failureOf(() => wireCodec(Nest, 0).check(nest))).toContain('ABI-W003')
  })
})

describe('code that was made, and loops', () => {
  const written = (write: (writer: WireWriter) => void): unknown =>
    outcomeOf(() => {
      const writer = new WireWriter(0)
      write(writer)
      return [...writer.finish()]
    })

  const same = (make: (generate: boolean) => WireCodec): void => {
    const [made, looped] = [make(true), make(false)]
    fc.assert(
      fc.property(values, (value) => {
        const bytes = written((writer) => made.write(writer, value))
        expect(bytes).toEqual(written((writer) => looped.write(writer, value)))
        expect(failureOf(() => made.check(value))).toBe(failureOf(() => looped.check(value)))
      }),
      { numRuns: 40 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(3), (bytes, count) => {
        bytes.set([count, 0, 0, 0, 0, 0, 0, 0].slice(0, bytes.length))
        const read = (codec: WireCodec): unknown => {
          const reader = new WireReader(bytes)
          return outcomeOf(() => [codec.read(reader), reader.position])
        }
        expect(read(made)).toEqual(read(looped))
      }),
      { numRuns: 40 },
    )
  }

  it.each(Object.entries(scalarForms))('W-1, W-2: scalars: %s', (_name, form) => {
    same((generate) => scalarCodec(form, generate))
  })

  const items: readonly AnyWireType[] = [u8, i16, u32, u64, i128, isize, f32, f64, bool, char32]
    .map((type) => toWire(type, type.name))
    .concat(string, option(u8), Chain)
  it.each(items.map((type) => [type.name, type] as const))('W-7: lists of %s', (_name, type) => {
    same((generate) => listCodec(wireCodec(type, 0), 'a list', generate))
  })

  it('W-7: tuples', () => {
    const codecs = [u8, u64, string, bool, f32].map((type) => wireCodec(toWire(type, ''), 0))
    same((generate) => ({ smallest: 22, ...tupleCode(codecs, generate) }))
  })

  it('W-9: records', () => {
    const fields = { name: string, age: u8, height: f64, tags: u32, inner: list(u8) }
    const planned = Object.entries(fields).map(([name, type]) => ({
      ...{ name, isKept: true, supplied: undefined },
      codec: wireCodec(toWire(type, name), 0),
    }))
    same((generate) => ({ smallest: 29, ...fieldsCode(planned, 'a person', undefined, generate) }))
  })

  it('W-7: many items are read as few are', () => {
    const { read, write } = itemsCode(wireCodec(toWire(u32, ''), 0))
    const many = Array.from({ length: 70_000 }, (_, index) => index)
    const writer = new WireWriter()
    write(writer, many)
    expect(read(new WireReader(writer.finish()), many.length)).toEqual(many)
  })
})
