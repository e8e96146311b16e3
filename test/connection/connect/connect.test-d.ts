import { u32, type Address } from 'abiding'
import {
  connect,
  exportTrait,
  method,
  Result,
  string,
  trait,
  type Connection,
  type ConnectionDescription,
  type ExportedTrait,
  type PackagedObject,
} from 'abiding/connection'
import { describe, expectTypeOf, it } from 'vitest'

const Till = trait('Till', {
  version: 0,
  methods: {
    add: method([{ cents: u32 }, { note: string }], Result(u32, string)),
    close: method({}),
  },
})

const implementation = {
  add: (cents: number, note: string) => (cents > 0 ? { ok: cents } : { err: note }),
  close: () => undefined,
}

describe('the types of connections', () => {
  it('X-8, X-9: are those of the methods', () => {
    type Till = Connection<typeof Till>
    expectTypeOf<Parameters<Till['add']>>().toEqualTypeOf<[number, string]>()
    expectTypeOf<ReturnType<Till['add']>>().toExtend<{ readonly isOk: boolean }>()
    expectTypeOf<ReturnType<Till['close']>>().toEqualTypeOf<undefined>()
    expectTypeOf<ReturnType<Till['$describe']>>().toEqualTypeOf<ConnectionDescription>()
    expectTypeOf<Till>().toExtend<Disposable>()
    expectTypeOf(connect(Till, implementation)).toEqualTypeOf<Till>()
    expectTypeOf(connect(Till, './till.so')).toEqualTypeOf<Till>()
    expectTypeOf(connect(Till, 0 as Address)).toEqualTypeOf<Till>()
    expectTypeOf(connect(Till, {} as PackagedObject)).toEqualTypeOf<Till>()
    expectTypeOf(connect(Till, {} as ExportedTrait)).toEqualTypeOf<Till>()
  })

  it('X-18: are promises on another thread', () => {
    type Async = Connection<typeof Till>['$async']
    expectTypeOf<Parameters<Async['add']>>().toEqualTypeOf<[number, string]>()
    expectTypeOf<ReturnType<Async['close']>>().toEqualTypeOf<Promise<undefined>>()
  })

  it('X-16: are asked of implementations', () => {
    expectTypeOf(exportTrait(Till, implementation)).toEqualTypeOf<ExportedTrait>()
    expectTypeOf(exportTrait(Till, () => implementation)).toEqualTypeOf<ExportedTrait>()
    // @ts-expect-error a method is missing
    exportTrait(Till, { close: () => undefined })
    // @ts-expect-error a result of another type
    connect(Till, { ...implementation, add: () => 7 })
    // @ts-expect-error a parameter of another type
    connect(Till, { ...implementation, add: (cents: string) => ({ err: cents }) })
  })
})
