import {
  traitOfDefinition,
  type AnyTrait,
  type connectDynamic,
  type ConnectionDescription,
} from 'abiding/connection'
import { describe, expectTypeOf, it } from 'vitest'

type Peer = ReturnType<typeof connectDynamic>

describe('a dynamic connection', () => {
  it('X-65: has methods of which nothing is known', () => {
    expectTypeOf<Peer['anything']>().toEqualTypeOf<(...values: unknown[]) => unknown>()
    expectTypeOf<Peer['$async']['anything']>().toEqualTypeOf<(...values: unknown[]) => Promise<unknown>>()
  })

  it('X-65: tells of itself as every connection does', () => {
    expectTypeOf<ReturnType<Peer['$describe']>>().toEqualTypeOf<ConnectionDescription>()
    expectTypeOf<ReturnType<Peer['$has']>>().toEqualTypeOf<boolean>()
    expectTypeOf<Peer>().toExtend<Disposable>()
    expectTypeOf(traitOfDefinition).returns.toEqualTypeOf<AnyTrait>()
  })
})
