// What is refused: values that do not fit, and bytes that mean nothing.
import {
  array,
  bits,
  bool,
  c_long,
  char32,
  enumeration,
  f64,
  fn,
  i64,
  i8,
  pointer,
  struct,
  taggedUnion,
  u128,
  u16,
  u32,
  u8,
  union,
  unit,
  usize,
} from 'abiding'
import {
  boxed,
  bytes,
  changed,
  choice,
  decodeWire,
  duration,
  encodeWire,
  field,
  fixedList,
  ioError,
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
  utcTimestamp,
  variants,
  type AnyWireType,
} from 'abiding/connection'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AbidingError } from '../../../src/errors/index.js'
import { refusal } from '../../support/refusal.js'

const Shape = variants('Shape', { circle: { radius: f64 }, named: { name: string } })
const Person = record('Person', { name: string, friends: list(record('Friend', { age: u8 })) })

describe('values that do not fit', () => {
  it.each<[AnyWireType, unknown, string]>([
    [tuple(u8), [256], '(u8)[0]'],
    [tuple(u8), [1.5], '(u8)[0]'],
    [tuple(u8), [NaN], '(u8)[0]'],
    [tuple(u8), [1n], '(u8)[0]'],
    [tuple(u8), ['1'], '(u8)[0]'],
    [tuple(u8), 1, '(u8)'],
    [tuple(i8), [-129], '(i8)[0]'],
    [tuple(i64), [1], '(i64)[0]'],
    [tuple(i64), [2n ** 63n], '(i64)[0]'],
    [tuple(u128), [-1n], '(u128)[0]'],
    [tuple(usize), [2 ** 53], '(usize)[0]'],
    [tuple(usize), [-1], '(usize)[0]'],
    [tuple(f64), ['1'], '(f64)[0]'],
    [tuple(bool), [1], '(bool)[0]'],
    [tuple(char32), ['ab'], '(char32)[0]'],
    [tuple(char32), ['\ud800'], '(char32)[0]'],
    [tuple(char32), [''], '(char32)[0]'],
    [string, 'a\ud800', 'String'],
    [string, null, 'String'],
    [bytes, [256], 'Vec<u8>'],
    [bytes, 'ab', 'Vec<u8>'],
    [list(u16), { length: 1, 0: 1 }, 'Vec<u16>'],
    [list(u16), [1, -2], 'Vec<u16>[1]'],
    [fixedList(u16, 2), [1], '[u16; 2]'],
    [map(string, u8), new Map([['a', 256]]), 'Map<String, u8>[0]'],
    [map(string, u8), { a: 1 }, 'Map<String, u8>'],
    [set(u8), [1], 'Set<u8>'],
    [option(u8), null, 'Option<u8>'],
    [option(option(u8)), 1, 'Option<Option<u8>>'],
    [Result(u8, string), { ok: 1, err: '' }, 'Result<u8, String>'],
    [Result(u8, string), {}, 'Result<u8, String>'],
    [Result(u8, string), { err: 1 }, 'Result<u8, String>.err'],
    [Person, null, 'Person'],
    [Person, { name: 'Ada', friends: [{ age: 1 }, { age: 300 }] }, 'Person.friends[1].age'],
    [Shape, { tag: 'square' }, 'Shape'],
    [Shape, { tag: 'circle', radius: '1' }, 'Shape.circle.radius'],
    [Shape, undefined, 'Shape'],
    [choice('Mode', ['a']), 'b', 'Mode'],
    [duration, -1n, 'Duration'],
    [duration, 1, 'Duration'],
    [systemTime, 0, 'SystemTime'],
    [systemTime, new Date(NaN), 'SystemTime'],
    [ipAddress, '1.2.3', 'IpAddr'],
    [ipAddress, 'fe80::1%eth0', 'IpAddr'],
    [socketAddress, { address: '1.2.3.4', port: 65536 }, 'SocketAddr.port'],
    [socketAddress, { address: '1.2.3.4', port: 1, scopeId: 1 }, 'SocketAddr.address'],
    [ioError, { kind: 'toString', message: '' }, 'io::Error.kind'],
    [ioError, { kind: 'Other', message: 1 }, 'io::Error.message'],
  ])('W-2, W-6, W-7, W-8, W-9, W-13 to W-16: %o %o', (type, value, path) => {
    expect(refusal(() => encodeWire(type, value))).toMatchObject({ code: 'ABI-V001', path })
  })

  it.each<[string, () => unknown]>([
    ['a fraction of a nanosecond', () => new PreciseDate(0, 0.5)],
    ['a whole millisecond', () => new PreciseDate(0, 1_000_000)],
    ['less than nothing', () => new PreciseDate(0, -1)],
    ['a number since 1970', () => PreciseDate.fromNanoseconds(5 as never)],
    ['no point in time', () => new PreciseDate(NaN).sinceEpoch],
  ])('W-14: a PreciseDate of %s', (_what, make) => {
    expect(refusal(make)).toMatchObject({ code: 'ABI-V001', rule: 'W-14' })
  })

  it('W-14: that the format cannot hold', () => {
    expect(refusal(() => encodeWire(utcTimestamp, new Date('3000-01-01'))).code).toBe('ABI-V002')
  })

  it('W-4: contain themselves, or are nested too deeply', () => {
    interface Chain {
      readonly next?: Chain | undefined
    }
    const Chain: AnyWireType = record('Chain', { next: option(boxed(() => Chain)) })
    const circle: { next?: Chain } = {}
    circle.next = circle
    expect(refusal(() => encodeWire(Chain, circle)).code).toBe('ABI-W003')
    const nested = (depth: number): Chain => {
      let chain: Chain = { next: undefined }
      for (let level = 0; level < depth; level++) chain = { next: chain }
      return chain
    }
    expect(encodeWire(Chain, nested(1000))).toHaveLength(1001)
    expect(refusal(() => encodeWire(Chain, nested(1001))).code).toBe('ABI-W003')
    expect(refusal(() => decodeWire(Chain, new Uint8Array(2000).fill(1))).code).toBe('ABI-W003')
  })

  it('W-4: lists within lists as well', () => {
    const Nest: AnyWireType = record('Nest', {
      get inner() {
        return list(Nest)
      },
    })
    const circle: { inner: object[] } = { inner: [] }
    circle.inner.push(circle)
    expect(refusal(() => encodeWire(Nest, circle)).code).toBe('ABI-W003')
  })
})

describe('declarations that cannot be', () => {
  it.each<[string, string, () => unknown]>([
    ['ABI-L006', 'a pointer', () => list(pointer(u8))],
    ['ABI-L006', 'a function', () => option(fn({}, u8))],
    ['ABI-L006', 'a struct with a pointer', () => list(struct('S', { a: pointer(u8) }))],
    ['ABI-L006', 'a union', () => list(union('U', { a: u8 }))],
    ['ABI-L006', 'an enum whose numbers are its own', () => list(enumeration('E', u8, { a: 5 }))],
    ['ABI-L006', 'an enum of which others may come', () => list(enumeration('E', u8, ['a'], { open: true }))],
    ['ABI-L006', 'bit fields', () => list(struct('S', { a: bits(u8, 3) }))],
    ['ABI-L006', 'a width that depends on the target', () => list(c_long)],
    ['ABI-L006', 'no type', () => tuple(5 as never)],
    ['ABI-L006', 'null', () => option(null as never)],
    ['ABI-L006', 'a scalar that is written alone', () => encodeWire(u8 as never, 1)],
    ['ABI-L006', 'no type that is written', () => encodeWire(undefined as never, 1)],
    ['ABI-L006', 'no type that is read', () => decodeWire('u8' as never, new Uint8Array(1))],
    ['ABI-L006', 'no type that is described', () => schemaOf(u8 as never, 0)],
  ])('W-5: %s for %s', (code, _what, declare) => {
    expect(refusal(declare)).toMatchObject({ code })
  })

  it('W-12: a type that contains itself at once', () => {
    const Self: AnyWireType = record('Self', {
      get inner() {
        return tuple(u8, Self)
      },
    })
    for (let time = 0; time < 2; time++) {
      expect(refusal(() => encodeWire(Self, {}))).toMatchObject({ code: 'ABI-L006', path: 'Self' })
    }
  })

  it('W-13: as many forms as there are take no time to speak of', () => {
    const names = Array.from({ length: 2 ** 18 }, (_, at) => `n${at}`)
    const C = choice('C', names)
    expect(encodeWire(C, 'n65536')).toEqual(new Uint8Array([0, 0, 1, 0]))
    expect(decodeWire(C, new Uint8Array([0, 0, 1, 0]))).toBe('n65536')
    expect(refusal(() => choice('C', [...names, 'n7']))).toMatchObject({ code: 'ABI-L002', found: '"n7"' })
  }, 10_000)

  it.each<[string, string, () => unknown]>([
    ['ABI-L001', 'a field without a name', () => encodeWire(record('R', { '': u8 }), { '': 1 })],
    [
      'ABI-L001',
      'a field tag in a form',
      () => encodeWire(variants('V', { a: { tag: u8 } }), { tag: 'a' } as never),
    ],
    ['ABI-L002', 'no forms', () => variants('V', {})],
    ['ABI-L002', 'names twice', () => choice('C', ['a', 'a'])],
    [
      'ABI-L002',
      'too few bytes',
      () =>
        choice(
          'C',
          Array.from({ length: 300 }, (_, at) => `n${at}`),
          { discriminantSize: 1 },
        ),
    ],
    ['ABI-L002', 'a form that was added in between', () => choice('C', ['a', 'b'], { since: { a: 1 } })],
    ['ABI-L002', 'a number of another size', () => choice('C', ['a'], { discriminantSize: 3 as never })],
    ['ABI-L002', 'options that are none', () => choice('C', ['a'], null as never)],
    ['ABI-L002', 'a field without its options', () => field(u8, undefined as never)],
    ['ABI-L002', 'a removed field without its options', () => removed(u8, undefined as never)],
    ['ABI-L002', 'a changed field without its former type', () => changed(u8, undefined as never)],
    ['ABI-L001', 'a record without a name', () => record(undefined as never, { a: u8 })],
    ['ABI-L001', 'a choice without a name', () => choice(5 as never, ['a'])],
    ['ABI-L001', 'forms whose name is not well-formed', () => variants('\ud800', { a: {} })],
    ['ABI-L002', 'a form that is not well-formed', () => choice('C', ['\ud800'])],
    [
      'ABI-L001',
      'a field that is not well-formed',
      () => encodeWire(record('R', { '\ud800': u8 }), { '\ud800': 1 }),
    ],
    ['ABI-L002', 'a version of another form', () => choice('C', ['a'], { since: { b: 1 } as never })],
    ['ABI-L002', 'a length below 0', () => fixedList(u8, -1)],
    ['ABI-V001', 'a version below 0', () => field(u8, { since: -1, default: 0 })],
    ['ABI-V001', 'a version that is no number', () => encodeWire(string, '', 'new' as never)],
  ])('W-7, W-9, W-10, W-13: %s for %s', (code, _what, declare) => {
    expect(refusal(declare)).toMatchObject({ code })
  })
})

describe('bytes that mean nothing', () => {
  it.each<[string, AnyWireType, string]>([
    ['ABI-W002', tuple(bool), '02'],
    ['ABI-W002', tuple(char32), '00d80000'],
    ['ABI-W002', option(u8), '0201'],
    ['ABI-W002', Result(u8, u8), '0201'],
    ['ABI-W002', Shape, '02'],
    ['ABI-W002', choice('Mode', ['a']), '01'],
    ['ABI-W002', ipAddress, '0200000000'],
    ['ABI-V002', tuple(usize), 'ffffffffffffffff'],
    ['ABI-V002', duration, 'ff'.repeat(16)],
    ['ABI-V002', systemTime, 'ff'.repeat(15) + '7f'],
    ['ABI-V005', string, '0100000000000000ff'],
    ['ABI-W001', string, '0200000000000000ff'],
    ['ABI-W001', string, 'ffffffffffffffff'],
    ['ABI-W001', list(u32), '0100000000000010'],
    ['ABI-W001', list(tuple()), '0000000000000010'],
    ['ABI-W001', tuple(u32), '000000'],
    ['ABI-W001', tuple(u8), '0000'],
  ])('W-3, W-8, W-13, W-14, W-15: %s for %o', (code, type, hex) => {
    expect(refusal(() => decodeWire(type, Buffer.from(hex, 'hex')))).toMatchObject({ code })
  })

  const Flags = struct('Flags', { count: u8, on: array(bool, 2) })
  it.each<[AnyWireType, string, string]>([
    [Result(bool, tuple(bool)), '0102', 'Result<bool, (bool)>.ok'],
    [Result(bool, tuple(bool)), '0002', 'Result<bool, (bool)>.err[0]'],
    [variants('Light', { off: {}, on: { blinks: bool } }), '0102', 'Light.on.blinks'],
    [record('Lamp', { lit: option(bool), name: string }), '0102', 'Lamp.lit'],
    [record('Lamp', { lit: u8, dim: bool }), '01', 'Lamp.dim'],
    [map(u8, bool), '020000000000000001010202', 'Map<u8, bool>[1]'],
    [list(Flags), '0200000000000000010001010002', 'Vec<Flags>[1].on[1]'],
    [
      tuple(taggedUnion('Form', u8, { none: {}, some: { flags: Flags } })),
      '01070102',
      '(Form)[0].some.flags.on[1]',
    ],
    [tuple(ioError), '0100ffffffffffffffff', '(io::Error)[0]'],
  ])('W-2, W-3: are told of with their place: %o, %s', (type, hex, path) => {
    expect(refusal(() => decodeWire(type, Buffer.from(hex, 'hex')))).toMatchObject({ path })
  })

  it('W-3: stand for no more items without bytes than anybody can want', () => {
    const counted = (count: number): Uint8Array => new Uint8Array(new BigUint64Array([BigInt(count)]).buffer)
    const tooMany = { code: 'ABI-W001', expected: 'at most 1048576 items', found: '1048577' }
    expect(decodeWire(list(unit), counted(2 ** 20))).toHaveLength(2 ** 20)
    expect(refusal(() => decodeWire(list(unit), counted(2 ** 20 + 1)))).toMatchObject(tooMany)
    expect(decodeWire(fixedList(unit, 2 ** 20), new Uint8Array(0))).toHaveLength(2 ** 20)
    expect(refusal(() => decodeWire(fixedList(unit, 2 ** 20 + 1), new Uint8Array(0)))).toMatchObject(tooMany)
  })

  it('W-3: stand for as many boxes as there are bytes', () => {
    const bytes = new Uint8Array(2 ** 20 + 1)
    expect(decodeWire(fixedList(boxed(u8), bytes.length), bytes)).toHaveLength(bytes.length)
    expect(decodeWire(list(boxed(u8)), encodeWire(list(boxed(u8)), bytes))).toHaveLength(bytes.length)
  })

  it.each([undefined, 'abc', [0], new ArrayBuffer(8)])('W-3: %s are no bytes', (bytes) => {
    expect(refusal(() => decodeWire(string, bytes as never))).toMatchObject({
      code: 'ABI-V001',
      path: 'String',
    })
  })

  it('W-3: whatever they are, give a value or an error of the library', () => {
    const Everything = record('Everything', {
      person: Person,
      shape: Shape,
      ages: map(string, u16),
      outcome: Result(option(u32), ioError),
      at: option(systemTime),
      to: set(socketAddress),
      many: list(list(option(tuple(u8, bool)))),
    })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400, max: 3 }), fc.uint8Array({ maxLength: 40 }), (low, any) => {
        for (const one of [low, any]) {
          try {
            const value = decodeWire(Everything, one)
            expect(encodeWire(Everything, value)).toEqual(one)
          } catch (error) {
            expect(error).toBeInstanceOf(AbidingError)
          }
        }
      }),
      { numRuns: 2000 },
    )
  })
})
