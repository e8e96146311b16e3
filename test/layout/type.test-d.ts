import {
  bool,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  isize,
  nothing,
  opaque,
  pointer,
  u16,
  u32,
  u64,
  u8,
  untyped,
  usize,
  type AnyType,
  type Infer,
  type InputOf,
  type Pointer,
  type ViewOf,
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
