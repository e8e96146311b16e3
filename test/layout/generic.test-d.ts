/* eslint @typescript-eslint/no-unused-vars: off -- declarations stand here for their types */
import {
  f64,
  generic,
  nullable,
  pointer,
  struct,
  u32,
  usize,
  type AnyType,
  type Infer,
  type ViewOf,
} from 'abiding'
import { describe, expectTypeOf, it } from 'vitest'

describe('generic types', () => {
  it('L-32: know the types of their parameters', () => {
    const Pair = generic('Pair', <A extends AnyType, B extends AnyType>(name: string, first: A, second: B) =>
      struct(name, { first, second }),
    )
    const type = Pair(u32, struct('Point', { x: f64 }))
    expectTypeOf<Infer<typeof type>>().toEqualTypeOf<{ first: number; second: { x: number } }>()
    // @ts-expect-error: a parameter is missing
    expectTypeOf(Pair(u32)).toBeObject()
  })

  it('L-32: may hold pointers to their parameter', () => {
    const List = generic('List', <T extends AnyType>(name: string, element: T) =>
      struct(name, { data: nullable(pointer(element)), length: usize }),
    )
    const type = List(u32)
    expectTypeOf<ViewOf<typeof type>['length']>().toEqualTypeOf<number>()
  })
})
