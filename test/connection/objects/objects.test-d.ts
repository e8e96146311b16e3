import { u32, u8 } from 'abiding'
import {
  boxedClosure,
  boxedTrait,
  bytes,
  closure,
  future,
  method,
  Result,
  string,
  trait,
  traitRef,
  type CallsOf,
  type FuturePromise,
  type ImplementationOf,
  type ResultInput,
  type ResultOf,
} from 'abiding/connection'
import { describe, expectTypeOf, it } from 'vitest'

const Door = trait('Door', { version: 0, methods: { knock: method({ times: u32 }, u32) } })

const _House = trait('House', {
  version: 0,
  methods: {
    each: method({ visit: closure([{ index: u32 }, { name: string }], u8) }),
    keep: method({ sink: boxedClosure({ chunk: bytes }) }),
    front: method({}, Result(boxedTrait(Door), string)),
    enter: method({ by: traitRef(Door) }),
    bell: method({}, boxedClosure({ chunk: bytes }, bytes)),
    build: method({ floors: u32 }, future(Result(u32, string), { send: true })),
    nested: method({ outer: closure({ inner: closure({ chunk: bytes }, u32) }, u32) }),
  },
})

type House = CallsOf<typeof _House>
type HouseBody = ImplementationOf<typeof _House>

describe('objects of connections', () => {
  it('X-23: closures are plain functions', () => {
    expectTypeOf<Parameters<House['each']>[0]>().toEqualTypeOf<(index: number, name: string) => number>()
    expectTypeOf<Parameters<HouseBody['each']>[0]>().toEqualTypeOf<(index: number, name: string) => number>()
  })

  it('X-23: closures take and give as methods do, turned around for those that a peer calls', () => {
    type Chunk = Uint8Array | readonly number[]
    expectTypeOf<Parameters<House['keep']>[0]>().toEqualTypeOf<(chunk: Uint8Array) => void>()
    expectTypeOf<Parameters<Parameters<HouseBody['keep']>[0]>>().toEqualTypeOf<[chunk: Chunk]>()
    expectTypeOf<Parameters<ReturnType<House['bell']>>[0]>().toEqualTypeOf<Chunk>()
    expectTypeOf<ReturnType<ReturnType<House['bell']>>>().toEqualTypeOf<Uint8Array>()
    expectTypeOf<ReturnType<HouseBody['bell']>>().toEqualTypeOf<(chunk: Uint8Array) => Chunk>()
    type Outer = Parameters<House['nested']>[0]
    expectTypeOf<Parameters<Parameters<Outer>[0]>[0]>().toEqualTypeOf<Chunk>()
  })

  it('X-24, X-26: owned ones are disposed of', () => {
    expectTypeOf<ReturnType<House['bell']>>().toExtend<Disposable>()
    expectTypeOf<Parameters<HouseBody['keep']>[0]>().toExtend<Disposable>()
    type Front = Extract<ReturnType<House['front']>, { isOk: true }>['ok']
    expectTypeOf<Front>().toExtend<Disposable>()
    expectTypeOf<Front['knock']>().toEqualTypeOf<(times: number) => number>()
  })

  it('X-25: a peer gets an implementation or an object of another peer', () => {
    expectTypeOf<{ knock: (times: number) => number }>().toExtend<Parameters<House['enter']>[0]>()
    expectTypeOf<CallsOf<typeof Door>>().toExtend<Parameters<House['enter']>[0]>()
    // @ts-expect-error: it has no method knock
    expectTypeOf<{ ring: () => void }>().toExtend<Parameters<House['enter']>[0]>()
  })

  it('X-27: futures are promises', () => {
    expectTypeOf<ReturnType<House['build']>>().toEqualTypeOf<FuturePromise<ResultOf<number, string>>>()
    expectTypeOf<Awaited<ReturnType<House['build']>>>().toEqualTypeOf<ResultOf<number, string>>()
    expectTypeOf<ReturnType<HouseBody['build']>>().toEqualTypeOf<PromiseLike<ResultInput<number, string>>>()
  })
})
