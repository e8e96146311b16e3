/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import {
  bindFunction,
  cString,
  exportFunction,
  f64,
  fn,
  i32,
  inout,
  nullable,
  out,
  struct,
  u32,
  u64,
  vararg,
  type ViewOf,
} from 'abiding'
import { expectTypeOf, test } from 'vitest'

const Point = struct('Point', { x: f64 })

test('K-17: callers pass nothing for what comes out, and get it by name', () => {
  const divide = fn([{ a: u32 }, { b: u64 }, { q: out(u32) }, { r: out(Point) }], i32)
  type Divide = ViewOf<typeof divide>
  expectTypeOf<Parameters<Divide>>().toEqualTypeOf<[number, bigint]>()
  expectTypeOf<ReturnType<Divide>>().toExtend<{ returns: number; q: number; r: { x: number } }>()
  expectTypeOf<Awaited<ReturnType<Divide['async']>>>().toEqualTypeOf<ReturnType<Divide>>()
})

test('K-17: one thing that comes back is given as it is', () => {
  const one = fn({ value: out(u64) })
  expectTypeOf<ViewOf<typeof one>>().returns.toEqualTypeOf<bigint>()
  const changed = fn([{ value: inout(u64) }, { by: u32 }])
  expectTypeOf<Parameters<ViewOf<typeof changed>>>().toEqualTypeOf<[bigint, number]>()
  expectTypeOf<ReturnType<ViewOf<typeof changed>>>().toEqualTypeOf<bigint>()
  const two = fn({ id: u32, a: out(u32), b: out(cString) })
  expectTypeOf<Parameters<ViewOf<typeof two>>>().toEqualTypeOf<[number]>()
  expectTypeOf<ReturnType<ViewOf<typeof two>>>().toEqualTypeOf<{ a: number; b: string }>()
})

test('K-17: implementations give back what callers get', () => {
  const divide = fn([{ a: u32 }, { by: inout(u32) }, { q: out(u32) }], i32)
  void (() => {
    exportFunction(divide, (a, by) => ({ returns: 0, by, q: a / by }))
    // @ts-expect-error the quotient is missing
    exportFunction(divide, (a, by) => ({ returns: 0, by }))
    // @ts-expect-error a number alone is not enough
    exportFunction(divide, () => 0)
  })
})

test('K-16: errno stands beside the value', () => {
  const close = fn({ descriptor: i32 }, i32, { errno: true })
  expectTypeOf<ReturnType<ViewOf<typeof close>>>().toExtend<{ value: number; errno: number }>()
  void (() => {
    expectTypeOf(bindFunction(0, close)(1).errno).toEqualTypeOf<number>()
    exportFunction(close, (descriptor) => descriptor)
  })
})

test('K-18: variadic functions take pairs behind what is declared', () => {
  const print = fn({ format: cString }, i32, { variadic: true })
  void ((call: ViewOf<typeof print>) => {
    call('x')
    call('%d', vararg(i32, 5), vararg(cString, 'x'))
    // @ts-expect-error a type is missing
    call('%d', 5)
    // @ts-expect-error not a value of the type
    call('%d', vararg(i32, 'x'))
    // @ts-expect-error not off the thread
    void call.async('x')
  })
})

test('K-19: a function of JavaScript is an argument', () => {
  const each = fn([{ visit: fn({ id: u32 }, i32) }, { otherwise: nullable(fn({})) }])
  void ((call: ViewOf<typeof each>) => {
    call((id) => id * 2, null)
    call(
      () => 0,
      () => {},
    )
    // @ts-expect-error a wrong result
    call(() => 'x', null)
    // @ts-expect-error not nullable
    call(null, null)
  })
})

test('K-15: every function can be called off the thread', () => {
  const scale = fn([{ point: Point }, { by: f64 }], Point)
  void ((call: ViewOf<typeof scale>) => {
    expectTypeOf(call.async({ x: 1 }, 2)).resolves.toEqualTypeOf<ViewOf<typeof Point>>()
    // @ts-expect-error too few
    void call.async({ x: 1 })
  })
})
