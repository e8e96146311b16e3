/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import {
  constPointer,
  pointer,
  struct,
  u32,
  u8,
  type Address,
  type InputOf,
  type ViewOf,
  type Pointer,
} from 'abiding'
import { expectTypeOf, test } from 'vitest'

const Sample = struct('Sample', { value: u32 })
const Latest = struct('Latest', { sample: pointer(Sample), bytes: constPointer(u8) })
const latest = null as unknown as ViewOf<typeof Latest>
const sample = null as unknown as ViewOf<typeof Sample>

test('L-10: a pointer knows what it points to', () => {
  expectTypeOf(latest).toHaveProperty('sample').toEqualTypeOf<Pointer<typeof Sample>>()
  expectTypeOf<ReturnType<ViewOf<typeof Latest>['sample']['deref']>>()
    .toHaveProperty('value')
    .toEqualTypeOf<number>()
  expectTypeOf<ReturnType<ViewOf<typeof Latest>['bytes']['deref']>>().toEqualTypeOf<number>()
})

test('L-10: a pointer is written from pointers, addresses and accessors', () => {
  expectTypeOf<Pointer<typeof Sample>>().toExtend<
    InputOf<typeof Latest>['sample' & keyof InputOf<typeof Latest>]
  >()
  void ((address: Address) => {
    latest.sample = latest.sample
    const input: InputOf<typeof Latest> = { sample, bytes: address }
    void input
    // @ts-expect-error a plain number is no address
    const wrong: InputOf<typeof Latest> = { sample: 16, bytes: address }
    void wrong
    // @ts-expect-error null only where it is declared nullable
    latest.sample = null
    // @ts-expect-error a pointer to something else
    latest.sample = latest.bytes
  })
})
