import {
  addressOf,
  array,
  bits,
  bool,
  bytesOf,
  f64,
  i8,
  liveArenaBytes,
  NativeArena,
  Pointer,
  pointer,
  safeRead,
  snapshot,
  struct,
  u16,
  u32,
  u64,
  u8,
  unchecked,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Point = struct('Point', { x: u32, y: u32 })
const Sizes = struct('Sizes', {
  byte: u8,
  small: i8,
  truth: bool,
  three: bits(u8, 3),
  half: u16,
  word: u32,
  wide: u64,
  real: f64,
})
const Holder = struct('Holder', { point: pointer(Point) })

describe('NativeArena', () => {
  it('M-5: gives zeroed memory at multiples of the alignment', () => {
    using arena = new NativeArena()
    const alignment = fc.integer({ min: 0, max: 12 }).map((exponent) => 2 ** exponent)
    const taken: [start: number, end: number][] = []
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6000 }), alignment, (byteLength, multiple) => {
        const { memory, offset } = arena.allocateBytes(byteLength, multiple)
        const address = memory.base! + offset
        expect(address % multiple).toBe(0)
        for (const [start, end] of taken) expect(address >= end || address + byteLength <= start).toBe(true)
        taken.push([address, address + byteLength])
        const bytes = new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, byteLength)
        expect(bytes.every((byte) => byte === 0)).toBe(true)
        bytes.fill(0xff)
      }),
    )
  })

  it('M-5: memory is native', () => {
    using arena = new NativeArena()
    const point = arena.allocate(Point, { x: 1, y: 2 })
    expect([...safeRead(addressOf(point), 8)]).toEqual([1, 0, 0, 0, 2, 0, 0, 0])
    expect(arena.allocate(u32, 7)).toBe(7)
    const kept = arena.keep(new Uint8Array([1, 2, 3]))
    expect([...safeRead(kept, 3)]).toEqual([1, 2, 3])
  })

  it.each([0, -1, 1.5, NaN, Infinity, 2 ** 33, '8', null])('M-5: refuses %s bytes', (byteLength) => {
    using arena = new NativeArena()
    expect(refusal(() => arena.allocateBytes(byteLength as number)).code).toBe('ABI-M007')
  })

  it.each([0, -1, 3, 12, 8192, 0.5, NaN, Infinity, '8', null])(
    'M-5: refuses the alignment %s',
    (alignment) => {
      using arena = new NativeArena()
      expect(refusal(() => arena.allocateBytes(8, alignment as number))).toMatchObject({
        code: 'ABI-M007',
        rule: 'M-5',
      })
    },
  )

  it('M-5: refuses everything after dispose', () => {
    const arena = new NativeArena()
    const point = arena.allocate(Point, { x: 1, y: 2 })
    const list = arena.allocate(array(Point, 2))
    const inner = list.at(1)
    const [fast, fastList] = [unchecked(point), unchecked(list)]
    using other = new NativeArena()
    const holder = other.allocate(Holder)
    arena[Symbol.dispose]()
    const uses: (() => unknown)[] = [
      () => point.x,
      () => (point.x = 3),
      () => list.at(0).x,
      () => list.set(0, { x: 1, y: 1 }),
      () => [...list].map((one) => one.x),
      () => inner.y,
      () => fast.x,
      () => (fast.x = 3),
      () => fastList.at(0).x,
      () => [...fastList].map((one) => one.x),
      () => unchecked(point).x,
      () => unchecked(inner).y,
      () => snapshot(fast),
      () => bytesOf(fast),
      () => addressOf(fast),
      () => point.toJSON(),
      () => snapshot(point),
      () => bytesOf(point),
      () => addressOf(point),
      () => (holder.point = point as never),
      () => other.allocate(Point, point),
      () => arena.allocate(Point),
      () => arena.allocateBytes(8),
      () => arena.keep(new Uint8Array(1)),
    ]
    for (const use of uses) expect(refusal(use)).toMatchObject({ code: 'ABI-M004', rule: 'M-5' })
    expect(holder.point.isNull).toBe(true)
  })

  it.each([false, true])('M-5: refuses writes of every size after dispose, warm: %s', (isWarm) => {
    const arena = new NativeArena()
    const all = arena.allocate(Sizes)
    const writers: ((record: typeof all) => void)[] = [
      (record) => (record.byte = 1),
      (record) => (record.small = -1),
      (record) => (record.truth = true),
      (record) => (record.three = 5),
      (record) => (record.half = 2),
      (record) => (record.word = 3),
      (record) => (record.wide = 4n),
      (record) => (record.real = 0.5),
    ]
    const records = [all, unchecked(all)]
    if (isWarm)
      for (let index = 0; index < 20_000; index++)
        for (const write of writers) for (const record of records) write(record)
    arena[Symbol.dispose]()
    for (const write of writers)
      for (const record of records)
        expect(refusal(() => write(record))).toMatchObject({ code: 'ABI-M004', rule: 'M-5' })
  })

  it('M-5: refuses loops over what was freed, and recent engines also those that read nothing', () => {
    const arena = new NativeArena()
    const points = arena.allocate(array(Point, 3))
    const numbers = arena.allocate(array(u32, 3))
    const [cursor, gone] = [points.cursor(), { code: 'ABI-M004', rule: 'M-5' }]
    arena[Symbol.dispose]()
    expect(refusal(() => Array.from(numbers))).toMatchObject(gone)
    for (const walk of [points, cursor]) {
      expect(refusal(() => Array.from(walk, ({ x }) => x))).toMatchObject(gone)
      if ('Iterator' in globalThis) expect(refusal(() => Array.from(walk, () => 0))).toMatchObject(gone)
    }
  })

  it('M-5: frees what it took, once', () => {
    const before = liveArenaBytes()
    const arena = new NativeArena()
    arena.allocateBytes(100)
    arena.allocateBytes(100_000)
    expect(liveArenaBytes()).toBeGreaterThanOrEqual(before + 100_100)
    arena[Symbol.dispose]()
    arena[Symbol.dispose]()
    expect(liveArenaBytes()).toBe(before)
    {
      using scoped = new NativeArena()
      scoped.allocate(Point)
    }
    expect(liveArenaBytes()).toBe(before)
  })

  it('M-5: says when no memory is left', () => {
    using arena = new NativeArena()
    expect(refusal(() => arena.allocateBytes(2 ** 32)).code).toBe('ABI-M007')
    expect(arena.allocate(u8, 1)).toBe(1)
  })

  it('L-10: pointers lead from one arena to another', () => {
    using one = new NativeArena()
    using other = new NativeArena()
    const point = other.allocate(Point, { x: 5, y: 6 })
    const holder = one.allocate(Holder, { point })
    expect(holder.point).toBeInstanceOf(Pointer)
    expect(holder.point.deref().y).toBe(6)
    holder.point.store({ x: 7, y: 8 })
    expect(point.x).toBe(7)
  })
})
