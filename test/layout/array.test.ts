import { inspect } from 'node:util'
import {
  array,
  bufferMemory,
  flexibleArray,
  i16,
  layoutOf,
  NativeArena,
  pointer,
  snapshot,
  struct,
  targets,
  u32,
  u64,
  u8,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const memory = () => bufferMemory(new ArrayBuffer(256))
const target = targets['x86_64-linux']

describe('array', () => {
  it('L-13: lays elements one after the other', () => {
    expect(layoutOf(array(i16, 3), target)).toEqual({ size: 6, alignment: 2 })
    const Odd = struct('Odd', { a: u32, b: u8 })
    expect(layoutOf(array(Odd, 3), target)).toEqual({ size: 24, alignment: 4 })
    const grid = memory().allocate(array(array(i16, 3), 2), [
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(grid.at(1).at(0)).toBe(4)
    expect(snapshot(grid)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
  })

  it.each([-1, 1.5, NaN, Infinity, 2 ** 53, '3', null, undefined])(
    'L-13: refuses the length %s',
    (length) => {
      expect(refusal(() => array(u8, length as number))).toMatchObject({ code: 'ABI-L002', rule: 'L-13' })
    },
  )

  it('L-13: without elements takes no bytes, and is aligned like an element', () => {
    expect(layoutOf(array(u64, 0), target)).toEqual({ size: 0, alignment: 8 })
    const Message = struct('Message', { id: u32, tail: array(u64, 0) })
    expect(layoutOf(Message, target)).toMatchObject({ size: 8, alignment: 8 })
    const message = memory().allocate(Message, { id: 1, tail: [] })
    expect(message.toJSON()).toEqual({ id: 1, tail: [] })
    expect([message.tail.length, [...message.tail], [...message.tail.cursor()]]).toEqual([0, [], []])
    expect(refusal(() => message.tail.at(0)).code).toBe('ABI-V003')
    expect([...memory().allocate(array(u64, 0))]).toEqual([])
    using arena = new NativeArena()
    expect(snapshot(arena.allocate(array(u64, 0), []))).toEqual([])
  })

  it('L-13: two array types are the same if their elements and lengths are', () => {
    const Node = struct('Node', { value: u8 })
    const home = memory()
    const node = home.allocate(Node, { value: 5 })
    const one = home.allocate(array(pointer(Node), 1), [node])
    expect(refusal(() => memory().allocate(array(pointer(Node), 1), one as never)).code).toBe('ABI-V001')
    const numbers = home.allocate(array(i16, 3), [1, 2, 3])
    expect([...memory().allocate(array(i16, 3), numbers)]).toEqual([1, 2, 3])
    expect(refusal(() => memory().allocate(array(i16, 2), numbers)).code).toBe('ABI-V001')
  })

  it('L-13: refuses elements without a fixed size', () => {
    const Tail = struct('Tail', { count: u8, items: flexibleArray(u8) })
    expect(refusal(() => array(flexibleArray(u8), 2))).toMatchObject({ code: 'ABI-L006', rule: 'L-22' })
    expect(refusal(() => layoutOf(array(Tail, 2)))).toMatchObject({ code: 'ABI-L006', rule: 'L-22' })
  })

  it('L-13: demands of its place what an element demands', () => {
    const Odd = struct('Odd', { a: u32 }, { align: 16 })
    const windows = targets['x86_64-windows-msvc']
    expect(layoutOf(array(Odd, 2), windows).requiredAlignment).toBe(layoutOf(Odd, windows).requiredAlignment)
    expect(layoutOf(array(Odd, 2), windows).requiredAlignment).toBe(16)
  })

  it('L-13: refuses more bytes than a number can count', () => {
    expect(refusal(() => layoutOf(array(u64, 2 ** 51)))).toMatchObject({ code: 'ABI-L002', rule: 'L-13' })
  })

  it('L-13: refuses elements that are no type', () => {
    expect(refusal(() => array(undefined as never, 3)).code).toBe('ABI-L002')
  })

  const indices = [-1, 3, 1.5, NaN, Infinity, -Infinity, 2 ** 32, 2 ** 53, '0', 0n, null, undefined]
  it.each(indices)('L-13: refuses the index %s', (index) => {
    const view = memory().allocate(array(i16, 3), [1, 2, 3])
    const path = `array(i16, 3)[${String(index)}]`
    const expected = { code: 'ABI-V003', rule: 'L-13', path }
    expect(refusal(() => view.at(index as number))).toMatchObject(expected)
    expect(refusal(() => view.set(index as number, 1))).toMatchObject(expected)
    expect([...view]).toEqual([1, 2, 3])
  })

  it('L-13: takes the index -0 as 0', () => {
    expect(memory().allocate(array(i16, 2), [7, 8]).at(-0)).toBe(7)
  })

  it('L-13: is written from arrays, typed arrays and accessors of its length', () => {
    const Track = struct('Track', { points: array(i16, 3) })
    const track = memory().allocate(Track, { points: [1, 2, 3] })
    track.points = new Int16Array([4, 5, 6]) as never
    expect([...track.points]).toEqual([4, 5, 6])
    track.points = memory().allocate(array(i16, 3), [7, 8, 9])
    expect([...track.points]).toEqual([7, 8, 9])
    const same = memory().allocate(Track, { points: [-1, -2, -3] })
    track.points = same.points
    expect([...track.points]).toEqual([-1, -2, -3])
    track.points = track.points
    expect([...track.points]).toEqual([-1, -2, -3])
  })

  const others = [
    [1, 2],
    [1, 2, 3, 4],
    'abc',
    null,
    undefined,
    { length: 3 },
    new DataView(new ArrayBuffer(3)),
    3,
  ]
  it.each(others)('L-13: is not written from %s', (value) => {
    const Track = struct('Track', { points: array(i16, 3) })
    const track = memory().allocate(Track, { points: [1, 2, 3] })
    expect(refusal(() => (track.points = value as never))).toMatchObject({
      code: 'ABI-V001',
      rule: 'L-13',
      path: 'Track.points',
    })
    expect([...track.points]).toEqual([1, 2, 3])
  })

  it('L-13: names the element that is refused', () => {
    const Track = struct('Track', { points: array(i16, 3) })
    const track = memory().allocate(Track, { points: [1, 2, 3] })
    expect(refusal(() => (track.points = [1, 70000, 3] as never)).path).toBe('Track.points[1]')
    expect(refusal(() => track.points.set(2, 1.5)).path).toBe('array(i16, 3)[2]')
  })

  it('L-13: is not written from an array of another element type', () => {
    const Track = struct('Track', { points: array(i16, 3) })
    const track = memory().allocate(Track, { points: [1, 2, 3] })
    const other = memory().allocate(array(u8, 3), [1, 2, 3])
    expect(refusal(() => (track.points = other as never)).code).toBe('ABI-V001')
  })

  it('L-10: copies arrays of pointers within one memory, and not into another', () => {
    const Node = struct('Node', { value: u8 })
    const Table = struct('Table', { rows: array(pointer(Node), 2) })
    const home = memory()
    const rows = [home.allocate(Node, { value: 1 }), home.allocate(Node, { value: 2 })]
    const table = home.allocate(Table, { rows })
    const copy = home.allocate(Table, table)
    expect(copy.rows.at(1).deref().value).toBe(2)
    copy.rows = table.rows
    expect(copy.rows.at(0).deref().value).toBe(1)
    expect(refusal(() => memory().allocate(Table, table))).toMatchObject({ code: 'ABI-V001', rule: 'L-10' })
  })

  it('L-13: is a list for JSON and for people', () => {
    const view = memory().allocate(array(u64, 2), [1n, 2n ** 64n - 1n])
    expect(JSON.stringify(view)).toBe('["1","18446744073709551615"]')
    expect(inspect(view)).toBe('array(u64, 2) [ 1n, 18446744073709551615n ]')
    expect(view.length).toBe(2)
  })

  it('L-13: millions of elements take no more memory than their bytes', () => {
    const Frame = struct('Frame', { pixels: array(u8, 50_000_000) })
    const frame = bufferMemory(new ArrayBuffer(50_000_016)).allocate(Frame)
    frame.pixels.set(49_999_999, 7)
    expect(frame.pixels.at(49_999_999)).toBe(7)
  })
})
