// Policies of fields that a peer does not have. Each is read through the generated class and through the composed one.
import { inspect } from 'node:util'
import {
  accessibleIf,
  array,
  f64,
  fn,
  hasField,
  hostTarget,
  implement,
  layoutOf,
  MissingFieldError,
  missing,
  native,
  nullable,
  prefixType,
  RStr,
  since,
  snapshot,
  struct,
  u32,
  u64,
  viewPrefix,
  type ModuleOf,
  type PrefixType,
} from 'abiding'
import { afterAll, describe, expect, it } from 'vitest'
import { lowMask } from '../../src/prefix/mask.js'
import { makePrefixClass, prefixClassFor, type PrefixState } from '../../src/prefix/prefix-class.js'
import { refusal } from '../support/refusal.js'

const Word = struct('Word', { value: u64 })
const Count = fn({ id: u32 }, u32)
const Stats = struct('Stats', { rides: u32, km: f64, note: RStr })
let supplied = 0

const Shop = prefixType('Shop', {
  version: '1.2.0',
  prefix: { items: u32, price: Count },
  lastPrefixField: 'price',
  suffix: {
    bare: since('1.1.0', u32),
    option: since('1.1.0', missing.option(Count)),
    panic: since('1.1.0', missing.panic(Count)),
    with: since(
      '1.1.0',
      missing.with(Count, () => (supplied++, (id) => id * 100)),
    ),
    value: since('1.1.0', missing.value(u32, 77)),
    zero: since('1.2.0', missing.default(u64)),
    text: since('1.2.0', missing.default(RStr)),
    stats: since('1.2.0', missing.default(Stats)),
    list: since('1.2.0', missing.default(array(u32, 3))),
    close: since('1.2.0', missing.default(nullable(Count))),
    panicValue: since('1.2.0', missing.panic(f64)),
  },
})
type ShopModule = ModuleOf<typeof Shop>

/** The instance as the generated class and the composed one see it. */
function bothClasses(type: PrefixType, module: object, hasOwnClass = false): ShopModule[] {
  const { $memory, $offset, $mask, $peer } = module as PrefixState
  return [true, false].map((generate) => {
    const Accessor = makePrefixClass(type, hostTarget(), {
      generate,
      ...(hasOwnClass ? { mask: $mask } : {}),
    })
    return new Accessor($memory, $offset, $mask, $peer) as unknown as ShopModule
  })
}

const old = implement(Shop.upTo('1.0.0'), { items: 3, price: (id) => id + 1 })
afterAll(() => old[Symbol.dispose]())
const views = bothClasses(Shop, old.as(Shop))

describe.each([
  ['generated', views[0]!],
  ['composed', views[1]!],
  ['bound', old.as(Shop)],
])('reading an old peer through the %s class', (_, shop) => {
  it('P-7: fields of the prefix are there', () => {
    expect(shop.items).toBe(3)
    expect(shop.price(4)).toBe(5)
    expect(hasField(shop, 'items')).toBe(true)
  })

  it('P-8: option gives undefined', () => {
    expect(shop.bare).toBeUndefined()
    expect(shop.option).toBeUndefined()
  })

  it('P-9: panic throws with everything that is known', () => {
    const error = refusal(() => shop.panic)
    expect(error).toBeInstanceOf(MissingFieldError)
    expect(error).toMatchObject({
      code: 'ABI-P004',
      rule: 'P-9',
      path: 'Shop.panic',
      field: {
        index: 4,
        name: 'panic',
        typeName: 'Shop',
        since: '1.1.0',
        expectedVersion: '1.2.0',
        expectedCount: 13,
        foundVersion: '1.0.0',
        foundCount: 2,
      },
    })
    expect(refusal(() => shop.panicValue)).toMatchObject({ field: { index: 12, since: '1.2.0' } })
  })

  it('P-8: with asks the supplier each time', () => {
    const before = supplied
    expect(shop.with(3)).toBe(300)
    expect(shop.with(4)).toBe(400)
    expect(supplied).toBe(before + 2)
  })

  it('P-8: value gives the value', () => {
    expect(shop.value).toBe(77)
  })

  it('P-8: default gives what reading the default value gives', () => {
    expect(shop.zero).toBe(0n)
    expect(shop.text).toBe('')
    expect(snapshot(shop.stats)).toEqual({ rides: 0, km: 0, note: '' })
    expect([...shop.list]).toEqual([0, 0, 0])
    expect(shop.close).toBeNull()
  })

  it("P-8: what default gives is nobody else's", () => {
    const { stats } = shop
    stats.rides = 9
    expect(shop.stats.rides).toBe(0)
  })

  it('P-8: asking whether a field is there, and printing, throw nothing and supply nothing', () => {
    const before = supplied
    expect(
      Shop.fields.filter((field) => hasField(shop, field.name as never)).map((field) => field.name),
    ).toEqual(['items', 'price'])
    expect(inspect(shop)).toMatch(/^Shop 1\.0\.0 \{/)
    expect(inspect(shop)).toContain('items: 3')
    expect(inspect(shop)).toContain('panic: <missing, panic>')
    expect(inspect(shop)).toContain('with: <missing, with>')
    expect(JSON.stringify({ shop })).toBe('{"shop":{"items":3}}')
    expect(inspect({ shop }, { depth: -1 }) + inspect({ shop }, { depth: 0 })).toContain('[Shop]')
    expect(supplied).toBe(before)
  })
})

describe('reading a peer that has the fields', () => {
  const given = {
    items: 1,
    price: (id: number) => id,
    bare: 2,
    option: (id: number) => id + 2,
    panic: (id: number) => id + 3,
    with: (id: number) => id + 4,
    value: 5,
    zero: 6n,
    text: 'seven',
    stats: { rides: 8, km: 8.5, note: 'acht' },
    list: [9, 10, 11],
    close: null,
    panicValue: 12.5,
  }
  const now = implement(Shop, given)
  afterAll(() => now[Symbol.dispose]())

  const seen = [...bothClasses(Shop, now.as()), ...bothClasses(Shop, now.as(), true), now.as()]
  it.each(seen.map((view) => [view] as const))('P-8: gives what is there, whatever the policy', (shop) => {
    const before = supplied
    expect([
      shop.items,
      shop.price(1),
      shop.bare,
      shop.option?.(1),
      shop.panic(1),
      shop.with(1),
      shop.value,
    ]).toEqual([1, 1, 2, 3, 4, 5, 5])
    expect([shop.zero, shop.text, snapshot(shop.stats), [...shop.list], shop.panicValue]).toEqual([
      6n,
      'seven',
      given.stats,
      [9, 10, 11],
      12.5,
    ])
    expect(supplied).toBe(before)
  })

  it('P-8: a null function is not a missing one', () => {
    using present = implement(Shop, given)
    expect(present.as().close).toBeNull()
    expect(hasField(present.as(), 'close')).toBe(true)
  })

  it('P-8: function fields are always the same function', () => {
    using present = implement(Shop, given)
    const shop = present.as()
    expect(shop.price).toBe(shop.price)
    expect(shop.price.name).toBe('price')
  })

  it('P-8: pointers of function fields are read when the object is made, functions are made when they are first read', () => {
    using present = implement(Shop, given)
    const { price: place } = Object.fromEntries(layoutOf(Shop).fields.map((field) => [field.name, field]))
    const word = native.at(Word, present.address + place!.offset)
    const address = word.value
    const { $memory, $offset, $mask, $peer } = present.as() as unknown as PrefixState
    for (const generate of [true, false]) {
      const Accessor = makePrefixClass(Shop, hostTarget(), { generate })
      const make = (): ModuleOf<typeof Shop> =>
        new Accessor($memory, $offset, $mask, $peer) as unknown as ModuleOf<typeof Shop>
      const before = make()
      word.value = 0x10000n
      const during = make()
      expect(before.price(7)).toBe(given.price(7))
      expect(before.price).toBe(before.price)
      expect(refusal(() => during.price)).toMatchObject({ code: 'ABI-C003', path: 'Shop.price' })
      word.value = address
      expect(refusal(() => during.price)).toMatchObject({ code: 'ABI-C003' })
    }
  })
})

describe('a field of the prefix with option', () => {
  it('P-7: is looked up in the mask, and the others are not', () => {
    const Mod = prefixType('Mod', {
      version: '1.0.0',
      prefix: { first: missing.option(u32), second: missing.panic(u32), third: u32 },
      lastPrefixField: 'third',
    })
    using instance = implement(Mod, { first: 1, second: 2, third: 3 })
    const { $memory, $offset, $peer } = instance.as() as unknown as PrefixState
    for (const generate of [true, false]) {
      const Accessor = makePrefixClass(Mod, hostTarget(), { generate })
      const read = (mask: bigint): unknown[] => {
        const view = new Accessor($memory, $offset, mask, $peer) as unknown as ModuleOf<typeof Mod>
        return [view.first, view.second, view.third]
      }
      expect(read(lowMask(3))).toEqual([1, 2, 3])
      expect(read(0b110n)).toEqual([undefined, 2, 3])
      // Only bindPrefix looks at the bits of the other two.
      expect(read(0n)).toEqual([undefined, 2, 3])
    }
  })
})

describe('instances of different versions', () => {
  const Header = struct('Header', { mask: u64 })
  const prototypeOf = (view: object): unknown => Object.getPrototypeOf(view)

  it('P-8: are read by classes that know what is there', () => {
    const Mod = prefixType('Mod', {
      version: '1.2.0',
      prefix: { first: u32 },
      lastPrefixField: 'first',
      suffix: { second: since('1.1.0', u32), third: since('1.2.0', missing.panic(u32)) },
    })
    using oldest = implement(Mod.upTo('1.0.0'), { first: 1 })
    using older = implement(Mod.upTo('1.1.0'), { first: 1, second: 2 })
    using whole = implement(Mod, { first: 1, second: 2, third: 3 })
    using another = implement(Mod, { first: 4, second: 5, third: 6 })
    const views = [oldest.as(Mod), older.as(Mod), whole.as(), another.as()]
    expect(new Set(views.map(prototypeOf)).size).toBe(3)
    expect(prototypeOf(whole.as())).toBe(prototypeOf(another.as()))
    expect(views.map(({ second }) => second)).toEqual([undefined, 2, 2, 5])
    expect(views.slice(2).map(({ third }) => third)).toEqual([3, 6])
    for (const view of views.slice(0, 2))
      expect(refusal(() => view.third)).toMatchObject({ code: 'ABI-P004', path: 'Mod.third' })
    // What the instance says of itself was read when the accessor object was made.
    native.at(Header, older.address).mask = lowMask(3)
    expect(refusal(() => views[1]!.third)).toMatchObject({ code: 'ABI-P004' })
    native.at(Header, whole.address).mask = lowMask(1)
    expect(views[2]!.third).toBe(3)
  })

  it('P-8: are read by four classes at most, which all see the same', () => {
    const names = Array.from({ length: 8 }, (_, index) => `f${index}`)
    const Mod = prefixType('Mod', {
      version: '1.0.0',
      prefix: { first: u32 },
      lastPrefixField: 'first',
      suffix: Object.fromEntries(names.map((name, index) => [name, missing.value(u32, 100 + index)])),
    })
    using instance = implement(Mod, {
      first: 1,
      ...Object.fromEntries(names.map((name, index) => [name, index])),
    })
    const { $memory, $offset, $peer } = instance.as() as unknown as PrefixState
    const views = [9, 1, 5, 3, 2, 9, 7, 4].map((count) => {
      const Accessor = prefixClassFor(Mod, hostTarget(), lowMask(count))
      const view = new Accessor($memory, $offset, lowMask(count), $peer) as Readonly<Record<string, unknown>>
      const expected = names.map((_, index) => (index + 1 < count ? index : 100 + index))
      expect(names.map((name) => view[name])).toEqual(expected)
      return view
    })
    expect(new Set(views.map(prototypeOf)).size).toBe(4)
    expect(prototypeOf(views[0]!)).toBe(prototypeOf(views[5]!))
  })

  it('P-8, P-12: a field that this side does not look for is missing in them all the same', () => {
    const declare = (isAccessible: boolean) =>
      prefixType('Mod', {
        version: '1.1.0',
        prefix: { first: accessibleIf(isAccessible, missing.value(u32, 77)), second: u32 },
        lastPrefixField: 'second',
        suffix: { third: since('1.1.0', u32) },
      })
    const Without = declare(false)
    using instance = implement(declare(true), { first: 1, second: 2, third: 3 })
    const view = viewPrefix(Without, instance.address)
    for (const one of [view, ...bothClasses(Without, view, true)] as unknown as (typeof view)[])
      expect([one.first, one.second, one.third]).toEqual([77, 2, 3])
  })
})

describe('declaring policies', () => {
  it('P-7: a field has one policy', () => {
    const error = refusal(() => missing.panic(missing.option(u32)))
    expect(error).toMatchObject({
      code: 'ABI-L002',
      rule: 'P-7',
      path: 'missing.panic',
      found: 'missing.option',
    })
    expect(refusal(() => missing.option(since('1.0.0', missing.value(u32, 1))))).toMatchObject({
      rule: 'P-7',
    })
  })

  it.each([undefined, null, 1000, {}])('P-7: %p is no supplier', (supply) => {
    expect(refusal(() => missing.with(u32, supply as never))).toMatchObject({
      code: 'ABI-L002',
      rule: 'P-7',
      path: 'missing.with',
    })
  })

  it('P-7: what has a policy is a type', () => {
    expect(refusal(() => missing.panic(5 as never))).toMatchObject({
      code: 'ABI-L002',
      path: 'missing.panic',
    })
    expect(refusal(() => since('1.0.0', undefined as never))).toMatchObject({
      code: 'ABI-L002',
      path: 'since',
    })
  })

  it('P-8: only accessor objects of prefix types can be asked for fields', () => {
    expect(refusal(() => hasField({} as { a: 1 }, 'a'))).toMatchObject({ code: 'ABI-V001' })
    expect(refusal(() => hasField(null as never, 'a'))).toMatchObject({ code: 'ABI-V001' })
    expect(refusal(() => hasField(old.as(Shop), 'nothing' as 'bare'))).toMatchObject({
      code: 'ABI-V001',
      path: 'Shop',
    })
  })
})
