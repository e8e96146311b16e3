import { describe, expectTypeOf, it } from 'vitest'
import {
  boxLike,
  f64,
  fn,
  implementTrait,
  method,
  struct,
  traitObject,
  u32,
  u64,
  type Box,
  type InputOf,
  type ObjectOf,
  type ViewOf,
} from '../../src/index.js'
import type { Steps, Word } from '../support/traits.js'
import { Counter, Level, Tally } from '../support/traits.js'

type CounterObject = ObjectOf<typeof Counter>

describe('the types of traits', () => {
  it('B-3: methods are called with their arguments', () => {
    expectTypeOf<CounterObject['get']>().toEqualTypeOf<() => number>()
    expectTypeOf<CounterObject['add']>().parameters.toEqualTypeOf<[number]>()
    expectTypeOf<CounterObject['reset']>().returns.toEqualTypeOf<undefined>()
    const _Mixed = traitObject('Mixed', {
      methods: { put: method('mut', [{ at: u32 }, { value: u64 }], f64) },
    })
    expectTypeOf<ObjectOf<typeof _Mixed>['put']>().parameters.toEqualTypeOf<[number, bigint]>()
  })

  it('B-4: supertraits bring their methods', () => {
    expectTypeOf<CounterObject['clone']>().returns.toEqualTypeOf<CounterObject>()
    expectTypeOf<CounterObject>().not.toHaveProperty('equals')
    expectTypeOf<ObjectOf<typeof Word>['compare']>().returns.toEqualTypeOf<number>()
    expectTypeOf<ObjectOf<typeof Word>['partialCompare']>().returns.toEqualTypeOf<number | undefined>()
    expectTypeOf<ObjectOf<typeof Steps>>().toExtend<Iterable<number>>()
  })

  it('B-5: the type is that of owned and of lent objects', () => {
    expectTypeOf<ViewOf<typeof Counter>>().toEqualTypeOf<CounterObject>()
    expectTypeOf<InputOf<typeof Counter.ref>>().toEqualTypeOf<CounterObject>()
    const _Take = fn({ counter: Counter }, Counter.mut)
    expectTypeOf<Parameters<ViewOf<typeof _Take>>>().toEqualTypeOf<[CounterObject]>()
  })

  it('B-3, B-6: implementations have all methods, but for those with a default', () => {
    expectTypeOf(implementTrait<CounterObject, object>).returns.toEqualTypeOf<CounterObject>()
    expectTypeOf(implementTrait(Counter, new Tally(1))).toEqualTypeOf<CounterObject>()
    // @ts-expect-error reset is missing
    const incomplete = (): unknown => implementTrait(Counter, { get: () => 1, add: () => 1 })
    // @ts-expect-error value gives a bigint
    const wrong = (): unknown => implementTrait(Level, { value: () => 'x', raise: (by: bigint) => by })
    expectTypeOf(incomplete).toBeFunction()
    expectTypeOf(wrong).toBeFunction()
  })

  it('B-8: boxes show and give their value', () => {
    const Point = struct('Point', { x: f64 })
    const _PointBox = boxLike('PointBox', Point)
    expectTypeOf<ViewOf<typeof _PointBox>>().toEqualTypeOf<Box<typeof Point>>()
    expectTypeOf<Box<typeof Point>['deref']>().returns.toEqualTypeOf<ViewOf<typeof Point>>()
    expectTypeOf<Box<typeof Point>['intoInner']>().returns.toEqualTypeOf<{ x: number }>()
    expectTypeOf<(typeof _PointBox)['new']>().parameter(0).toEqualTypeOf<InputOf<typeof Point>>()
  })
})
