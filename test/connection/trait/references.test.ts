// References and text that are lent: what stands in a call, as bytes and as pointers.
import {
  addressOf,
  array,
  bool,
  bufferMemory,
  bytesOf,
  char32,
  f64,
  i16,
  NativeArena,
  pointer,
  struct,
  taggedUnion,
  targets,
  u128,
  u16,
  u32,
  u64,
  u8,
  unit,
  usize,
  type Address,
} from 'abiding'
import {
  boxed,
  decodeWire,
  encodeWire,
  fixedList,
  list,
  method,
  record,
  ref,
  Result,
  schemaOf,
  slice,
  str,
  string,
  type AnyWireType,
  type WireType,
} from 'abiding/connection'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { CallPassage } from '../../../src/connection/protocol/call-passage.js'
import { withPath } from '../../../src/connection/wire/wire-problem.js'
import { WireReader } from '../../../src/connection/wire/wire-reader.js'
import { wireCodec, type WireCodec } from '../../../src/connection/wire/wire-type.js'
import { WireWriter } from '../../../src/connection/wire/wire-writer.js'
import { refusal } from '../../support/refusal.js'

const Point = struct('Point', { x: i16, y: u64 })
const Shape = taggedUnion('Shape', ['C', u8], { Dot: {}, Disc: { radius: f64, isFull: bool } })

const passages: CallPassage[] = []
afterEach(() => {
  for (const passage of passages.splice(0)) passage.end()
})

/** What a peer gets of a value. */
function written(codec: WireCodec, value: unknown): Uint8Array {
  const writer = new WireWriter()
  const passage = new CallPassage()
  passages.push(passage)
  writer.passage = passage
  withPath('value', () => codec.write(writer, value))
  return writer.finish()
}

function read(codec: WireCodec, bytes: Uint8Array): unknown {
  const reader = new WireReader(bytes)
  reader.passage = new CallPassage()
  return withPath('value', () => codec.read(reader))
}

const pointers = (type: AnyWireType): WireCodec => type.byReference!(0)!
const addressIn = (bytes: Uint8Array): Address =>
  Number(new DataView(bytes.buffer).getBigUint64(0, true)) as Address
const fatPointer = (address: number, count: number): Uint8Array =>
  new Uint8Array(new BigUint64Array([BigInt(address), BigInt(count)]).buffer)

describe('references', () => {
  it('X-55: are parameters, of what is bytes alone', () => {
    for (const type of [ref(u32), slice(u8)]) {
      expect(method({ value: type }).parameters).toHaveLength(1)
      expect(refusal(() => method({}, type as WireType)).code).toBe('ABI-L006')
      expect(refusal(() => list(type as WireType)).code).toBe('ABI-L006')
      expect(refusal(() => ref(type as WireType)).code).toBe('ABI-L006')
    }
    expect(method({ text: str }, Result(str, string)).returns.name).toBe("Result<&'static str, String>")
    expect(refusal(() => list(str)).code).toBe('ABI-L006')
    expect(refusal(() => ref(pointer(u8) as never)).code).toBe('ABI-L006')
  })

  it('X-55: have the schemas that the crate gives them', () => {
    const primitive = { kind: 'primitive', name: 'u32' }
    expect(schemaOf(ref(u32), 0)).toEqual({ kind: 'reference', item: primitive })
    expect(schemaOf(slice(u32), 0)).toEqual({
      kind: 'reference',
      item: { kind: 'slice', item: primitive },
    })
    expect(schemaOf(str, 0)).toEqual({ kind: 'str' })
  })

  it('X-55: travel as the value itself where they are bytes', () => {
    const Line = record('Line', { text: string })
    expect(encodeWire(ref(Line), { text: 'a' })).toEqual(encodeWire(Line, { text: 'a' }))
    expect(encodeWire(slice(u16), [1, 2])).toEqual(encodeWire(list(u16), [1, 2]))
    expect(decodeWire(slice(u16), encodeWire(slice(u16), new Uint16Array([1, 2])))).toEqual(
      new Uint16Array([1, 2]),
    )
    expect(decodeWire(slice(string), encodeWire(slice(string), ['a']))).toEqual(['a'])
    const points = [{ x: -1, y: 2n }]
    expect(decodeWire(slice(Point), encodeWire(slice(Point), points))).toEqual(points)
    expect(refusal(() => encodeWire(slice(u16), [1, -2])).path).toBe('&[u16][1]')
  })

  it('X-55: may be to what is declared later', () => {
    const Chain: WireType<any> = record('Chain', { next: list(boxed(() => Chain)) })
    const later = ref(() => Chain)
    expect(encodeWire(later, { next: [] })).toHaveLength(8)
    expect(schemaOf(later, 0)).toMatchObject({ kind: 'reference', item: { kind: 'struct' } })
    expect(later.byReference!(0)).toBeUndefined()
  })

  it('X-56: as pointers, and text, need a call around them', () => {
    expect(refusal(() => encodeWire(str, 'a')).code).toBe('ABI-J023')
    expect(refusal(() => decodeWire(str, fatPointer(0x10000, 1))).code).toBe('ABI-J023')
  })

  it('X-57: are pointers only where this side knows how values lie in memory', () => {
    for (const type of [
      ref(list(u8)),
      ref(string),
      slice(string),
      ref(boxed(u32)),
      ref(record('R', { a: u8 })),
    ]) {
      expect(type.byReference!(0)).toBeUndefined()
    }
    for (const type of [
      ref(u32),
      slice(bool),
      ref(Point),
      slice(Shape),
      ref(array(u8, 2)),
      ref(fixedList(u8, 2)),
    ]) {
      expect(type.byReference!(0)).toBeDefined()
    }
  })

  it.each<[string, AnyWireType, unknown, number, number]>([
    ['u32', ref(u32), 7, 4, 4],
    ['u128', ref(u128), 2n ** 127n, 16, 16],
    ['bool', ref(bool), true, 1, 1],
    ['char32', ref(char32), '\u{1f511}', 4, 4],
    ['usize', ref(usize), 2 ** 40, 8, 8],
    ['a struct', ref(Point), { x: -1, y: 5n }, 16, 8],
    ['a tagged union', ref(Shape), { tag: 'Disc', radius: 2, isFull: true }, 24, 8],
    ['an array', ref(fixedList(u16, 3)), [1, 2, 3], 6, 2],
  ])('X-57: of %s are 8 bytes that lead to the value', (_name, type, value, size, alignment) => {
    const codec = pointers(type)
    const bytes = written(codec, value)
    expect(bytes).toHaveLength(8)
    expect(addressIn(bytes) % alignment).toBe(0)
    expect(passages[0]!.view(addressIn(bytes), size)).toHaveLength(size)
    expect(read(codec, bytes)).toEqual(value)
  })

  it('X-57: of nothing lead nowhere', () => {
    const bytes = written(pointers(ref(unit)), undefined)
    expect(addressIn(bytes)).toBeGreaterThan(0)
    expect(read(pointers(ref(unit)), bytes)).toBeUndefined()
  })

  it('X-57: of what lies as on another machine are copied as this one has it', () => {
    const memory = bufferMemory(new ArrayBuffer(256), targets['s390x-linux'])
    const point = memory.allocate(Point, { x: -1, y: 5n })
    expect(read(pointers(ref(Point)), written(pointers(ref(Point)), point))).toEqual({ x: -1, y: 5n })
    const numbers = memory.allocate(array(u32, 2), [1, 0x01020304])
    const lent = read(pointers(slice(u32)), written(pointers(slice(u32)), numbers))
    expect([...(lent as number[])]).toEqual([1, 0x01020304])
  })

  it('X-57: values that do not fit are refused as they are where they travel as bytes', () => {
    expect(refusal(() => written(pointers(ref(u32)), -1))).toMatchObject({ code: 'ABI-V001' })
    expect(refusal(() => written(pointers(slice(u32)), [1, 2 ** 32]))).toMatchObject({
      code: 'ABI-V001',
      path: 'value[1]',
    })
    expect(refusal(() => written(pointers(slice(Point)), [{ x: 1, y: 1 }]))).toMatchObject({
      path: 'value[0].y',
    })
    expect(refusal(() => encodeWire(slice(Point), [{ x: 1, y: 1 }] as never))).toMatchObject({
      path: '&[Point][0].y',
    })
  })

  it('X-57: whatever the items are, come out as they went in', () => {
    const kinds: readonly (readonly [WireType<any>, fc.Arbitrary<unknown>])[] = [
      [slice(u8), fc.uint8Array()],
      [slice(f64), fc.float64Array()],
      [slice(u64), fc.bigUint64Array()],
      [slice(bool), fc.array(fc.boolean())],
      [slice(usize), fc.array(fc.maxSafeNat())],
      [
        slice(Point),
        fc.array(fc.record({ x: fc.integer({ min: -9, max: 9 }), y: fc.bigInt({ min: 0n, max: 99n }) })),
      ],
    ]
    for (const [type, values] of kinds) {
      fc.assert(
        fc.property(values, (value) => {
          expect(read(pointers(type), written(pointers(type), value))).toEqual(value)
          expect(decodeWire(type, encodeWire(type, value))).toEqual(value)
        }),
        { numRuns: 50 },
      )
    }
  })

  it('X-58: nothing that a peer points to is believed', () => {
    for (const address of [0n, 16n, 2n ** 47n - 4096n, 2n ** 63n]) {
      const bytes = new Uint8Array(new BigUint64Array([address, 4n]).buffer)
      expect(refusal(() => read(pointers(slice(u32)), bytes)).code).toBe('ABI-W006')
      expect(refusal(() => read(wireCodec(str, 0), bytes)).code).toBe('ABI-W006')
      expect(refusal(() => read(pointers(ref(u32)), bytes)).code).toBe('ABI-W006')
    }
    for (const count of [2n ** 40n, 2n ** 60n]) {
      const bytes = new Uint8Array(new BigUint64Array([0x10000n, count]).buffer)
      expect(refusal(() => read(pointers(slice(u32)), bytes)).code).toBe('ABI-W003')
      expect(refusal(() => read(wireCodec(str, 0), bytes)).code).toBe('ABI-W003')
    }
    const beyond = new Uint8Array(new BigUint64Array([0x10000n, 2n ** 30n + 1n]).buffer)
    expect(refusal(() => read(pointers(slice(u32)), beyond)).code).toBe('ABI-W003')
    const most = 2n ** 20n
    const units = (count: bigint): Uint8Array => new Uint8Array(new BigUint64Array([0x10000n, count]).buffer)
    expect(read(pointers(slice(unit)), units(most))).toHaveLength(Number(most))
    expect(refusal(() => read(pointers(slice(unit)), units(most + 1n)))).toMatchObject({
      code: 'ABI-W003',
      expected: 'at most 1048576',
      found: '1048577',
    })
    const arena = new NativeArena()
    const wrong = arena.allocate(array(u8, 2), [1, 2])
    const bytes = fatPointer(addressOf(wrong), 2)
    expect(refusal(() => read(pointers(slice(bool)), bytes))).toMatchObject({
      code: 'ABI-W002',
      path: 'value[1]',
    })
    const text = arena.allocate(array(u8, 2), [0xc3, 0x28])
    expect(refusal(() => read(wireCodec(str, 0), fatPointer(addressOf(text), 2))).code).toBe('ABI-V005')
    expect(read(wireCodec(str, 0), fatPointer(1, 0))).toBe('')
  })

  it('X-59: many bytes are lent where they lie, whoever holds them', () => {
    using arena = new NativeArena()
    const native = arena.allocate(array(u8, 2 ** 20))
    expect(addressIn(written(pointers(slice(u8)), native))).toBe(addressOf(native))
    expect(addressIn(written(pointers(slice(u8)), bytesOf(native)))).toBe(addressOf(native))
    const points = arena.allocate(array(Point, 100))
    expect(addressIn(written(pointers(slice(Point)), points))).toBe(addressOf(points))
    const held = new Uint32Array(2 ** 18).fill(7)
    const address = addressIn(written(pointers(slice(u32)), held.subarray(1)))
    const seen = passages.at(-1)!.view(address, 4)
    held[1] = 9
    expect(seen[0]).toBe(9)
  })

  it('X-59: what a call on another thread lends is copied', () => {
    const passage = new CallPassage()
    passage.lent.copiesAll = true
    const bytes = new Uint8Array(10_000).fill(3)
    const address = passage.lend(bytes)
    bytes[0] = 4
    expect(passage.view(address, 1)[0]).toBe(3)
    passage.end()
  })

  it('X-59: what is received is a copy', () => {
    const values = new Uint8Array(1000).fill(1)
    const got = read(pointers(slice(u8)), written(pointers(slice(u8)), values)) as Uint8Array
    values[0] = 2
    expect(got[0]).toBe(1)
  })

  it('X-60: text as a result stays for ever, equal texts once', () => {
    const { returns } = method({}, str)
    const codec = wireCodec(returns, 0)
    const first = written(codec, 'forever')
    passages[0]!.end()
    expect(written(codec, 'forever')).toEqual(first)
    expect(read(codec, first)).toBe('forever')
    expect(refusal(() => written(codec, '\ud800')).code).toBe('ABI-V001')
    expect(refusal(() => written(codec, 5)).code).toBe('ABI-V001')
  })

  it('X-60: text as a parameter is lent for the call', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const codec = wireCodec(method({ text: str }).parameters[0]!.type, 0)
        expect(read(codec, written(codec, text))).toBe(text)
      }),
    )
  })
})
