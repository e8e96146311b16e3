import fc from 'fast-check'
import {
  array,
  atomic,
  bits,
  bool,
  bufferMemory,
  bytesOf,
  charArray,
  constPointer,
  cString,
  equals,
  f32,
  f64,
  i32,
  NativeArena,
  nullable,
  pointer,
  RStr,
  snapshot,
  struct,
  taggedUnion,
  targets,
  u16,
  u32,
  u64,
  u8,
  union,
  type BufferMemory,
  type Target,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { meaningfulBytesOf } from '../../src/layout/meaningful-bytes.js'
import { oddTargets, structWithValues } from '../support/arbitraries.js'
import { declare, toInput } from '../support/declare.js'
import { refusal } from '../support/refusal.js'

const room = (target?: Target, byte = 0): BufferMemory =>
  bufferMemory(new Uint8Array(4096).fill(byte).buffer, target)

const Reading = struct('Reading', { sensor: u8, value: u32, flag: bool })

describe('equals', () => {
  it('L-20: compares values and not padding', () => {
    const one = room(undefined, 0xaa).allocate(Reading, { sensor: 1, value: 2, flag: true })
    const other = room(undefined, 0x55).allocate(Reading, { sensor: 1, value: 2, flag: true })
    expect([...bytesOf(one)]).not.toEqual([...bytesOf(other)])
    expect([equals(one, other), equals(other, one), equals(one, one)]).toEqual([true, true, true])
    other.value = 3
    expect([equals(one, other), equals(one, snapshot(other))]).toEqual([false, false])
    using arena = new NativeArena()
    expect(equals(arena.allocate(Reading, one), one)).toBe(true)
  })

  const anyTarget = fc.constantFrom(...Object.values(targets), ...Object.values(oddTargets))

  it('L-20: is true for copies and false after a change, for random structs on any two targets', () => {
    const cases = fc.tuple(anyTarget, anyTarget).chain(([from, to]) =>
      structWithValues({ ...from, pointerSize: 4 }, { pointers: false }).map((one) => ({
        ...one,
        from,
        to,
      })),
    )
    fc.assert(
      fc.property(cases, ({ shape, values: [tree, second], from, to }) => {
        const type = declare(shape, 'Random')
        const one = room(from, 0x11).allocate(type, toInput(shape, tree) as never)
        const other = room(to, 0x22).allocate(type, one)
        expect(equals(one, other)).toBe(true)
        expect(equals(one, toInput(shape, tree) as never)).toBe(true)
        const different = room(to, 0x33).allocate(type, toInput(shape, second) as never)
        const areSame = fc.stringify(snapshot(one)) === fc.stringify(snapshot(different))
        expect(equals(one, different)).toBe(areSame)
        expect(equals(different, snapshot(one) as never)).toBe(areSame)
      }),
    )
  })

  it('L-20: compares bytes and bits, whether they are valid or not', () => {
    const Flags = struct('Flags', { flag: bool, number: f64 })
    const [one, other] = [room(), room()].map((memory) => memory.allocate(Flags, { flag: true, number: NaN }))
    bytesOf(one!)[0] = 7
    expect(equals(one!, other!)).toBe(false)
    bytesOf(other!)[0] = 7
    expect(equals(one!, other!)).toBe(true)
    expect(equals(one!, { flag: true, number: NaN })).toBe(false)
    const abroad = room(targets['s390x-linux']).allocate(Flags, { flag: true, number: NaN })
    bytesOf(abroad)[0] = 7
    expect(equals(one!, abroad)).toBe(true)
    bytesOf(abroad)[0] = 6
    expect(equals(one!, abroad)).toBe(false)
    one!.number = 0
    other!.number = -0
    expect(equals(one!, other!)).toBe(false)
  })

  it('L-20: compares exactly the bits of bit fields', () => {
    const Mixed = struct('Mixed', { a: bits(u8, 3), b: bits(u16, 9), c: u8, d: bits(i32, 5) })
    for (const target of [targets['x86_64-linux'], targets['s390x-linux'], targets['x86_64-windows-msvc']]) {
      const value = { a: 5, b: 300, c: 9, d: -3 }
      const [one, other] = [0xff, 0].map((byte) => room(target, byte).allocate(Mixed, value))
      expect(equals(one!, other!)).toBe(true)
      expect(equals(one!, value)).toBe(true)
      for (const [name, change] of [
        ['a', 4],
        ['b', 301],
        ['c', 8],
        ['d', -4],
      ] as const) {
        const changed = room(target).allocate(Mixed, { ...value, [name]: change })
        expect([name, equals(one!, changed)]).toEqual([name, false])
        const abroad = room(targets['powerpc64le-linux']).allocate(Mixed, { ...value, [name]: change })
        expect([name, equals(one!, abroad)]).toEqual([name, false])
      }
    }
  })

  it('L-20: compares all bytes of a union, and the form of a tagged union', () => {
    const Either = union('Either', { byte: u8, word: u32 })
    const one = room().allocate(Either, { word: 0x0102 })
    expect(equals(one, room().allocate(Either, { word: 0x0102 }))).toBe(true)
    expect(equals(one, room().allocate(Either, { byte: 2 }))).toBe(false)
    const Shape = taggedUnion('Shape', u8, {
      circle: { radius: f32 },
      point: {},
      box: { side: u8, depth: u32 },
    })
    const shapes = [
      { tag: 'circle', radius: 1 },
      { tag: 'point' },
      { tag: 'box', side: 1, depth: 2 },
    ] as const
    for (const first of shapes) {
      for (const second of shapes) {
        for (const target of [targets['x86_64-linux'], targets['s390x-linux']]) {
          const shape = room(undefined, 0x77).allocate(Shape, first)
          const other = room(target, 0x66).allocate(Shape, second)
          expect(equals(shape, other)).toBe(first === second)
          expect(equals(shape, second)).toBe(first === second)
        }
      }
    }
  })

  it('L-20: compares text, not where it lies', () => {
    const Person = struct('Person', {
      name: cString,
      title: nullable(cString),
      nick: RStr,
      code: charArray(8),
    })
    const person = { name: 'Ärne', title: null, nick: 'a', code: 'x1' }
    const one = room().allocate(Person, person)
    const same = room().allocate(Person, person)
    const near = one && room(targets.wasm32).allocate(Person, person)
    expect([equals(one, same), equals(one, near), equals(one, person)]).toEqual([true, true, true])
    bytesOf(same).fill(0x41, -4)
    expect(equals(one, same)).toBe(true)
    for (const change of [{ name: 'Arne' }, { title: '' }, { nick: 'b' }, { code: 'x2' }]) {
      expect(equals(one, { ...person, ...change })).toBe(false)
      expect(equals(one, room().allocate(Person, { ...person, ...change }))).toBe(false)
    }
    const memory = room()
    const broken = memory.allocate(Person, person)
    bytesOf(broken).set([8, 0, 0, 0, 0, 0, 0, 0], 0)
    memory.view.setUint16(8, 0xff)
    expect([equals(broken, one), equals(broken, broken), equals(broken, person)]).toEqual([
      false,
      true,
      false,
    ])
  })

  it('L-20: compares pointers within one memory, and knows null in all', () => {
    const Link = struct('Link', { next: nullable(pointer(u32)), fixed: nullable(constPointer(u32)) })
    const memory = room()
    const [one, other] = [16, 32].map((address) =>
      memory.allocate(Link, { next: address as never, fixed: null }),
    )
    const same = memory.allocate(Link, one)
    expect([equals(one!, same), equals(one!, other!)]).toEqual([true, false])
    expect(equals(one!, { next: 16 as never, fixed: null })).toBe(true)
    const abroad = room().allocate(Link, { next: 16 as never, fixed: null })
    expect(equals(one!, abroad)).toBe(false)
    const [empty, alsoEmpty] = [room(), room(targets.wasm32)].map((place) =>
      place.allocate(Link, { next: null, fixed: null }),
    )
    expect(equals(empty!, alsoEmpty!)).toBe(true)
  })

  it('L-20: compares arrays, also parts of them', () => {
    const one = room().allocate(array(Reading, 3), Array.from({ length: 3 }, (_, sensor) => ({ sensor, value: 1, flag: false }))) // prettier-ignore
    const other = room(undefined, 0x99).allocate(array(Reading, 3), one)
    expect([equals(one, other), equals(one.subarray(1), other.subarray(1))]).toEqual([true, true])
    other.at(2).value = 9
    expect([equals(one, other), equals(one.subarray(0, 2), other.subarray(0, 2))]).toEqual([false, true])
    expect(equals(one, snapshot(one))).toBe(true)
    expect(equals(room().allocate(array(u8, 3), [1, 2, 3]), new Uint8Array([1, 2, 3]))).toBe(true)
    expect(equals(room().allocate(array(u8, 0)), [])).toBe(true)
    expect(equals(room().allocate(atomicPair, { a: 1, b: 2n }), { a: 1, b: 2n })).toBe(true)
  })

  const atomicPair = struct('AtomicPair', { a: atomic(u32), b: atomic(u64) })

  it('L-20: a plain value is equal if writing it would change nothing', () => {
    const Single = struct('Single', { value: f32, count: u8 })
    const single = room().allocate(Single, { value: 0.1, count: 0 })
    expect([equals(single, { value: 0.1, count: 0 }), equals(single, { value: 0.1, count: -0 })]).toEqual([
      true,
      true,
    ])
    for (const other of [null, undefined, 3, 'x', {}, { value: 0.1 }, { value: 0.1, count: 256 }, [0.1, 0]]) {
      expect(equals(single, other as never)).toBe(false)
    }
  })

  it('L-20: refuses accessors of two types, and what is none', () => {
    const Other = struct('Other', { sensor: u8, value: u32, flag: bool })
    const reading = room().allocate(Reading)
    expect(refusal(() => equals(reading, room().allocate(Other) as never))).toMatchObject({
      code: 'ABI-V001',
      rule: 'L-20',
      expected: 'an accessor of Reading',
    })
    expect(refusal(() => equals({ sensor: 1 } as never, reading)).code).toBe('ABI-V001')
  })
})

describe('meaningfulBytesOf', () => {
  const target = targets['x86_64-linux']

  it('L-20: joins what touches, and leaves padding out', () => {
    expect(meaningfulBytesOf(Reading, target).runs).toEqual([
      { offset: 0, size: 1, mask: 255 },
      { offset: 4, size: 5, mask: 255 },
    ])
    const Dense = struct('Dense', { a: u32, b: array(u16, 6), c: u64 })
    expect(meaningfulBytesOf(Dense, target)).toEqual({
      runs: [{ offset: 0, size: 24, mask: 255 }],
      repeated: [],
      own: [],
    })
    expect(meaningfulBytesOf(array(Reading, 1000), target).repeated).toHaveLength(1)
    expect(meaningfulBytesOf(union('U', { a: u8, b: struct('P', { x: u8, y: u32 }) }), target).runs).toEqual([
      { offset: 0, size: 8, mask: 255 },
    ])
  })

  it('L-20: knows single bits', () => {
    const Bits = struct('Bits', { a: bits(u8, 3), b: bits(u8, 2) })
    expect(meaningfulBytesOf(Bits, target).runs).toEqual([{ offset: 0, size: 1, mask: 0b11111 }])
    expect(meaningfulBytesOf(Bits, targets['s390x-linux']).runs).toEqual([
      { offset: 0, size: 1, mask: 0b11111000 },
    ])
    const Whole = struct('Whole', { a: bits(u16, 7), b: bits(u16, 9), c: u16 })
    expect(meaningfulBytesOf(Whole, target).runs).toEqual([{ offset: 0, size: 4, mask: 255 }])
  })
})
