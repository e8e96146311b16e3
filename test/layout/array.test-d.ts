/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import {
  array,
  struct,
  u64,
  u8,
  type ArrayView,
  type Infer,
  type InputOf,
  type ViewOf,
  type bool,
} from 'abiding'
import { expectTypeOf, test } from 'vitest'

const Grid = array(array(u8, 3), 2)
const Clock = struct('Clock', { ticks: u64 })
const Clocks = array(Clock, 2)

test('L-13: an array is seen, copied and written by the types of its elements', () => {
  expectTypeOf<ViewOf<typeof Grid>['length']>().toEqualTypeOf<number>()
  expectTypeOf<ReturnType<ViewOf<typeof Grid>['at']>>().toExtend<ArrayView<typeof u8>>()
  expectTypeOf<Infer<typeof Grid>>().toEqualTypeOf<number[][]>()
  expectTypeOf<Infer<typeof Clocks>>().toEqualTypeOf<{ ticks: bigint }[]>()
  expectTypeOf<[[1, 2, 3], [4, 5, 6]]>().toExtend<InputOf<typeof Grid>>()
  expectTypeOf<string[]>().not.toExtend<InputOf<typeof Grid>>()
})

test('L-13: iteration gives what at gives', () => {
  const flags = null as unknown as ViewOf<ReturnType<typeof array<typeof bool>>>
  for (const flag of flags ?? []) expectTypeOf(flag).toEqualTypeOf<boolean>()
})

test('L-13: set takes what fits the element', () => {
  const clocks = null as unknown as ViewOf<typeof Clocks>
  void (() => {
    clocks.set(0, { ticks: 1n })
    clocks.set(0, clocks.at(1))
    // @ts-expect-error a number is no bigint
    clocks.set(0, { ticks: 1 })
  })
})
