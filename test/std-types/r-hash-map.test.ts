import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  array,
  bindFunction,
  exportFunction,
  fn,
  layoutOf,
  locationOf,
  NativeArena,
  own,
  RBox,
  RHashMap,
  RStr,
  RString,
  struct,
  u32,
  u64,
  u8,
  unit,
} from '../../src/index.js'
import { hostMaps } from '../../src/std-types/host-map.js'
import { spellKey } from '../../src/std-types/spell-key.js'

const Point = struct('Point', { x: u32, y: u32 })
const Points = RHashMap(Point, RString)

afterEach(() => expect(hostMaps.size).toBe(0))

describe('maps of TypeScript', () => {
  it('T-60: are the same type for the same types, and 24 bytes', () => {
    expect(RHashMap(Point, RString)).toBe(Points)
    expect(layoutOf(Points)).toMatchObject({ size: 24, alignment: 8 })
    expect(Points.abiStable).toEqual({ name: 'RHashMap', parameters: [Point, RString] })
  })

  it('T-61, T-64: find structs by what they hold', () => {
    using map = Points.from([[{ x: 1, y: 2 }, 'one']])
    map.set({ x: 1, y: 2 }, 'two').set({ x: 2, y: 1 }, 'three')
    expect(map.size).toBe(2)
    expect(String(map.get({ x: 1, y: 2 }))).toBe('two')
    expect(map.has({ x: 3, y: 3 })).toBe(false)
    expect(JSON.stringify(map)).toBe('[[{"x":1,"y":2},"two"],[{"x":2,"y":1},"three"]]')
    expect(inspect(map)).toContain('Map(2)')
    const [point] = map.keys()
    expect(map.delete(point!)).toBe(true)
    expect([...map.keys()].map((one) => one.x)).toEqual([2])
    map.forEach((value, key) => expect([String(value), key.y]).toEqual(['three', 1]))
  })

  it('T-60: hold keys and values of all sorts', () => {
    using set = RHashMap(u8, unit).from([[1, undefined]])
    expect([set.has(1), set.has(2), set.get(1), set.toMap().size]).toEqual([true, false, undefined, 1])
    using boxed = RHashMap(RBox(u32), RBox(RString)).from([[7, 'seven']])
    expect(String(boxed.get(7)!.deref())).toBe('seven')
    using taken = boxed.take(7)!
    expect(String(taken.deref())).toBe('seven')
    using pairs = RHashMap(array(u8, 2), u64).from([[[1, 2], 3n]])
    expect([pairs.get([1, 2]), pairs.get([2, 1])]).toEqual([3n, undefined])
    using borrowed = RHashMap(RStr, u8).from([])
    expect(borrowed.has('a')).toBe(false)
    expect(() => borrowed.set('a', 1)).toThrow(expect.objectContaining({ code: 'ABI-V004' }))
  })

  it('T-60, O-4: are made where maps are declared, or not at all', () => {
    const Slot = struct('Slot', { map: Points, number: u8 })
    using arena = new NativeArena()
    const slot = arena.allocate(Slot, { map: [[{ x: 0, y: 0 }, 'nil']], number: 1 })
    expect(slot.map.size).toBe(1)
    expect(() => slot.map.intoEntries()).toThrow(expect.objectContaining({ code: 'ABI-B003' }))
    own(slot.map)[Symbol.dispose]()
    using text = RString.from('kept')
    expect(() => arena.allocate(Slot, { map: [[{ x: 0, y: 0 }, text]], number: 300 })).toThrow(
      expect.objectContaining({ code: 'ABI-V002' }),
    )
    expect(String(text)).toBe('kept')
    expect(() => arena.allocate(Slot, { map: 'ab', number: 1 } as never)).toThrow(
      expect.objectContaining({ code: 'ABI-V001', path: 'Slot.map' }),
    )
  })

  it('T-57: that lead nowhere are refused', () => {
    using arena = new NativeArena()
    const slot = arena.allocate(struct('S', { map: Points }), { map: [] })
    own(slot.map)[Symbol.dispose]()
    const { memory, offset } = locationOf(slot)
    const [data, table] = [0, 16].map((at) => memory.view.getBigUint64(offset + at, true))
    memory.view.setBigUint64(offset, 0n, true)
    expect(() => slot.map).toThrow(expect.objectContaining({ code: 'ABI-M001' }))
    memory.view.setBigUint64(offset, data!, true)
    expect(() => slot.map.size).toThrow(expect.objectContaining({ code: 'ABI-B005' }))
    memory.view.setBigUint64(offset + 16, table! + 1n, true)
    expect(() => slot.map).toThrow(/ABI-[MP]0/)
  })

  it('T-63: lend places that are good for one use', () => {
    using map = RHashMap(RString, u32).from([['a', 1]])
    const unused = map.entry('b')
    unused[Symbol.dispose]()
    expect(map.size).toBe(1)
    expect(() => map.entry('c').orInsert(-1)).toThrow(expect.objectContaining({ code: 'ABI-V002' }))
    using entry = map.entry('a')
    expect([String(entry.key), entry.remove()]).toEqual(['a', 1])
    expect(() => entry.key).toThrow(expect.objectContaining({ code: 'ABI-U021' }))
    map.clear()
    expect(map.size).toBe(0)
  })

  it('T-62: are emptied by whoever takes their pairs', () => {
    const Take = fn({ map: RHashMap(u32, RString) }, u32)
    using exported = exportFunction(Take, (map) => {
      let sum = 0
      for (const [key, value] of map.intoEntries()) {
        sum += key
        value[Symbol.dispose]()
        if (sum > 2) break
      }
      return sum
    })
    const take = bindFunction(exported.address, Take, 'take')
    expect(take(new Map([1, 2, 3].map((key) => [key, String(key)])))).toBe(3)
  })

  it('T-64: spell equal keys alike, and others otherwise', () => {
    const plain = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.bigInt(),
      fc.boolean(),
      fc.array(fc.oneof(fc.string(), fc.integer())),
      fc.record({ a: fc.string(), b: fc.oneof(fc.integer(), fc.string()) }),
    )
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        const isEqual = inspect(one, { depth: null }) === inspect(other, { depth: null })
        expect(spellKey(one) === spellKey(other)).toBe(isEqual)
        expect(spellKey(structuredClone(one))).toBe(spellKey(one))
      }),
    )
    expect(spellKey(['a,b'])).not.toBe(spellKey(['a', 'b']))
    expect(spellKey(new Map([['a', 1]]))).toBe(spellKey(new Map([['a', 1]])))
    expect(spellKey(null)).not.toBe(spellKey(undefined))
  })
})
