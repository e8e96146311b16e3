// What arrays do with many elements at once, in accessors made from source text and of closures.
import fc from 'fast-check'
import {
  addressOf,
  array,
  bool,
  bufferMemory,
  f32,
  f64,
  i16,
  i8,
  locationOf,
  moveTo,
  native,
  NativeArena,
  nullable,
  pointer,
  RStr,
  snapshot,
  struct,
  targets,
  taggedUnion,
  u16,
  u32,
  u64,
  u8,
  unit,
  usize,
  wasmMemory,
  type AnyType,
  type ArrayView,
  type Target,
  type View,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { makeArrayClass } from '../../../src/layout/accessor/array-class.js'
import type { ArrayDescriptor } from '../../../src/layout/accessor/array-family.js'
import { codecOf } from '../../../src/layout/layout.js'
import { hostTarget } from '../../../src/layout/index.js'
import { refusal } from '../../support/refusal.js'

const Point = struct('Point', { x: u16, y: u32 })
const big = targets['s390x-linux']

/** An accessor over new memory, of a class that is made in one of the two ways. */
function make<T extends AnyType>(
  element: T,
  length: number,
  generate: boolean,
  target: Target = hostTarget(),
  offset = 8,
): ArrayView<T> {
  const type = array(element as AnyType, length) as unknown as ArrayDescriptor
  const Accessor = makeArrayClass(type, codecOf(element, target), length, { generate })
  return new Accessor(bufferMemory(new ArrayBuffer(1024), target), offset) as unknown as ArrayView<T>
}

const bothWays = [true, false]
const bothOrders = [hostTarget(), big]

describe.each(bothWays)('arrays in bulk (generated: %s)', (generate) => {
  it.each(bothOrders)('L-18: copy numbers into and out of typed arrays on $name', (target) => {
    const numbers = make(u16, 4, generate, target)
    numbers.copyFrom(new Uint16Array([1, 2, 65535]), 1)
    expect([...numbers]).toEqual([0, 1, 2, 65535])
    expect(numbers.toTypedArray()).toEqual(new Uint16Array([0, 1, 2, 65535]))
    const room = new Uint16Array(6).fill(9)
    expect(numbers.copyTo(room, 1)).toBe(room)
    expect([...room]).toEqual([9, 0, 1, 2, 65535, 9])
  })

  it.each(bothOrders)('L-18: copy plain values on $name', (target) => {
    const points = make(Point, 3, generate, target)
    points.copyFrom([{ x: 1, y: 2 }, { x: 3, y: 4 }], 1) // prettier-ignore
    expect(points.slice()).toEqual([{ x: 0, y: 0 }, { x: 1, y: 2 }, { x: 3, y: 4 }]) // prettier-ignore
    expect(points.slice(1, 2)).toEqual([{ x: 1, y: 2 }])
    expect(points.copyTo<{ x: number; y: number }[]>([], 1)).toEqual([undefined, ...points.slice()])
  })

  it.each(bothOrders)('L-18: fill on $name', (target) => {
    const points = make(Point, 5, generate, target)
    points.fill({ x: 7, y: 8 }, 1, 4)
    expect(points.slice().map((point) => point.x)).toEqual([0, 7, 7, 7, 0])
    points.fill({ x: 1, y: 1 })
    expect(points.slice().map((point) => point.y)).toEqual([1, 1, 1, 1, 1])
    points.fill({ x: 2, y: 2 }, 5)
    expect(points.at(4).x).toBe(1)
    expect(refusal(() => points.fill({ x: -1, y: 0 }, 2))).toMatchObject({
      code: 'ABI-V002',
      path: 'array(Point, 5)[2].x',
    })
    expect(points.at(2).x).toBe(1)
  })

  it('L-18: subarray sees the same memory', () => {
    const points = make(Point, 5, generate)
    const part = points.subarray(1, 3)
    part.at(1).y = 9
    expect([part.length, points.at(2).y]).toEqual([2, 9])
    const inner = part.subarray(1)
    expect([inner.length, inner.at(0).y]).toEqual([1, 9])
    expect(part.toJSON()).toEqual([{ x: 0, y: 0 }, { x: 0, y: 9 }]) // prettier-ignore
    expect(snapshot(part)).toEqual(part.slice())
    expect([points.subarray(5).length, [...points.subarray(2, 2)]]).toEqual([0, []])
    const whole = make(Point, 2, generate)
    whole.copyFrom(part)
    expect(whole.at(1).y).toBe(9)
    const Pair = struct('Pair', { points: array(Point, 2) })
    expect(bufferMemory(new ArrayBuffer(64)).allocate(Pair, { points: part }).points.at(1).y).toBe(9)
  })

  it.each([[-1], [6], [1.5], [NaN], ['1'], [2, 1], [0, 6], [0, -1], [0, NaN], [0, null]])(
    'L-18: refuses the part %s to %s',
    (...range) => {
      const numbers = make(u8, 5, generate)
      const [start, end] = range as number[]
      for (const use of [
        () => numbers.slice(start, end),
        () => numbers.subarray(start, end),
        () => numbers.fill(1, start, end),
      ]) {
        expect(refusal(use)).toMatchObject({ code: 'ABI-V003', rule: 'L-18', path: 'array(u8, 5)' })
      }
      expect(numbers.slice()).toEqual([0, 0, 0, 0, 0])
    },
  )

  it('L-18: refuses lists that do not fit in, and other sources and targets', () => {
    const numbers = make(u8, 3, generate)
    const noRoom = { code: 'ABI-V003', rule: 'L-18' }
    expect(refusal(() => numbers.copyFrom([1, 2, 3, 4]))).toMatchObject(noRoom)
    expect(refusal(() => numbers.copyFrom([1], 3))).toMatchObject(noRoom)
    expect(refusal(() => numbers.copyFrom([1], -1))).toMatchObject(noRoom)
    expect(refusal(() => numbers.copyTo(new Uint8Array(2)))).toMatchObject(noRoom)
    expect(refusal(() => numbers.copyTo(new Uint8Array(4), 2))).toMatchObject(noRoom)
    expect(refusal(() => numbers.copyTo([], 0.5))).toMatchObject(noRoom)
    const wrongKind = { code: 'ABI-V001', rule: 'L-18', path: 'array(u8, 3)' }
    for (const other of ['abc', 3, null, undefined, {}, new DataView(new ArrayBuffer(3)), Point]) {
      expect(refusal(() => numbers.copyFrom(other as never))).toMatchObject(wrongKind)
      expect(refusal(() => numbers.copyTo(other as never))).toMatchObject(wrongKind)
    }
    expect(refusal(() => numbers.copyTo(new Int8Array(3)))).toMatchObject(wrongKind)
    expect(refusal(() => make(bool, 3, generate).copyTo(new Uint8Array(3) as never)).code).toBe('ABI-V001')
    expect([...numbers.copyTo(new Uint8ClampedArray(3))]).toEqual([0, 0, 0])
    expect(numbers.slice()).toEqual([0, 0, 0])
  })

  it('L-18: checks what is not the fitting typed array, up to the one that is refused', () => {
    const numbers = make(u8, 3, generate)
    numbers.copyFrom(new Float64Array([1, 2]))
    expect(numbers.slice()).toEqual([1, 2, 0])
    expect(refusal(() => numbers.copyFrom(new Int16Array([9, -1, 5])))).toMatchObject({
      code: 'ABI-V002',
      path: 'array(u8, 3)[1]',
    })
    expect(numbers.slice()).toEqual([9, 2, 0])
    expect(refusal(() => numbers.copyFrom(new BigInt64Array(1) as never)).code).toBe('ABI-V001')
  })

  it('L-18: copies between accessors of any targets, and within one over itself', () => {
    const here = make(u32, 4, generate)
    here.copyFrom([1, 2, 3, 2 ** 32 - 1])
    const there = make(u32, 4, generate, big)
    there.copyFrom(here)
    expect(there.slice()).toEqual([1, 2, 3, 2 ** 32 - 1])
    here.copyFrom(here.subarray(0, 3), 1)
    expect(here.slice()).toEqual([1, 1, 2, 3])
    here.copyFrom(here.subarray(1), 0)
    expect(here.slice()).toEqual([1, 2, 3, 3])
    expect(refusal(() => make(u8, 4, generate).copyFrom(there as never)).code).toBe('ABI-V002')
  })

  it('L-10: copies pointers within one memory only', () => {
    const home = bufferMemory(new ArrayBuffer(256))
    const node = home.allocate(Point, { x: 3, y: 4 })
    const rows = home.allocate(array(nullable(pointer(Point)), 2), [node, null])
    const copy = home.allocate(array(nullable(pointer(Point)), 3), [null, null, null])
    copy.copyFrom(rows, 1)
    expect(copy.at(1)!.deref().x).toBe(3)
    const abroad = bufferMemory(new ArrayBuffer(64)).allocate(array(nullable(pointer(Point)), 2))
    expect(refusal(() => abroad.copyFrom(rows))).toMatchObject({ code: 'ABI-V001', rule: 'L-10' })
  })

  it('L-18: looks at the elements as the typed array that fits', () => {
    const numbers = make(u32, 3, generate)
    const live = numbers.asTypedArray()
    expect(live).toBeInstanceOf(Uint32Array)
    live[1] = 7
    expect(numbers.at(1)).toBe(7)
    numbers.set(2, 9)
    expect([...live]).toEqual([0, 7, 9])
    expect(make(i8, 2, generate).asTypedArray()).toBeInstanceOf(Int8Array)
    expect(make(u64, 2, generate).asTypedArray()).toBeInstanceOf(BigUint64Array)
    expect(make(f64, 2, generate).asTypedArray()).toBeInstanceOf(Float64Array)
    expect(make(u8, 2, generate, big).asTypedArray()).toBeInstanceOf(Uint8Array)
    expect(make(u32, 0, generate).asTypedArray()).toHaveLength(0)
  })

  it('L-18: refuses to look where the bytes do not allow it', () => {
    const misplaced = make(u32, 3, generate, hostTarget(), 6)
    expect(refusal(() => misplaced.asTypedArray())).toMatchObject({ code: 'ABI-M008', rule: 'L-18' })
    expect([...misplaced.toTypedArray()]).toEqual([0, 0, 0])
    const foreign = make(u32, 3, generate, big)
    foreign.set(1, 5)
    expect(refusal(() => foreign.asTypedArray())).toMatchObject({ code: 'ABI-M009', rule: 'L-18' })
    expect([...foreign.toTypedArray()]).toEqual([0, 5, 0])
    for (const element of [bool, usize, Point, RStr]) {
      const other = make(element as AnyType, 2, generate)
      for (const use of [() => other.asTypedArray(), () => other.toTypedArray()]) {
        expect(refusal(use)).toMatchObject({ code: 'ABI-M009', rule: 'L-18' })
      }
    }
  })

  it('L-18: native memory is looked at without what lies beside it', () => {
    using arena = new NativeArena()
    const numbers = arena.allocate(array(f32, 4), [1, 2, 3, 4])
    const seen = native.unsafeAt(array(f32, 4), addressOf(numbers))
    const live = seen.asTypedArray()
    live[3] = 5
    expect([...numbers]).toEqual([1, 2, 3, 5])
    expect(live.buffer.byteLength).toBe(16)
    expect([...seen.subarray(1, 3).asTypedArray()]).toEqual([2, 3])
    const odd = native.unsafeAt(array(f32, 2), addressOf(numbers) + 2)
    expect(refusal(() => odd.asTypedArray()).code).toBe('ABI-M008')
  })

  it('L-18: does what loops over single elements do', () => {
    const step = fc.record({
      start: fc.nat(6),
      values: fc.array(fc.integer({ min: -32768, max: 32767 }), { maxLength: 6 }),
      how: fc.constantFrom('plain', 'typed', 'view', 'fill'),
    })
    fc.assert(
      fc.property(fc.array(step), fc.constantFrom(...bothOrders), (steps, target) => {
        const numbers = make(i16, 6, generate, target)
        const model = new Array<number>(6).fill(0)
        for (const { start, values, how } of steps) {
          const fitting = values.slice(0, 6 - start)
          if (how === 'fill' && fitting.length > 0) {
            numbers.fill(fitting[0]!, start, start + fitting.length)
            model.fill(fitting[0]!, start, start + fitting.length)
            continue
          }
          const other = make(i16, fitting.length, !generate)
          other.copyFrom(fitting)
          numbers.copyFrom(
            how === 'plain' ? fitting : how === 'typed' ? Int16Array.from(fitting) : other,
            start,
          )
          model.splice(start, fitting.length, ...fitting)
        }
        expect(numbers.slice()).toEqual(model)
        expect([...numbers.toTypedArray()]).toEqual(model)
        expect(numbers.copyTo<number[]>([])).toEqual(model)
      }),
    )
  })
})

describe.each(bothWays)('cursors (generated: %s)', (generate) => {
  it.each(bothOrders)('L-19: move one accessor over the elements on $name', (target) => {
    const points = make(Point, 3, generate, target)
    points.copyFrom([{ x: 1, y: 2 }, { x: 3, y: 4 }, { x: 5, y: 6 }]) // prettier-ignore
    const seen: number[] = []
    const accessors = new Set<unknown>()
    for (const point of points.cursor()) {
      seen.push(point.x, point.y)
      point.y += 1
      accessors.add(point)
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6])
    expect(accessors.size).toBe(1)
    expect(points.slice().map((point) => point.y)).toEqual([3, 5, 7])
  })

  it('L-19: stay at the last element once they are through', () => {
    const points = make(Point, 2, generate)
    points.copyFrom([{ x: 1, y: 2 }, { x: 3, y: 4 }]) // prettier-ignore
    const iterator = points.cursor()[Symbol.iterator]()
    const results = [iterator.next(), iterator.next(), iterator.next(), iterator.next()]
    expect(results.map(({ done }) => done)).toEqual([false, false, true, true])
    expect(new Set(results.map(({ value }) => value as unknown)).size).toBe(1)
    expect((results[3]!.value as View).toJSON()).toEqual({ x: 3, y: 4 })
  })

  it('L-19: are those of the class where code may be generated, which does not change for the first', () => {
    const points = make(Point, 2, generate)
    const prototype = Object.getPrototypeOf(points) as object
    const names = Reflect.ownKeys(prototype)
    const { cursor } = points
    expect(names.includes('cursor')).toBe(generate)
    points.cursor()
    expect(Reflect.ownKeys(prototype)).toEqual(names)
    expect(points.cursor).toBe(cursor)
    expect(Object.hasOwn(Object.getPrototypeOf(make(u8, 2, generate)) as object, 'cursor')).toBe(false)
  })

  it('L-19: go where the body of the loop has not moved the accessor', () => {
    const points = make(Point, 3, generate)
    points.copyFrom([{ x: 1, y: 2 }, { x: 3, y: 4 }, { x: 5, y: 6 }]) // prettier-ignore
    const first = addressOf(points.at(0))
    const seen: number[] = []
    for (const point of points.cursor()) {
      seen.push(point.x)
      moveTo(point, first)
    }
    expect(seen).toEqual([1, 3, 5])
  })

  it('L-19: notice that a WebAssembly memory grew, and follow it', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 3 })
    const type = array(Point, 3) as unknown as ArrayDescriptor
    const Accessor = makeArrayClass(type, codecOf(Point, targets.wasm32), 3, { generate })
    const points = new Accessor(wasmMemory(memory), 64) as ArrayView<typeof Point>
    points.copyFrom([{ x: 1, y: 2 }, { x: 3, y: 4 }, { x: 5, y: 6 }]) // prettier-ignore
    const seen: number[] = []
    for (const point of points.cursor()) {
      seen.push(point.x)
      if (point.x === 1) memory.grow(1)
      point.y = 7
    }
    expect(seen).toEqual([1, 3, 5])
    expect(points.slice().map((point) => point.y)).toEqual([7, 7, 7])
  })

  it('L-19: throw once the memory is freed in the midst of a loop', () => {
    const arena = new NativeArena()
    const type = array(Point, 3) as unknown as ArrayDescriptor
    const Accessor = makeArrayClass(type, codecOf(Point, hostTarget()), 3, { generate })
    const { memory, offset } = locationOf(arena.allocate(array(Point, 3)))
    const points = new Accessor(memory, offset) as ArrayView<typeof Point>
    const seen: number[] = []
    const walk = (): void => {
      for (const point of points.cursor()) {
        seen.push(point.x)
        arena[Symbol.dispose]()
      }
    }
    expect(refusal(walk)).toMatchObject({ code: 'ABI-M004' })
    expect(seen).toHaveLength(1)
  })

  it('L-19: can be begun again, and nested', () => {
    const grid = make(array(Point, 2), 2, generate)
    for (const row of grid.cursor()) for (const point of row.cursor()) point.x += 1
    const cursor = grid.cursor()
    expect([...cursor].length).toBe(2)
    expect([...cursor].length).toBe(2)
    expect(grid.slice().flat().map((point) => point.x)).toEqual([1, 1, 1, 1]) // prettier-ignore
  })

  it('L-19: iterate in the ordinary way over what has no accessor', () => {
    const numbers = make(u8, 3, generate)
    numbers.copyFrom([1, 2, 3])
    expect([...numbers.cursor()]).toEqual([1, 2, 3])
    expect([...make(Point, 0, generate).cursor()]).toEqual([])
    expect([...make(u8, 0, generate, hostTarget(), 1024).cursor()]).toEqual([])
  })

  it('L-19: iterate in the ordinary way over accessors of several classes', () => {
    const Shape = taggedUnion('Shape', u8, { circle: { radius: f32 }, square: { side: u16 } })
    const shapes = make(Shape, 2, generate)
    shapes.copyFrom([{ tag: 'circle', radius: 1 }, { tag: 'square', side: 3 }]) // prettier-ignore
    const seen = Array.from(shapes.cursor(), (shape) => (shape.tag === 'circle' ? shape.radius : shape.side))
    expect(seen).toEqual([1, 3])
  })

  it('L-19: count elements that take no bytes', () => {
    const Nothing = struct('Nothing', { none: unit })
    expect([...make(Nothing, 3, generate).cursor()]).toHaveLength(3)
  })

  it('L-19: go on in the parts of an array', () => {
    const points = make(Point, 4, generate)
    points.copyFrom([1, 2, 3, 4].map((x) => ({ x, y: 0 })))
    expect(Array.from(points.subarray(1, 3).cursor(), (point) => point.x)).toEqual([2, 3])
  })
})
