// Maps of abi_stable: those of Rust used here, and those of this library used in Rust.
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  array,
  fn,
  liveObjects,
  pointer,
  RHashMap,
  ROption,
  RStr,
  RString,
  RVec,
  struct,
  Tuple2,
  u32,
  u64,
  u8,
  unit,
  usize,
} from '../../../src/index.js'
import { hostMaps } from '../../../src/std-types/host-map.js'
import { hostObjects } from '../../../src/vtable/host-objects.js'
import { rustLibrary } from '../../support/rust-library.js'
import { requireTool } from '../../support/tools.js'

const Traced = struct('Traced', { id: u32 })
const Numbers = RHashMap(u32, u64)
const Texts = RHashMap(RString, RString)
const TracedMap = RHashMap(RString, Traced)
const Counts = RHashMap(RString, u32)
const Colours = RHashMap(array(u8, 3), array(u64, 3))
const Only = RHashMap(unit, u32)

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadFunctions() : undefined!

function loadFunctions() {
  const bind = rustLibrary('abi-stable/std-pointers')
  return {
    dropped: bind('traced_dropped', fn({}, usize)),
    numbers: bind('map_numbers', fn({ count: u32 }, Numbers)),
    numbersSum: bind('map_numbers_sum', fn({ map: pointer(Numbers) }, u64)),
    numbersTake: bind('map_numbers_take', fn({ map: Numbers }, u64)),
    colours: bind('map_colours', fn({}, Colours)),
    coloursDrive: bind('map_colours_drive', fn({ map: Colours }, u64)),
    only: bind('map_only', fn({}, Only)),
    onlyDrive: bind('map_only_drive', fn({ map: Only }, u32)),
    texts: bind('map_texts', fn({}, Texts)),
    textsTake: bind('map_texts_take', fn({ map: Texts }, RVec(Tuple2(RString, RString)))),
    textsGet: bind('map_texts_get', fn([{ map: pointer(Texts) }, { key: RStr }], ROption(RString))),
    traced: bind('map_traced', fn({ count: u32 }, TracedMap)),
    tracedTake: bind('map_traced_take', fn({ map: TracedMap }, u32)),
    drive: bind('map_drive', fn([{ map: Counts }, { keys: RVec(RString) }], RString)),
    drainSome: bind('map_drain_some', fn([{ map: pointer(TracedMap) }, { count: usize }], u32)),
    intoSome: bind('map_into_some', fn([{ map: TracedMap }, { count: usize }], u32)),
    clear: bind('map_clear', fn({ map: pointer(TracedMap) })),
  }
}

let dropped = 0
const since = (): number => rust.dropped() - dropped
const changed = expect.objectContaining({ code: 'ABI-U021' })

beforeEach(() => {
  if (!hasCargo) return
  dropped = rust.dropped()
  const before = liveObjects().length
  return () => {
    expect(liveObjects().slice(before)).toEqual([])
    expect([hostMaps.size, hostObjects.size]).toEqual([0, 0])
  }
})

/** A plain copy of what a vector of pairs holds, which it is emptied of. */
function plainPairs(pairs: ReturnType<typeof rust.textsTake>): [string, string][] {
  using held = pairs
  return [...held].map(([key, value]) => [String(key), String(value)])
}

const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('', '\0', 'grüß'))

describe.runIf(hasCargo)('maps of Rust', () => {
  it('T-60, T-61: are read and changed as maps are', () => {
    using map = rust.numbers(3)
    expect([map.size, map.capacity >= 3, map.has(1), map.has(9)]).toEqual([3, true, true, false])
    expect([map.get(2), map.get(9)]).toEqual([20n, undefined])
    map.set(9, 90n).set(2, 21n)
    expect(map.replace(2, 22n)).toBe(21n)
    expect(map.replace(11, 1n)).toBe(undefined)
    expect([map.delete(11), map.delete(11), map.take(9), map.take(9)]).toEqual([true, false, 90n, undefined])
    expect(new Map([...map].sort())).toEqual(
      new Map([
        [0, 0n],
        [1, 10n],
        [2, 22n],
      ]),
    )
    expect([...map.keys()].sort()).toEqual([0, 1, 2])
    expect(rust.numbersSum(map as never)).toBe(35n)
    map.update((value, key) => (key === 1 ? undefined : value + 1n))
    expect(map.toMap().get(2)).toBe(23n)
    map.reserve(1000)
    expect(map.capacity).toBeGreaterThanOrEqual(1003)
    map.clear()
    expect(map.size).toBe(0)
    expect(() => map.set(-1, 0n)).toThrow(
      expect.objectContaining({ code: 'ABI-V002', path: 'RHashMap_u32_u64.set → param key' }),
    )
    expect(rust.numbersTake(map)).toBe(0n)
    expect(() => map.size).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
  })

  it('T-51, T-61: own keys and values, and give them away once', () => {
    const map = rust.texts()
    map.set('a', 'one').set('grüß', '').set('a', 'two')
    expect(String(map.get('a'))).toBe('two')
    using key = RString.from('a')
    expect(String(map.get(key))).toBe('two')
    expect(String(key)).toBe('a')
    using old = map.replace('a', 'three')!
    expect(String(old)).toBe('two')
    using taken = map.take('a')!
    expect(String(taken)).toBe('three')
    using found = rust.textsGet(map, 'grüß')!
    expect(String(found)).toBe('')
    map.set(key, 'four')
    expect(() => key.byteLength).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
    expect(JSON.stringify(map)).toMatch(/"a":"four"/)
    expect(plainPairs(rust.textsTake(map))).toEqual([
      ['a', 'four'],
      ['grüß', ''],
    ])
  })

  it('T-61: leave what was to be moved where it was, if the other part is refused', () => {
    using map = rust.texts()
    using key = RString.from('key')
    expect(() => map.set(key, 7 as never)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
    expect(String(key)).toBe('key')
    expect(map.size).toBe(0)
  })

  it('T-62: drop what nobody took, exactly once', () => {
    {
      using map = rust.traced(10)
      expect([...map.values()].reduce((sum, { id }) => sum + id, 0)).toBe(45)
      const drained = []
      for (const [key, { id }] of map.drain()) {
        drained.push([String(key), id])
        key[Symbol.dispose]()
        if (drained.length === 3) break
      }
      expect([map.size, since()]).toEqual([0, 7])
    }
    expect(since()).toBe(7)
    const map = rust.traced(5)
    const rest = map.intoEntries()
    const [key] = rest.next().value!
    key[Symbol.dispose]()
    expect(() => map.size).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
    rest.return!()
    expect(since()).toBe(11)
    expect(rust.tracedTake(rust.traced(4))).toBe(6)
    expect(since()).toBe(15)
    rust.traced(2)[Symbol.dispose]()
    expect(since()).toBe(17)
  })

  it('T-62: refuse iterators and entries that they outlived', () => {
    using map = rust.numbers(3)
    const entries = map.entries()
    entries.next()
    const entry = map.entry(1)
    expect(() => entries.next()).toThrow(changed)
    map.set(7, 7n)
    expect(() => entry.get()).toThrow(changed)
    const drain = map.drain()
    drain.next()
    expect(map.delete(1)).toBe(false)
    expect(() => drain.next()).toThrow(changed)
    expect([...map]).toEqual([])
  })

  it('T-63: give the place of a key', () => {
    using map = rust.numbers(2)
    {
      using entry = map.entry(1)
      expect([entry.isOccupied, entry.key, entry.get()]).toEqual([true, 1, 10n])
      expect([entry.set(11n), entry.get(), entry.remove()]).toEqual([11n, 11n, 11n])
      expect(() => entry.get()).toThrow(changed)
    }
    expect(map.entry(1).orInsert(5n)).toBe(5n)
    expect(map.entry(1).orInsert(6n)).toBe(5n)
    using vacant = map.entry(8)
    expect([vacant.isOccupied, vacant.key, vacant.get(), vacant.remove()]).toEqual([
      false,
      8,
      undefined,
      undefined,
    ])
    expect(vacant.set(80n)).toBe(80n)
    expect(map.size).toBe(3)
  })

  it('T-61: hold what a model of them holds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), fc.array(text), (pairs, gone) => {
        const map = rust.texts()
        const model = new Map<string, string>()
        for (const [key, value] of pairs) {
          map.set(key, value)
          model.set(key, value)
        }
        for (const key of [...gone, ...pairs.slice(0, 2).map(([one]) => one)])
          expect(map.delete(key)).toBe(model.delete(key))
        expect(new Map([...map].map(([key, value]) => [String(key), String(value)]))).toEqual(model)
        expect(map.toMap()).toEqual(model)
        expect(new Map(plainPairs(rust.textsTake(map)))).toEqual(model)
      }),
    )
  })
})

describe.runIf(hasCargo)('maps of TypeScript', () => {
  it('T-64, T-65: do in Rust what those of Rust do', () => {
    const key = fc.oneof(fc.constantFrom('', 'a', 'b', 'c', 'grüß', '\0'), text)
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.nat(1000))), fc.array(key, { maxLength: 60 }), (pairs, keys) => {
        using difference = rust.drive(new Map(pairs), keys)
        expect(String(difference)).toBe('')
      }),
    )
  })

  it('T-64: are maps here too', () => {
    using map = Texts.from([
      ['a', 'one'],
      ['b', 'two'],
      ['a', 'three'],
    ])
    expect(map.toMap()).toEqual(
      new Map([
        ['a', 'three'],
        ['b', 'two'],
      ]),
    )
    map.set('c', 'four').delete('b')
    using found = rust.textsGet(map, 'c')!
    expect(String(found)).toBe('four')
    expect(rust.textsGet(map as never, 'b')).toBe(undefined)
    const other = map.entry('d').orInsert('five')
    expect(String(other)).toBe('five')
    for (const [key, value] of map.drain()) {
      key[Symbol.dispose]()
      value[Symbol.dispose]()
      break
    }
    expect(map.size).toBe(0)
  })

  it('T-64: are made of pairs where Rust takes maps', () => {
    expect(
      rust.numbersTake([
        [1, 2n],
        [3, 4n],
      ]),
    ).toBe(10n)
    expect(rust.tracedTake(new Map([['x', { id: 7 }]]))).toBe(7)
    expect(plainPairs(rust.textsTake(new Map([['', 'leer']])))).toEqual([['', 'leer']])
    expect(() => rust.numbersTake([[1, -1n]])).toThrow(
      expect.objectContaining({ code: 'ABI-V002', path: 'map_numbers_take → param map[0][1]' }),
    )
    expect(() => rust.numbersTake([1] as never)).toThrow(
      expect.objectContaining({ code: 'ABI-V001', path: 'map_numbers_take → param map[0]' }),
    )
    expect(() => rust.numbersTake(7 as never)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
    using key = RString.from('key')
    expect(() =>
      rust.textsTake([
        [key, 'x'],
        ['y', 7 as never],
      ]),
    ).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
    expect(String(key)).toBe('key')
  })

  it('T-64: are emptied, drained and dropped by Rust', () => {
    const pairs = (): [string, { id: number }][] => [
      ['a', { id: 1 }],
      ['b', { id: 2 }],
      ['c', { id: 3 }],
    ]
    using map = TracedMap.from(pairs())
    expect(rust.drainSome(map as never, 2)).toBe(3)
    expect(map.size).toBe(0)
    for (const [key, value] of pairs()) map.set(key, value)
    rust.clear(map)
    expect(map.size).toBe(0)
    expect(rust.intoSome(new Map(pairs()), 1)).toBe(1)
    expect(rust.tracedTake(new Map(pairs()))).toBe(6)
  })

  it('T-60: have keys and values that are arrays', () => {
    using map = rust.colours()
    expect([...map.toMap()]).toEqual([
      [
        [1, 2, 3],
        [1n, 2n, 3n],
      ],
    ])
    map.set([250, 0, 1], [2n ** 63n, 0n, 1n])
    expect([map.size, map.has([250, 0, 1]), map.has([1, 0, 250])]).toEqual([2, true, false])
    expect([...map.get([250, 0, 1])!]).toEqual([2n ** 63n, 0n, 1n])
    expect([...map.take([1, 2, 3])!]).toEqual([1n, 2n, 3n])
    {
      using entry = map.entry([9, 9, 9])
      expect([entry.isOccupied, [...entry.key], [...entry.orInsert([1n, 1n, 1n])]]).toEqual([
        false,
        [9, 9, 9],
        [1n, 1n, 1n],
      ])
    }
    using again = map.entry([9, 9, 9])
    expect([...again.remove()!]).toEqual([1n, 1n, 1n])
    // What Rust does with its own map, it does with one of this side.
    const pairs: [number[], bigint[]][] = [
      [
        [1, 2, 3],
        [1n, 2n, 3n],
      ],
    ]
    expect(rust.coloursDrive(rust.colours())).toBe(21_036n)
    expect(rust.coloursDrive(pairs)).toBe(21_036n)
  })

  it('T-60: have keys without bytes', () => {
    using map = rust.only()
    map.set(undefined, 3)
    expect([map.size, map.get(undefined), map.replace(undefined, 4), map.take(undefined)]).toEqual([
      1, 3, 3, 4,
    ])
    {
      using entry = map.entry(undefined)
      expect([entry.isOccupied, entry.key, entry.orInsert(8)]).toEqual([false, undefined, 8])
    }
    expect([...map.toMap()]).toEqual([[undefined, 8]])
    for (const made of [map, Only.from([[undefined, 8]]), [[undefined, 8]] as [undefined, number][]])
      expect(rust.onlyDrive(made)).toBe(857)
    expect(rust.onlyDrive([])).toBe(57)
  })
})
