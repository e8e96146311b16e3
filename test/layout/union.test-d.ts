/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import {
  bits,
  bool,
  f32,
  struct,
  u32,
  u64,
  union,
  unnamedBits,
  type Infer,
  type InputOf,
  type ViewOf,
} from 'abiding'
import { describe, expectTypeOf, it } from 'vitest'

const Word = union('Word', { whole: u32, real: f32, wide: u64 })

describe('unions', () => {
  it('L-28: have all fields', () => {
    expectTypeOf<ViewOf<typeof Word>['whole']>().toEqualTypeOf<number>()
    expectTypeOf<ViewOf<typeof Word>['wide']>().toEqualTypeOf<bigint>()
    expectTypeOf<Infer<typeof Word>>().toEqualTypeOf<Uint8Array>()
  })

  it('L-28: are written with one field', () => {
    expectTypeOf<{ wide: bigint }>().toExtend<InputOf<typeof Word>>()
    expectTypeOf<Uint8Array>().toExtend<InputOf<typeof Word>>()
    expectTypeOf<{ wide: number }>().not.toExtend<InputOf<typeof Word>>()
    expectTypeOf<{ tall: bigint }>().not.toExtend<InputOf<typeof Word>>()
    expectTypeOf<object>().not.toExtend<InputOf<typeof Word>>()
  })
})

describe('bit fields', () => {
  const Flags = struct('Flags', {
    ready: bits(bool, 1),
    $0: unnamedBits(u32, 3),
    level: bits(u32, 4),
    wide: bits(u64, 40),
  })

  it('L-24: read as their type; those without a name cannot be seen', () => {
    expectTypeOf<Infer<typeof Flags>>().toEqualTypeOf<{ ready: boolean; level: number; wide: bigint }>()
    expectTypeOf<ViewOf<typeof Flags>>().not.toHaveProperty('$0')
    expectTypeOf<{ ready: true; level: 1; wide: 1n }>().toExtend<InputOf<typeof Flags>>()
  })
})
