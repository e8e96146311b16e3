// The methods of objects exist in two forms, made from source text and made of closures.
import { describe, expect, it } from 'vitest'
import { implementTrait, type ObjectOf } from '../../src/index.js'
import { installMethods } from '../../src/vtable/object-methods.js'
import type { ObjectType } from '../../src/vtable/trait-object.js'
import { Counter, Tally } from '../support/traits.js'

describe.each([true, false])('methods made from source text: %s', (generate) => {
  type Calls = ObjectOf<typeof Counter>
  const methods = {} as Record<keyof Calls & string, (this: unknown, ...values: unknown[]) => unknown>
  installMethods(methods, Counter as unknown as ObjectType, generate)

  it('B-3: call with the data pointer', () => {
    using counter = implementTrait(Counter, new Tally(1))
    expect(methods.add.call(counter, 4)).toBe(5)
    expect(methods.get.call(counter)).toBe(5)
    expect(methods.add.name).toBe('add')
  })

  it('B-3, K-1: check their arguments', () => {
    using counter = implementTrait(Counter, new Tally(1))
    expect(() => methods.add.call(counter)).toThrow(
      expect.objectContaining({ code: 'ABI-C001', path: 'Counter.add', expected: '1 (by)', found: '0' }),
    )
    expect(() => methods.add.call(counter, 'x')).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
    expect(counter.get()).toBe(1)
  })

  it('B-7: refuse what is gone', () => {
    const counter = implementTrait(Counter, new Tally(1))
    counter[Symbol.dispose]()
    expect(() => methods.get.call(counter)).toThrow(
      expect.objectContaining({ code: 'ABI-M004', path: 'Counter.get' }),
    )
  })

  it('B-9: take the default for what the implementation lacks', () => {
    using counter = implementTrait(Counter, new Tally(4))
    expect(methods.twice.call(counter)).toBe(8)
  })
})
