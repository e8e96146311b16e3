import {
  array,
  f64,
  generic,
  layoutOf,
  nullable,
  pointer,
  struct,
  u32,
  u8,
  usize,
  type AnyType,
} from 'abiding'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const List = generic('List', <T extends AnyType>(name: string, element: T) =>
  struct(name, { data: nullable(pointer(element)), length: usize }),
)
const Pair = generic('Pair', <A extends AnyType, B extends AnyType>(name: string, first: A, second: B) =>
  struct(name, { first, second }),
)

describe('generic', () => {
  it('L-32: gives the same type for the same parameters', () => {
    expect(List(u32)).toBe(List(u32))
    expect(List(u32)).not.toBe(List(u8))
    expect(Pair(u32, u8)).not.toBe(Pair(u8, u32))
    expect(layoutOf(Pair(u8, f64)).size).toBe(16)
  })

  it('L-32: names types after their parameters', () => {
    expect(List(u32).name).toBe('List_u32')
    expect(List(array(u8, 3)).name).toBe('List_array_u8_3')
    expect(Pair(List(u32), f64).name).toBe('Pair_List_u32_f64')
  })

  it('L-32: keeps what TypeScript knows of them', () => {
    expectTypeOf(Pair(u32, f64)).toEqualTypeOf<ReturnType<typeof Pair<typeof u32, typeof f64>>>()
  })

  it.each<[string, () => unknown, string]>([
    ['a bad name', () => generic('a b', () => u8), 'ABI-L001'],
    ['a parameter that is no type', () => List(5 as never), 'ABI-L002'],
    ['a result that is no type', () => generic('None', () => 5 as never)(), 'ABI-L002'],
  ])('L-32: refuses %s', (_what, declare, code) => {
    expect(refusal(declare)).toMatchObject({ code })
  })
})
