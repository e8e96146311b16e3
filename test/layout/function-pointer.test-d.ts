/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import {
  bool,
  exportFunction,
  f64,
  fn,
  nullable,
  pointer,
  struct,
  u32,
  u64,
  u8,
  type ArgumentsOf,
  type BoundFunction,
  type CertainOrder,
  type Implementation,
  type Pointer,
  type PointerInput,
  type ViewOf,
} from 'abiding'
import { expectTypeOf, test } from 'vitest'

const Point = struct('Point', { x: f64 })

test('L-12: a list of parameters gives exactly ordered arguments', () => {
  const call = fn([{ a: u32 }, { b: Point }, { c: bool }, { d: u64 }], f64)
  type Call = ViewOf<typeof call>
  expectTypeOf<Parameters<Call>['length']>().toEqualTypeOf<4>()
  expectTypeOf<Parameters<Call>[0]>().toEqualTypeOf<number>()
  expectTypeOf<{ x: number }>().toExtend<Parameters<Call>[1]>()
  expectTypeOf<Parameters<Call>[2]>().toEqualTypeOf<boolean>()
  expectTypeOf<Parameters<Call>[3]>().toEqualTypeOf<bigint>()
  expectTypeOf<ReturnType<Call>>().toEqualTypeOf<number>()
  void ((bound: Call) => {
    bound(1, { x: 2 }, true, 4n)
    // @ts-expect-error too few
    bound(1, { x: 2 }, true)
    // @ts-expect-error too many
    bound(1, { x: 2 }, true, 4n, 5)
    // @ts-expect-error out of order
    bound({ x: 2 }, 1, true, 4n)
  })
})

test('L-12: a record of several parameters of one type is as good', () => {
  const add = fn({ a: u32, b: u32, c: u8 }, u64)
  expectTypeOf<ViewOf<typeof add>>().parameters.toEqualTypeOf<[number, number, number]>()
  expectTypeOf<ViewOf<typeof add>>().returns.toEqualTypeOf<bigint>()
})

test('L-12: a record of parameters of different types is refused, with the reason', () => {
  void (() => {
    // @ts-expect-error TypeScript does not keep the order of object keys
    fn({ a: u32, b: f64, c: bool }, u32)
    // @ts-expect-error TypeScript does not keep the order of object keys
    fn({ a: Point, b: u32 })
  })
  type Reason = CertainOrder<{ a: typeof u32; b: typeof bool }>
  expectTypeOf<Reason>().toExtend<`Parameters of different types need the list form${string}`>()
})

test('L-12: a record of one parameter, and none', () => {
  expectTypeOf<ArgumentsOf<{ readonly id: typeof u32 }>>().toEqualTypeOf<[number]>()
  const none = fn({})
  expectTypeOf<ViewOf<typeof none>>().parameters.toEqualTypeOf<[]>()
  expectTypeOf<ViewOf<typeof none>>().returns.toEqualTypeOf<undefined>()
  const listed = fn([])
  expectTypeOf<ViewOf<typeof listed>>().parameters.toEqualTypeOf<[]>()
})

test('K-1: a caller passes inputs and gets views', () => {
  type Call = BoundFunction<readonly [{ readonly p: ReturnType<typeof pointer<typeof Point>> }], typeof Point>
  expectTypeOf<Parameters<Call>[0]>().toEqualTypeOf<PointerInput<typeof Point>>()
  expectTypeOf<ReturnType<Call>>().toEqualTypeOf<ViewOf<typeof Point>>()
})

test('K-5: an implementation gets views and gives inputs', () => {
  const type = fn([{ p: pointer(Point) }, { by: u64 }], Point)
  void (() =>
    exportFunction(type, (p, by) => {
      expectTypeOf(p).toEqualTypeOf<Pointer<typeof Point>>()
      expectTypeOf(by).toEqualTypeOf<bigint>()
      return { x: 1 }
    }))
  void (() => {
    // @ts-expect-error a string is no result
    exportFunction(fn({}, u32), () => 'no')
    // @ts-expect-error there is one parameter
    exportFunction(fn({ a: u32 }, u32), (a: number, b: number) => a + b)
    exportFunction(fn({ a: u32 }), () => {})
    exportFunction(fn({ a: u32 }), (a) => void a)
  })
  expectTypeOf<ReturnType<Implementation<readonly [], typeof u8>>>().toEqualTypeOf<number>()
})

test('L-12: functions are parameters and results of functions', () => {
  const each = fn([{ visit: fn({ id: u32 }, bool) }, { otherwise: nullable(fn({})) }], fn({ a: u8 }, u64))
  type Each = ViewOf<typeof each>
  expectTypeOf<(id: number) => boolean>().toExtend<Parameters<Each>[0]>()
  expectTypeOf<null>().toExtend<Parameters<Each>[1]>()
  expectTypeOf<ReturnType<Each>>().parameters.toEqualTypeOf<[number]>()
})
