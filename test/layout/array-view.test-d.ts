/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import {
  array,
  atomic,
  charArray,
  copyFrom,
  cString,
  equals,
  fill,
  flexibleArray,
  isize,
  nullable,
  struct,
  u16,
  u32,
  u64,
  type ArrayView,
  type Atomic,
  type BigIntArray,
  type Infer,
  type InputOf,
  type NumberArray,
  type RStr,
  type ViewOf,
} from 'abiding'
import { expectTypeOf, test } from 'vitest'

const Point = struct('Point', { x: u16, y: u64 })
const Numbers = array(u32, 3)
const Big = array(u64, 3)
const Points = array(Point, 3)

test('L-18: bulk methods take and give what the elements are', () => {
  expectTypeOf<ReturnType<ViewOf<typeof Numbers>['toTypedArray']>>().toEqualTypeOf<NumberArray>()
  expectTypeOf<ReturnType<ViewOf<typeof Big>['asTypedArray']>>().toEqualTypeOf<BigIntArray>()
  expectTypeOf<ReturnType<ViewOf<typeof Points>['toTypedArray']>>().toEqualTypeOf<never>()
  expectTypeOf<ReturnType<ViewOf<typeof Points>['slice']>>().toEqualTypeOf<{ x: number; y: bigint }[]>()
  expectTypeOf<ReturnType<ViewOf<typeof Points>['subarray']>>().toEqualTypeOf<ArrayView<typeof Point>>()
  expectTypeOf<Uint8Array>().toExtend<InputOf<typeof Numbers>>()
  expectTypeOf<Uint8Array>().not.toExtend<InputOf<typeof Big>>()
  const numbers = null as unknown as ViewOf<typeof Numbers>
  const points = null as unknown as ViewOf<typeof Points>
  void (() => {
    expectTypeOf(numbers.copyTo(new Uint32Array(3))).toEqualTypeOf<Uint32Array<ArrayBuffer>>()
    points.fill({ x: 1, y: 1n })
    points.copyFrom(points.subarray(1))
    // @ts-expect-error bigints are no numbers
    numbers.copyFrom([1n])
    // @ts-expect-error no typed array holds structs
    points.copyTo(new Uint32Array(3))
    // @ts-expect-error a fill takes what an element takes
    points.fill({ x: 1, y: 1 })
  })
})

test('L-19: a cursor gives what iteration gives', () => {
  expectTypeOf<ReturnType<ViewOf<typeof Points>['cursor']>>().toEqualTypeOf<Iterable<ViewOf<typeof Point>>>()
})

test('L-15: an array of characters is a string', () => {
  const name = charArray(8)
  expectTypeOf<ViewOf<typeof name>>().toEqualTypeOf<string>()
})

test('L-16: a C string is a string, and null where it is nullable', () => {
  const title = nullable(cString)
  expectTypeOf<ViewOf<typeof cString>>().toEqualTypeOf<string>()
  expectTypeOf<Infer<typeof title>>().toEqualTypeOf<string | null>()
  expectTypeOf<null>().toExtend<InputOf<typeof title>>()
  expectTypeOf<null>().not.toExtend<InputOf<typeof cString>>()
})

test('L-17: an atomic integer is an accessor of its values', () => {
  const Shared = struct('Shared', { count: atomic(u32), total: atomic(u64), size: atomic(isize) })
  expectTypeOf<ViewOf<typeof Shared>['count']>().toEqualTypeOf<Atomic<number>>()
  expectTypeOf<ReturnType<ViewOf<typeof Shared>['total']['add']>>().toEqualTypeOf<bigint>()
  expectTypeOf<Infer<typeof Shared>>().toEqualTypeOf<{ count: number; total: bigint; size: number }>()
})

test('L-22: a flexible array takes lists', () => {
  const samples = flexibleArray(u16)
  expectTypeOf<ReturnType<ViewOf<typeof samples>['first']>>().toEqualTypeOf<ArrayView<typeof u16>>()
  expectTypeOf<number[]>().toExtend<InputOf<typeof samples>>()
  expectTypeOf<string[]>().not.toExtend<InputOf<typeof samples>>()
})

test('L-20, L-21: whole values are of the type of the accessor', () => {
  const point = null as unknown as ViewOf<typeof Point>
  const numbers = null as unknown as ViewOf<typeof Numbers>
  void (() => {
    equals(point, { x: 1, y: 1n })
    equals(numbers, [1, 2, 3])
    expectTypeOf(copyFrom(point, { x: 1, y: 1n })).toEqualTypeOf<ViewOf<typeof Point>>()
    expectTypeOf(fill(point)).toEqualTypeOf<ViewOf<typeof Point>>()
    // @ts-expect-error a field is missing
    copyFrom(point, { x: 1 })
    // @ts-expect-error a string is no element
    equals(numbers, ['1'])
    // @ts-expect-error not the same type
    equals(point, numbers)
  })
})
