/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import { fn, nullable, pointer, u32, u8, type Infer, type InputOf, type ViewOf, type Pointer } from 'abiding'
import { expectTypeOf, test } from 'vitest'

const Slot = nullable(pointer(u32))
const Callback = nullable(fn({ id: u32 }, u8))

test('L-10: null is part of what is read and written', () => {
  expectTypeOf<ViewOf<typeof Slot>>().toEqualTypeOf<Pointer<typeof u32> | null>()
  expectTypeOf<Infer<typeof Slot>>().toEqualTypeOf<Pointer<typeof u32> | null>()
  expectTypeOf<null>().toExtend<InputOf<typeof Slot>>()
})

test('L-12: a nullable function can be called where it is not null', () => {
  expectTypeOf<NonNullable<ViewOf<typeof Callback>>>().parameters.toEqualTypeOf<[number]>()
  expectTypeOf<NonNullable<ViewOf<typeof Callback>>>().returns.toEqualTypeOf<number>()
  expectTypeOf<null>().toExtend<ViewOf<typeof Callback>>()
  expectTypeOf<null>().toExtend<InputOf<typeof Callback>>()
})

test('L-10: only pointers can be null', () => {
  void (() => {
    // @ts-expect-error a number is never null
    nullable(u32)
    // @ts-expect-error once is enough
    nullable(nullable(pointer(u32)))
  })
})
