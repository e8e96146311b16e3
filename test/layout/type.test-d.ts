/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import {
  opaque,
  pointer,
  untyped,
  type AnyType,
  type Infer,
  type InputOf,
  type Pointer,
  type ViewOf,
  type bool,
  type f32,
  type f64,
  type i16,
  type i32,
  type i64,
  type i8,
  type isize,
  type nothing,
  type u16,
  type u32,
  type u64,
  type u8,
  type usize,
} from 'abiding'
import { expectTypeOf, test } from 'vitest'

type Numbers = [
  typeof i8,
  typeof i16,
  typeof i32,
  typeof u8,
  typeof u16,
  typeof u32,
  typeof f32,
  typeof f64,
  typeof usize,
  typeof isize,
]
type Bigints = [typeof i64, typeof u64]

test('L-3: numbers are numbers, and 64-bit integers are bigints', () => {
  expectTypeOf<ViewOf<Numbers[number]>>().toEqualTypeOf<number>()
  expectTypeOf<Infer<Numbers[number]>>().toEqualTypeOf<number>()
  expectTypeOf<InputOf<Numbers[number]>>().toEqualTypeOf<number>()
  expectTypeOf<ViewOf<Bigints[number]>>().toEqualTypeOf<bigint>()
  expectTypeOf<InputOf<Bigints[number]>>().toEqualTypeOf<bigint>()
})

test('L-4: bool is boolean', () => {
  expectTypeOf<ViewOf<typeof bool>>().toEqualTypeOf<boolean>()
  expectTypeOf<InputOf<typeof bool>>().toEqualTypeOf<boolean>()
})

test('L-11: what is opaque has no value', () => {
  const Database = opaque('Database')
  expectTypeOf<ViewOf<typeof Database>>().toEqualTypeOf<never>()
  const handle = pointer(untyped)
  expectTypeOf<ViewOf<typeof handle>>().toEqualTypeOf<Pointer<typeof untyped>>()
})

test('L-12: nothing is undefined', () => {
  expectTypeOf<ViewOf<typeof nothing>>().toEqualTypeOf<undefined>()
})

test('every type is a type', () => {
  expectTypeOf<Numbers[number] | Bigints[number] | typeof bool>().toExtend<AnyType>()
})
