import { u32, u64 } from 'abiding'
import {
  method,
  Result,
  string,
  trait,
  type AnyTrait,
  type CallsOf,
  type ImplementationOf,
} from 'abiding/connection'
import { describe, expectTypeOf, it } from 'vitest'

const Till = trait('Till', {
  version: 1,
  methods: {
    add: method([{ cents: u32 }, { note: string }], Result(u64, string), { receiver: 'mut' }),
    sum: method({ left: u32, right: u32 }, u32),
    close: method({}),
  },
})

describe('the types of a trait', () => {
  it('X-1: belong to the trait', () => {
    expectTypeOf(Till).toExtend<AnyTrait>()
  })

  it('X-2: are those of its methods, in the order of their parameters', () => {
    type Calls = CallsOf<typeof Till>
    expectTypeOf<Parameters<Calls['add']>>().toEqualTypeOf<[number, string]>()
    expectTypeOf<ReturnType<Calls['add']>>().toEqualTypeOf<
      { readonly isOk: true; readonly ok: bigint } | { readonly isOk: false; readonly err: string }
    >()
    expectTypeOf<Parameters<Calls['sum']>>().toEqualTypeOf<[number, number]>()
    expectTypeOf<ReturnType<Calls['close']>>().toEqualTypeOf<undefined>()
  })

  it('X-2: tell what an implementation gets and gives', () => {
    type Bodies = ImplementationOf<typeof Till>
    expectTypeOf<ReturnType<Bodies['add']>>().toEqualTypeOf<
      { readonly ok: bigint } | { readonly err: string }
    >()
    expectTypeOf<() => void>().toMatchTypeOf<Bodies['close']>()
  })

  it('X-2: are not guessed where TypeScript does not keep the order', () => {
    // @ts-expect-error a list of records is needed
    method({ cents: u32, note: string }, u32)
  })
})
