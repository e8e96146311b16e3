import { describe, expectTypeOf, it } from 'vitest'
import {
  array,
  f64,
  RHashMap,
  RMutex,
  RSlice,
  RString,
  RVec,
  struct,
  u32,
  u64,
  u8,
  unit,
  type ArrayView,
  type Infer,
  type InputOf,
  type RHashMapEntry,
  type ViewOf,
} from '../../src/index.js'

const Point = struct('Point', { x: f64, tag: u32 })
const Points = RVec(Point)
const Words = RVec(u64)
const _Texts = RVec(RString)

type PointsView = ViewOf<typeof Points>

describe('the types of vectors', () => {
  it('T-3: their elements are those of the declaration', () => {
    expectTypeOf<PointsView['at']>().returns.toEqualTypeOf<ViewOf<typeof Point>>()
    expectTypeOf<ViewOf<typeof Words>['at']>().returns.toEqualTypeOf<bigint>()
    expectTypeOf<PointsView>().toExtend<Iterable<ViewOf<typeof Point>>>()
    expectTypeOf<PointsView['elements']>().toEqualTypeOf<ArrayView<typeof Point>>()
    expectTypeOf<PointsView>().toExtend<Disposable>()
  })

  it('T-3, T-9: their plain values are arrays, and texts', () => {
    expectTypeOf<Infer<typeof Points>[number]>().toEqualTypeOf<Infer<typeof Point>>()
    expectTypeOf<Infer<typeof _Texts>[number]>().toEqualTypeOf<string>()
    expectTypeOf<Infer<typeof RString>>().toEqualTypeOf<string>()
    expectTypeOf<string>().toExtend<InputOf<typeof RString>>()
    expectTypeOf<number>().not.toExtend<InputOf<typeof RString>>()
  })

  it('T-5: what is taken out belongs to whoever takes it', () => {
    expectTypeOf<PointsView['pop']>().returns.toEqualTypeOf<ViewOf<typeof Point> | undefined>()
    expectTypeOf<ViewOf<typeof _Texts>['pop']>().returns.toEqualTypeOf<RString | undefined>()
  })

  it('T-6: they are made of lists of what may be written', () => {
    expectTypeOf<Array<{ x: number; tag: number }>>().toExtend<InputOf<typeof Points>>()
    expectTypeOf<string[]>().toExtend<InputOf<typeof _Texts>>()
    expectTypeOf<number[]>().not.toExtend<InputOf<typeof Words>>()
    expectTypeOf(RVec(u8).from).returns.toEqualTypeOf<RVec<typeof u8>>()
    // @ts-expect-error A number is no bigint.
    void (() => Words.from([1]))
    // @ts-expect-error A field is missing.
    void (() => Points.from([{ x: 1 }]))
    // @ts-expect-error Another type of elements.
    void (() => RVec(u8).from([1], { allocator: 7 }))
  })

  it('T-12: slices take vectors of the same elements', () => {
    const _Bytes = RSlice(u8)
    expectTypeOf<number[]>().toExtend<InputOf<typeof _Bytes>>()
    expectTypeOf<string>().not.toExtend<InputOf<typeof _Bytes>>()
  })
})

describe('the types of maps and locks', () => {
  it('T-60: have keys of any type', () => {
    const _Colours = RHashMap(array(u8, 3), u64)
    type Map = ViewOf<typeof _Colours>
    expectTypeOf<Map['get']>().returns.toEqualTypeOf<bigint | undefined>()
    expectTypeOf<number[]>().toExtend<Parameters<Map['get']>[0]>()
    expectTypeOf<Map['entry']>().returns.toExtend<Pick<RHashMapEntry<never, typeof u64>, 'remove'>>()
    const _Only = RHashMap(unit, u32)
    expectTypeOf<ViewOf<typeof _Only>['replace']>().returns.toEqualTypeOf<number | undefined>()
  })

  it('T-78: locks are made after locks of any value', () => {
    const Counter = RMutex(u64)
    const make = (existing: RMutex<typeof RString>) => Counter.like(existing, 5n)
    expectTypeOf(make).returns.toEqualTypeOf<RMutex<typeof u64>>()
    // @ts-expect-error A number is no bigint.
    void ((existing: RMutex<typeof u64>) => Counter.like(existing, 5))
    // @ts-expect-error No lock.
    void (() => Counter.like(7, 5n))
  })
})
