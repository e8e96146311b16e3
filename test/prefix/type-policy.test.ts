// Policies for whole types, and the package that declares them.
import {
  accessibleIf,
  fn,
  implement,
  missing,
  prefixType,
  since,
  u32,
  type MissingFieldError,
  type TypePolicy,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const declare = <const M extends TypePolicy>(policy: M, packageName?: string) =>
  prefixType('Shop', {
    version: '1.1.0',
    missing: policy,
    prefix: { items: u32, hidden: accessibleIf(false, u32) },
    lastPrefixField: 'hidden',
    suffix: { sold: since('1.1.0', u32), own: since('1.1.0', missing.value(u32, 5)) },
    ...(packageName === undefined ? {} : { package: packageName }),
  })

/** What a reader gets of an instance of the first version. */
function read(type: ReturnType<typeof declare>): unknown[] {
  using old = implement(type.upTo('1.0.0'), { items: 3 })
  const { items, hidden, sold, own } = old.as(type)
  return [items, hidden, sold, own]
}

describe('the policy of a type', () => {
  it('P-7: stands for fields that may be missing and have none of their own', () => {
    expect(read(declare('option'))).toEqual([3, undefined, undefined, 5])
    expect(read(declare('default'))).toEqual([3, 0, 0, 5])
    expect(read(declare({ value: 8 }))).toEqual([3, 8, 8, 5])
    expect(refusal(() => read(declare('panic')))).toMatchObject({ code: 'ABI-P004', path: 'Shop.hidden' })
  })

  it('P-7, P-8: asks a function each time, with the name of the field', () => {
    const asked: string[] = []
    const type = declare({ with: (name: string) => asked.push(name) })
    expect(read(type)).toEqual([3, 1, 2, 5])
    expect(read(type)).toEqual([3, 3, 4, 5])
    expect(asked).toEqual(['hidden', 'sold', 'hidden', 'sold'])
  })

  it('P-7: makes functions that say which one is missing', () => {
    const Calls = prefixType('Calls', {
      version: '1.1.0',
      missing: {
        with: (name: string) => () => {
          throw new RangeError(`${name} is too new`)
        },
      },
      prefix: { old: fn({}, u32) },
      lastPrefixField: 'old',
      suffix: { late: since('1.1.0', fn({}, u32)) },
    })
    using old = implement(Calls.upTo('1.0.0'), { old: () => 1 })
    expect(() => old.as(Calls).late()).toThrow('late is too new')
  })

  it.each([null, {}, { with: 5 }, { with: () => 1, value: 2 }, { supply: () => 1 }, () => 1, 'with'])(
    'P-7: refuses %j',
    (policy) => {
      expect(refusal(() => declare(policy as never))).toMatchObject({
        code: 'ABI-L002',
        rule: 'P-7',
        path: 'Shop.missing',
      })
    },
  )
})

describe('the package of a type', () => {
  it('P-9: is said where a field is missing', () => {
    const of = (packageName?: string): MissingFieldError =>
      refusal(() => read(declare('panic', packageName))) as MissingFieldError
    expect(of('shops').field).toMatchObject({ packageName: 'shops', typeName: 'Shop' })
    expect(of('shops').expected).toBe('version 1.1.0 (or compatible) of package shops with 4 fields')
    expect(of().field.packageName).toBe('Shop')
  })

  it.each([null, 5, ''])('P-9: is a text: %j', (packageName) => {
    expect(refusal(() => declare('panic', packageName as never))).toMatchObject({
      code: 'ABI-L002',
      rule: 'P-9',
      path: 'Shop.package',
    })
  })
})
