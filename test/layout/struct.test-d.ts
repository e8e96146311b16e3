/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import {
  array,
  bool,
  bufferMemory,
  doc,
  f32,
  fn,
  i64,
  nullable,
  pointer,
  snapshot,
  struct,
  u8,
  usize,
  type StructType,
  type ArrayView,
  type Infer,
  type InputOf,
  type ViewOf,
  type Pointer,
} from 'abiding'
import { expectTypeOf, test } from 'vitest'

const Point = struct('Point', { x: f32, y: f32 })
const Everything = struct('Everything', {
  small: u8,
  big: i64,
  on: bool,
  count: usize,
  point: Point,
  list: array(Point, 2),
  next: nullable(pointer(Point)),
  call: fn({ id: u8 }, i64),
  described: doc('Text.', u8),
})
type View = ViewOf<typeof Everything>

test('L-8: an accessor has the fields of its struct', () => {
  expectTypeOf<View['small']>().toEqualTypeOf<number>()
  expectTypeOf<View['big']>().toEqualTypeOf<bigint>()
  expectTypeOf<View['on']>().toEqualTypeOf<boolean>()
  expectTypeOf<View['count']>().toEqualTypeOf<number>()
  expectTypeOf<View['point']>().toEqualTypeOf<ViewOf<typeof Point>>()
  expectTypeOf<View['list']>().toEqualTypeOf<ArrayView<typeof Point>>()
  expectTypeOf<View['next']>().toEqualTypeOf<Pointer<typeof Point> | null>()
  expectTypeOf<View['call']>().parameters.toEqualTypeOf<[number]>()
  expectTypeOf<View['call']>().returns.toEqualTypeOf<bigint>()
  expectTypeOf<View['described']>().toEqualTypeOf<number>()
  expectTypeOf<ReturnType<View['toJSON']>>().toEqualTypeOf<unknown>()
})

test('L-8: a snapshot is plain data', () => {
  const point = bufferMemory(new ArrayBuffer(32)).allocate(Point)
  expectTypeOf(snapshot(point)).toEqualTypeOf<{ x: number; y: number }>()
  expectTypeOf<Infer<typeof Everything>['list']>().toEqualTypeOf<{ x: number; y: number }[]>()
})

test('L-8: a struct is written from all of its fields', () => {
  expectTypeOf<{ x: number; y: number }>().toExtend<InputOf<typeof Point>>()
  expectTypeOf<ViewOf<typeof Point>>().toExtend<InputOf<typeof Point>>()
  expectTypeOf<{ x: number }>().not.toExtend<InputOf<typeof Point>>()
  expectTypeOf<{ x: string; y: number }>().not.toExtend<InputOf<typeof Point>>()
})

test('L-8: a struct that points to itself needs no annotation', () => {
  const Node = struct('Node', {
    value: u8,
    get next() {
      return nullable(pointer(Node))
    },
  })
  type NodeView = ViewOf<typeof Node>
  expectTypeOf<NodeView['value']>().toEqualTypeOf<number>()
  expectTypeOf<NonNullable<NodeView['next']>['address']>().toExtend<number>()
  expectTypeOf<ReturnType<NonNullable<NodeView['next']>['deref']>['value']>().toEqualTypeOf<number>()
})

test('L-8: what is no type reads as never', () => {
  expectTypeOf<ViewOf<StructType<{ a: 'u8' }>>['a']>().toEqualTypeOf<never>()
})

test('L-8: fields are read and written by their names and types', () => {
  void (() => {
    const point = bufferMemory(new ArrayBuffer(32)).allocate(Point)
    // @ts-expect-error there is no such field
    void point.z
    // @ts-expect-error a string is no number
    point.x = '1'
  })
})
