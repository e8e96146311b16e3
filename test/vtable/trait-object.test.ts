import { describe, expect, it } from 'vitest'
import {
  f64,
  fn,
  implementTrait,
  layoutOf,
  method,
  NativeArena,
  struct,
  targets,
  traitObject,
  u32,
  type Supertrait,
} from '../../src/index.js'
import { Counter, Level, Steps, Tally, Word } from '../support/traits.js'

const refused = (path: string): object => expect.objectContaining({ code: 'ABI-B001', path })
const get = method('ref', {}, u32)

/** The words of a layout as the names of its scalars' owners. */
function words(type: Parameters<typeof layoutOf>[0]): string[] {
  return (
    layoutOf(type, targets['x86_64-linux']) as unknown as { fields: { name: string; offset: number }[] }
  ).fields.map(({ name, offset }) => `${name}@${offset}`)
}

describe('the layout of trait objects', () => {
  it('B-5: has the table first, or the object first', () => {
    expect([words(Counter), words(Counter.ref), words(Counter.mut)]).toEqual([
      ['methods@0', 'object@8'],
      ['methods@0', 'object@8'],
      ['methods@0', 'object@8'],
    ])
    expect([layoutOf(Counter).size, layoutOf(Counter.ref).size, layoutOf(Counter.mut).size]).toEqual([
      24, 16, 16,
    ])
    expect([words(Word), words(Word.ref)]).toEqual([
      ['object@0', 'vtable@16', 'methods@24'],
      ['object@0', 'vtable@8', 'methods@16'],
    ])
    expect(layoutOf(Word).size).toBe(32)
    expect([words(Steps), layoutOf(Steps).size]).toEqual([['object@0', 'vtable@16'], 24])
  })

  it('B-5: follows the size of pointers', () => {
    const target = Object.values(targets).find(({ pointerSize }) => pointerSize === 4)!
    expect(layoutOf(Counter, target).size).toBe(12)
  })

  it('B-3, B-9: has a table of the marker, the object table and the methods', () => {
    const { methodTable } = Counter.trait
    expect(methodTable!.fields.map(({ name }) => name)).toEqual([
      'sabi_tys',
      'sabi_vtable',
      'get',
      'add',
      'finish',
      'twice',
      'reset',
    ])
    expect(methodTable!.measure(targets['x86_64-linux']).fields.map(({ offset }) => offset)).toEqual([
      16, 16, 24, 32, 40, 48, 56,
    ])
    expect(methodTable!.lastPrefixField).toBe('finish')
    expect(methodTable!.fields.map(({ missing }) => missing?.policy)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'option',
      'panic',
    ])
  })

  it('B-9: has an object table of 19 fields for DynTrait, 6 for RObject', () => {
    const offsets = (trait: { readonly trait: typeof Word.trait }): number[] =>
      trait.trait.objectTable.measure(targets['x86_64-linux']).fields.map(({ offset }) => offset)
    expect(offsets(Word)).toEqual([
      16, 24, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 168, 200, 208, 240, 264, 288,
    ])
    expect(offsets(Counter)).toEqual([16, 16, 24, 32, 40, 48])
    const hidden = Word.trait.objectTable.fields.filter(({ isAccessible }) => isAccessible === false)
    expect(hidden.map(({ index }) => index)).toEqual([4, 7, 12, 13, 14, 15, 16, 17, 18])
  })

  it('B-3, P-3: has the methods of a version', () => {
    const first = Counter.upTo('1.0.0')
    expect([...first.trait.methods.keys()]).toEqual(['get', 'add', 'finish'])
    expect(first.trait.methodTable!.fields).toHaveLength(5)
    expect(() => Counter.upTo('2.0.0')).toThrow(expect.objectContaining({ code: 'ABI-P003' }))
  })

  it('B-3: may have no methods of its own', () => {
    const Anything = traitObject('Anything', { supertraits: ['Debug'] })
    using anything = implementTrait(Anything, { debug: () => 'anything' })
    expect([anything.debug(), layoutOf(Anything).size]).toEqual(['anything', 24])
  })
})

describe('what cannot be a trait', () => {
  const bad: [string, () => unknown, object][] = [
    ['no object', () => traitObject('T', 5 as never), refused('T')],
    ['another form', () => traitObject('T', { form: 'Arc' as never }), refused('T.form')],
    ['methods in a list', () => traitObject('T', { methods: 5 as never }), refused('T.methods')],
    ['a bare function type', () => traitObject('T', { methods: { get: fn({}) as never } }), refused('T.get')],
    [
      'an unknown last method',
      () => traitObject('T', { methods: { get }, lastPrefixMethod: 'put' as never }),
      refused('T.lastPrefixMethod'),
    ],
    [
      'a default for no method',
      () => traitObject('T', { methods: { get }, defaults: { put: () => 1 } as never }),
      refused('T.defaults.put'),
    ],
    [
      'a default that is no function',
      () => traitObject('T', { methods: { get }, defaults: { get: 1 as never } }),
      refused('T.defaults.get'),
    ],
    [
      'supertraits as text',
      () => traitObject('T', { supertraits: 'Clone' as never }),
      refused('T.supertraits'),
    ],
    ['an item alone', () => traitObject('T', { form: 'DynTrait', item: u32 }), refused('T.item')],
    [
      'an iterator without an item',
      () => traitObject('T', { form: 'DynTrait', supertraits: ['Iterator'] }),
      refused('T.item'),
    ],
  ]
  it.each(bad)('B-3: %s', (_name, declare, error) => {
    expect(declare).toThrow(error)
  })

  it.each<[string, readonly string[], 'RObject' | 'DynTrait']>([
    ['unknown', ['Copy'], 'RObject'],
    ['a name of all objects', ['toString'], 'RObject'],
    ['not in RObject', ['PartialEq'], 'RObject'],
    ['Eq without PartialEq', ['Eq'], 'DynTrait'],
    ['Ord without Eq', ['Ord', 'PartialEq', 'PartialOrd'], 'DynTrait'],
    ['Error without Debug', ['Error', 'Display'], 'RObject'],
  ])('B-4: supertraits that are %s', (_name, supertraits, form) => {
    const declare = (): unknown => traitObject('T', { form, supertraits: supertraits as Supertrait[] })
    expect(declare).toThrow(refused('T'))
  })

  it.each(['toString', 'then', 'clone'])('B-4: a method named %s', (name) => {
    expect(() => traitObject('T', { methods: { [name]: get }, supertraits: ['Clone'] })).toThrow(
      refused(`T.${name}`),
    )
  })

  it('B-3: methods with another receiver or thread rule', () => {
    expect(() => method('self' as never, {}, f64)).toThrow(refused('method'))
    expect(() => method('ref', {}, f64, { thread: 'main' as never })).toThrow(/thread/)
  })
})

describe('what does not implement a trait', () => {
  it('B-6: lacks methods, all of which are named', () => {
    expect(() => implementTrait(Counter, { get: () => 1 } as never)).toThrow(
      expect.objectContaining({
        code: 'ABI-B002',
        path: 'Counter → implementation',
        found: 'nothing for add, finish, reset, clone, debug, display',
      }),
    )
    expect(() => implementTrait(Level, null as never)).toThrow(expect.objectContaining({ code: 'ABI-B002' }))
  })

  it('B-6, B-11: may be what clone gives', () => {
    using counter = implementTrait(Counter, Object.assign(new Tally(1), { clone: () => ({}) as Tally }))
    expect(() => counter.clone()).toThrow(
      expect.objectContaining({ code: 'ABI-B002', path: 'Counter → clone → returns' }),
    )
  })
})

describe('what is no object', () => {
  it('B-5: is refused where one is written', () => {
    const Slot = struct('Slot', { counter: Counter })
    using level = implementTrait(Level, { value: () => 1n, raise: (by: bigint) => by })
    using arena = new NativeArena()
    const write = (value: unknown) => () => arena.allocate(Slot, { counter: value as never })
    expect(write(level)).toThrow(
      expect.objectContaining({ code: 'ABI-V001', path: 'Slot.counter', found: 'an object of Level' }),
    )
    expect(write(null)).toThrow(expect.objectContaining({ code: 'ABI-V001', found: 'null' }))
  })
})
