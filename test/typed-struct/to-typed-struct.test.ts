import {
  array,
  atomic,
  bits,
  bool,
  bufferMemory,
  bytesOf,
  charArray,
  cString,
  enumeration,
  flexibleArray,
  i128,
  i16,
  i32,
  layoutOf,
  nullable,
  pointer,
  struct,
  taggedUnion,
  targets,
  transparent,
  u16,
  u32,
  u8,
  union,
  unit,
  type AnyType,
  type Target,
} from 'abiding'
import { toTypedStruct } from 'abiding/typed-struct'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const little = targets['x86_64-linux']
const big = targets['s390x-linux']

/** One field of a type as typed-struct sees it, with some bytes. */
function fieldOf(field: unknown, bytes: number[], target: Target = little): unknown {
  const Holder = struct('Holder', { field })
  const Class = toTypedStruct(Holder, { target })
  expect(Class.baseSize).toBe(layoutOf(Holder, target).size)
  const raw = Buffer.alloc(Class.baseSize)
  raw.set(bytes)
  return new Class(raw)['field']
}

describe('toTypedStruct', () => {
  it('D-1: gives numbers, bools and addresses their own members, in the byte order of the target', () => {
    expect(fieldOf(u32, [1, 2, 3, 4])).toBe(0x04030201)
    expect(fieldOf(u32, [1, 2, 3, 4], big)).toBe(0x01020304)
    expect(fieldOf(bool, [1])).toBe(true)
    expect(fieldOf(atomic(i16), [0xfe, 0xff])).toBe(-2)
    expect(fieldOf(transparent('Ticket', u16), [1, 2])).toBe(0x0201)
    expect(fieldOf(nullable(pointer(u8)), [16])).toBe(16n)
    expect(fieldOf(nullable(pointer(u8)), [16], targets.wasm32)).toBe(16)
    expect(fieldOf(nullable(cString), [0])).toBe(0n)
    expect(fieldOf(enumeration('Color', u8, { red: 1, green: 7 }), [7])).toBe(7)
  })

  it('D-1: gives text a string', () => {
    expect(fieldOf(charArray(4), [0x61, 0x62, 0, 0x63])).toBe('ab')
    expect(fieldOf(charArray(1, { terminated: false }), [0x61])).toBe('a')
    expect(fieldOf(charArray(2, { encoding: 'latin1' }), [0xe4])).toBe('ä')
  })

  it('D-1: gives arrays of bytes a typed array, arrays of structs a list, and other arrays members by index', () => {
    expect(fieldOf(array(u8, 3), [1, 2, 3])).toEqual(Uint8Array.of(1, 2, 3))
    const Point = struct('Point', { x: u8, y: u8 })
    const points = fieldOf(array(Point, 2), [1, 2, 3, 4]) as { x: number; y: number }[]
    expect(points.map(({ x, y }) => [x, y])).toEqual([
      [1, 2],
      [3, 4],
    ])
    const grid = fieldOf(array(array(u16, 2), 2), [1, 0, 2, 0, 3, 0, 4, 0]) as number[][]
    expect([grid[0]![1], grid[1]![0]]).toEqual([2, 3])
  })

  it('D-1: gives unsigned bit fields that lie in one integer a member, and others the bytes that they touch', () => {
    expect(fieldOf(bits(u8, 3), [0b1010_0101])).toBe(0b101)
    expect(fieldOf(bits(u8, 3), [0b1010_0101], big)).toBe(0b101)
    expect(fieldOf(bits(bool, 1), [1])).toBe(1)
    expect(fieldOf(bits(u16, 9), [1, 1])).toEqual(Buffer.of(1, 1))
    expect(fieldOf(bits(u16, 9), [0x80, 0x80], big)).toBe(0x101)
    expect(fieldOf(bits(i32, 2), [3])).toEqual(Buffer.of(3))
  })

  it('D-1: gives the bytes of what typed-struct has no word for', () => {
    const bytes = Array.from({ length: 16 }, (_, index) => index)
    expect(fieldOf(i128, bytes)).toEqual(Buffer.from(bytes))
  })

  it('D-1: lays the fields of a union over each other', () => {
    const Bytes = union('Bytes', { word: u32, bytes: array(u8, 4) })
    const Class = toTypedStruct(Bytes, { target: little })
    const typed = new Class(Buffer.from([0, 0, 0, 0]))
    typed['word'] = 0x01020304
    expect([...(typed['bytes'] as Uint8Array)]).toEqual([4, 3, 2, 1])
    expect(Class.baseSize).toBe(4)
  })

  it('D-1: shows a tagged union as C says it: the tag, and all forms over each other', () => {
    const Shape = taggedUnion('Shape', ['C', u8], {
      circle: { radius: u16 },
      square: { side: u16, turn: u8 },
    })
    const shape = bufferMemory(new ArrayBuffer(64)).allocate(Shape, { tag: 'square', side: 5, turn: 1 })
    const typed = new (toTypedStruct(Shape))(Buffer.from(bytesOf(shape)))
    expect(typed.toJSON()).toEqual({
      tag: 1,
      payload: { circle: { radius: 5 }, square: { side: 5, turn: 1 } },
    })
  })

  it('D-1: lets a flexible array take the bytes that are there', () => {
    const cases: [AnyType, unknown][] = [
      [u8, [1, 0, 2]],
      [struct('Pair', { a: u8, b: u8 }), [{ a: 1, b: 0 }]],
      [u16, [1, 0, 2]],
    ]
    for (const [element, expected] of cases) {
      const Class = toTypedStruct(struct('Packet', { count: u16, rest: flexibleArray(element) }), {
        target: little,
      })
      expect(Class.baseSize).toBe(2)
      const typed = new Class(Buffer.from([3, 0, 1, 0, 2]))
      expect((typed.toJSON() as { rest: unknown }).rest).toEqual(expected)
    }
  })

  it('D-1: leaves out what takes no bytes, and skips padding', () => {
    const Class = toTypedStruct(struct('Sparse', { tag: u8, marker: unit, value: u32, end: u8 }), {
      target: little,
    })
    expect(Class.getOffsets()).toEqual({ tag: 0, value: 4, end: 8 })
    expect(Class.baseSize).toBe(12)
  })

  it('D-1: takes a layout too, and is called as it is told', () => {
    const layout = layoutOf(struct('Port', { number: u16, speed: u32 }), big)
    const Class = toTypedStruct(layout, { target: big, name: 'BigPort' })
    expect(Class.name).toBe('BigPort')
    expect(toTypedStruct(layout, { target: big }).name).toBe('Structure')
    expect(new Class(Buffer.from([0, 80, 0, 0, 0, 0, 1, 0])).toJSON()).toEqual({ number: 80, speed: 256 })
  })

  it('D-1: spells the bytes', () => {
    const typed = new (toTypedStruct(struct('Port', { number: u16, speed: u32 }), { target: little }))()
    typed['speed'] = 0x1234
    expect((typed as { toString(): string }).toString()).toContain('34-12-00-00')
  })

  it('D-1: refuses what has no fields, and names that typed-struct needs itself', () => {
    expect(refusal(() => toTypedStruct(u32))).toMatchObject({ code: 'ABI-L002', rule: 'D-1', path: 'u32' })
    const Bad = struct('Bad', { toString: u32 })
    expect(refusal(() => toTypedStruct(Bad))).toMatchObject({ code: 'ABI-L006', path: 'Bad.toString' })
  })
})
