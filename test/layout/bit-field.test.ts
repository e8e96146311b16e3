import {
  bits,
  bool,
  bufferMemory,
  bytesOf,
  c_int,
  c_long,
  c_ulonglong,
  enumeration,
  f32,
  i16,
  i32,
  i64,
  i8,
  isize,
  layoutOf,
  struct,
  targets,
  u128,
  u16,
  u32,
  u64,
  u8,
  union,
  unnamedBits,
  usize,
  type AnyType,
  type Target,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/layout/accessor/code-generation.js'
import { collector, writeSource } from '../../src/layout/accessor/field-source.js'
import { bitFieldCodec } from '../../src/layout/bit-field-codec.js'
import { refusal } from '../support/refusal.js'

const linux = targets['x86_64-linux']
const windows = targets['x86_64-windows-msvc']

/** Where named fields lie: `name@bit:width`. */
function placesOf(fields: Record<string, unknown>, target: Target, options = {}): string {
  const { size, alignment, fields: placed } = layoutOf(struct('Bits', fields, options), target)
  const places = placed.map((field) =>
    field.bitOffset === undefined
      ? `${field.name}@${field.offset * 8}`
      : `${field.name}@${field.bitOffset}:${field.bitWidth}`,
  )
  return `${places.join(' ')} size ${size} align ${alignment}`
}

describe('placing bit fields', () => {
  it.each<[string, Record<string, unknown>, Target, object, string]>([
    ['share a unit', { a: bits(u32, 3), b: bits(u32, 5) }, linux, {}, 'a@0:3 b@3:5 size 4 align 4'],
    ['do not cross their unit', { a: bits(u8, 5), b: bits(u8, 5) }, linux, {}, 'a@0:5 b@8:5 size 2 align 1'],
    [
      'of different types share bytes (System V)',
      { a: bits(u8, 3), b: bits(u32, 9) },
      linux,
      {},
      'a@0:3 b@3:9 size 4 align 4',
    ],
    [
      'of different types do not share units (Microsoft)',
      { a: bits(u8, 3), b: bits(u32, 9) },
      windows,
      {},
      'a@0:3 b@32:9 size 8 align 4',
    ],
    [
      'cross units where packed',
      { a: bits(u8, 5), b: bits(u8, 5) },
      linux,
      { packed: 1 },
      'a@0:5 b@5:5 size 2 align 1',
    ],
    [
      'of width 0 end the unit',
      { a: bits(u8, 3), $0: unnamedBits(u32, 0), b: bits(u8, 1) },
      linux,
      {},
      'a@0:3 b@32:1 size 5 align 1',
    ],
    [
      'of width 0 align the record on ARM',
      { a: bits(u8, 3), $0: unnamedBits(u32, 0), b: bits(u8, 1) },
      targets['armv7-linux'],
      {},
      'a@0:3 b@32:1 size 8 align 4',
    ],
    ['let others begin at the next byte', { a: bits(u32, 3), b: u8 }, linux, {}, 'a@0:3 b@8 size 4 align 4'],
    [
      'keep their whole unit with MinGW',
      { a: bits(u32, 3), b: u8 },
      targets['x86_64-windows-gnu'],
      {},
      'a@0:3 b@32 size 8 align 4',
    ],
    [
      'of 64 bits cross 32 bits on i686',
      { a: bits(u64, 20), b: bits(u64, 40) },
      targets['i686-linux'],
      {},
      'a@0:20 b@20:40 size 8 align 4',
    ],
  ])('L-25, L-26: they %s', (_what, fields, target, options, expected) => {
    expect(placesOf(fields, target, options)).toBe(expected)
  })

  it('L-26: a bit field in a union takes one unit and does not count for its alignment', () => {
    const Both = union('Both', { a: bits(u32, 3), b: u8 })
    expect(layoutOf(Both, windows)).toMatchObject({ size: 4, alignment: 1 })
    expect(layoutOf(Both, linux)).toMatchObject({ size: 4, alignment: 4 })
  })
})

describe('declaring bit fields', () => {
  it.each<[string, () => unknown, string]>([
    ['f32', () => struct('S', { a: bits(f32, 3) }), 'ABI-L006'],
    ['u128', () => struct('S', { a: bits(u128, 3) }), 'ABI-L006'],
    ['a width of 0 with a name', () => struct('S', { a: bits(u8, 0) }), 'ABI-L002'],
    ['a fractional width', () => struct('S', { a: bits(u8, 1.5) }), 'ABI-L002'],
    ['a negative width', () => struct('S', { a: u8, $0: unnamedBits(u8, -1) }), 'ABI-L002'],
    ['more than 64 bits', () => struct('S', { a: bits(u64, 65) }), 'ABI-L002'],
    ['a name for one without', () => struct('S', { a: unnamedBits(u8, 1), b: u8 }), 'ABI-L001'],
    ['nothing but unnamed ones', () => struct('S', { $0: unnamedBits(u8, 1) }), 'ABI-L002'],
    ['more bits than the type has', () => layoutOf(struct('S', { a: bits(u8, 9) })), 'ABI-L002'],
    ['two bits of bool', () => layoutOf(struct('S', { a: bits(bool, 2) })), 'ABI-L002'],
    ['33 bits of a narrow long', () => layoutOf(struct('S', { a: bits(c_long, 33) }), windows), 'ABI-L002'],
  ])('L-24: refuses %s', (_what, declare, code) => {
    expect(refusal(declare)).toMatchObject({ code })
  })

  it('L-24: a wide long takes 33 bits', () => {
    expect(layoutOf(struct('S', { a: bits(c_long, 33) }), linux).size).toBe(8)
  })
})

interface Run {
  readonly fields: readonly {
    readonly type: AnyType
    readonly width: number
    readonly signed: boolean
    readonly big: boolean
  }[]
}

const kinds = [
  { type: i8, most: 8, signed: true, big: false },
  { type: u8, most: 8, signed: false, big: false },
  { type: i16, most: 16, signed: true, big: false },
  { type: u16, most: 16, signed: false, big: false },
  { type: i32, most: 32, signed: true, big: false },
  { type: u32, most: 32, signed: false, big: false },
  { type: c_int, most: 32, signed: true, big: false },
  { type: isize, most: 32, signed: true, big: false },
  { type: usize, most: 32, signed: false, big: false },
  { type: i64, most: 64, signed: true, big: true },
  { type: u64, most: 64, signed: false, big: true },
  { type: c_ulonglong, most: 64, signed: false, big: true },
]

const run: fc.Arbitrary<Run> = fc.record({
  fields: fc.array(
    fc
      .constantFrom(...kinds)
      .chain((kind) => fc.integer({ min: 1, max: kind.most }).map((width) => ({ ...kind, width }))),
    { minLength: 1, maxLength: 8 },
  ),
})

/** The bits of a field, from the single bits of its bytes. */
function bitsAt(bytes: Uint8Array, offset: number, width: number, littleEndian: boolean): bigint {
  let value = 0n
  for (let index = 0; index < width; index++) {
    const at = offset + index
    const bit = (bytes[at >> 3]! >> (littleEndian ? at & 7 : 7 - (at & 7))) & 1
    value |= BigInt(bit) << BigInt(littleEndian ? index : width - 1 - index)
  }
  return value
}

describe('bit fields in memory', () => {
  const anyTarget = fc.constantFrom(...Object.values(targets))

  it('L-24, L-27: hold what was written, bit by bit, and leave their neighbours alone', () => {
    fc.assert(
      fc.property(
        run,
        anyTarget,
        fc.constantFrom({}, { packed: 1 }),
        fc.infiniteStream(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
        (shape, target, options, stream) => {
          const fields = Object.fromEntries(
            shape.fields.map((field, index) => [`f${index}`, bits(field.type, field.width)]),
          )
          const type = struct('Run', fields, options)
          const { size, fields: placed } = layoutOf(type, target)
          const buffer = new ArrayBuffer(size + 16)
          new Uint8Array(buffer).fill(0xa5)
          const view = bufferMemory(buffer, target).at(type, 8) as unknown as Record<string, number | bigint>
          const values = shape.fields.map(({ width, signed, big }, index) => {
            const value = (signed ? BigInt.asIntN : BigInt.asUintN)(width, stream.next().value)
            view[`f${index}`] = big ? value : Number(value)
            return value
          })
          values.forEach((value, index) => {
            const { width, big } = shape.fields[index]!
            expect(view[`f${index}`]).toBe(big ? value : Number(value))
            const found = bitsAt(
              new Uint8Array(buffer, 8, size),
              placed[index]!.bitOffset!,
              width,
              target.byteOrder === 'little',
            )
            expect(found).toBe(BigInt.asUintN(width, value))
          })
          // Bits that belong to no field are as they were.
          const mine = new Set(
            placed.flatMap((field) =>
              Array.from({ length: field.bitWidth! }, (_, index) => field.bitOffset! + index),
            ),
          )
          for (let at = 0; at < size * 8; at++) {
            if (mine.has(at)) continue
            const bit = target.byteOrder === 'little' ? at & 7 : 7 - (at & 7)
            expect((new Uint8Array(buffer)[8 + (at >> 3)]! >> bit) & 1).toBe((0xa5 >> bit) & 1)
          }
          expect([...new Uint8Array(buffer, 0, 8), ...new Uint8Array(buffer, 8 + size)]).toEqual(
            Array(16).fill(0xa5),
          )
        },
      ),
    )
  })

  const Level = enumeration('Level', u8, ['low', 'middle', 'high'])
  const Status = struct('Status', {
    ready: bits(bool, 1),
    level: bits(Level, 2),
    delta: bits(i8, 4),
    count: bits(u64, 40),
  })

  it('L-27: bool, enums and bigints read as themselves', () => {
    const status = bufferMemory(new ArrayBuffer(64)).allocate(Status, {
      ready: true,
      level: 'high',
      delta: -8,
      count: 2n ** 40n - 1n,
    })
    expect(status.toJSON()).toEqual({ ready: true, level: 'high', delta: -8, count: String(2n ** 40n - 1n) })
    status.ready = false
    expect(status.level).toBe('high')
    expect(bytesOf(status)[0]! & 0x7f).toBe(0b1000_10_0)
  })

  it.each<[string, unknown, string]>([
    ['delta', 8, 'ABI-V002'],
    ['delta', -9, 'ABI-V002'],
    ['delta', 1.5, 'ABI-V002'],
    ['delta', NaN, 'ABI-V002'],
    ['delta', 1n, 'ABI-V001'],
    ['count', 1, 'ABI-V001'],
    ['count', 2n ** 40n, 'ABI-V002'],
    ['count', -1n, 'ABI-V002'],
    ['ready', 1, 'ABI-V001'],
    ['level', 'extreme', 'ABI-V001'],
  ])('L-27: refuses to write %s = %s', (field, value, code) => {
    const status = bufferMemory(new ArrayBuffer(64)).at(Status, 0) as unknown as Record<string, unknown>
    expect(refusal(() => (status[field] = value))).toMatchObject({ code, path: `Status.${field}` })
    expect(bytesOf(status as never).every((byte) => byte === 0)).toBe(true)
  })

  it.each<{ type: AnyType; width: number; min: number; max: number }>([
    { type: u8, width: 3, min: 0, max: 7 },
    { type: u8, width: 8, min: 0, max: 255 },
    { type: i8, width: 3, min: -4, max: 3 },
    { type: u32, width: 31, min: 0, max: 2 ** 31 - 1 },
    { type: u32, width: 32, min: 0, max: 2 ** 32 - 1 },
    { type: i32, width: 32, min: -(2 ** 31), max: 2 ** 31 - 1 },
  ])(
    'L-27: $type.name in $width bits takes the same in generated code and outside of it',
    ({ type, width, min, max }) => {
      const Some = struct('Some', { value: bits(type as typeof u8, width) })
      const codec = bitFieldCodec(layoutOf(Some, linux).fields[0]!, linux)
      const write = (value: unknown, isGenerated: boolean): number | string => {
        const memory = bufferMemory(new ArrayBuffer(4), linux)
        const { scope, bind } = collector()
        const place = { memory: 'memory', offset: '0', path: "'value'" }
        const text = `return (memory, value) => { ${writeSource(codec, place, 'value', bind)} }`
        try {
          if (isGenerated) (compile(text, scope) as (memory: unknown, value: unknown) => void)(memory, value)
          else codec.set(memory, 0, value, 'value')
        } catch (error) {
          return (error as { code: string }).code
        }
        return memory.view.getUint32(0, true)
      }
      const near = fc
        .constantFrom(min, max, 0, 2 ** 31, 2 ** 32, -(2 ** 31))
        .chain((edge) => fc.integer({ min: -2, max: 2 }).map((step) => edge + step))
      fc.assert(
        fc.property(fc.oneof(near, fc.double(), fc.anything({ withBigInt: true })), (value) => {
          const found = write(value, true)
          expect(found).toBe(write(value, false))
          const inRange = Number.isInteger(value) && (value as number) >= min && (value as number) <= max
          expect(typeof found).toBe(inRange ? 'number' : 'string')
        }),
      )
    },
  )

  it('L-27: an enum of more values than its bits hold is refused', () => {
    const Wide = enumeration('Wide', u8, { small: 1, large: 9 })
    const Narrow = struct('Narrow', { value: bits(Wide, 3) })
    const view = bufferMemory(new ArrayBuffer(64)).at(Narrow, 0)
    expect(refusal(() => (view.value = 'large'))).toMatchObject({ code: 'ABI-V002' })
  })

  it('L-27: more than 32 bits of a usize are a number, as long as one can represent them', () => {
    const Word = struct('Word', { value: bits(usize, 60) })
    const space = bufferMemory(new ArrayBuffer(64), linux)
    const view = space.at(Word, 0)
    view.value = 2 ** 53 - 1
    expect(view.value).toBe(2 ** 53 - 1)
    expect(refusal(() => (view.value = -1))).toMatchObject({ code: 'ABI-V002' })
    expect(refusal(() => (view.value = 2 ** 53))).toMatchObject({ code: 'ABI-V002' })
    space.view.setUint32(4, 0x0fffffff, true)
    expect(refusal(() => view.value)).toMatchObject({ code: 'ABI-V005', path: 'Word.value' })
  })
})
