// Values of all sorts, to Rust and back: what Rust makes of them is what they are, and nothing is left over.
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { implement, snapshot, type Infer, type InputOf, type RString } from '../../../src/index.js'
import { requireTool } from '../../support/tools.js'
import type { Item } from './exchange.js'
import { heldNow, loadExchange, Tool } from './exchange.js'

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadExchange() : undefined!

beforeEach(() => {
  if (!hasCargo) return
  // What is bound at the first use lives on.
  rust.text_drop('')
  text(rust.error_new('first'))
  const before = heldNow(rust)
  return () => expect(heldNow(rust)).toEqual(before)
})

/** Uses something and drops it. */
function use<T extends Disposable, Result>(value: T, look: (value: T) => Result): Result {
  using owned = value
  return look(owned)
}

const text = (value: Disposable & { toString(): string }): string => use(value, String)

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', '\0', 'a\0b', 'grüß dich', '日本語', '👩‍👩‍👧', 'x'.repeat(1000)),
)
const u32s = fc.nat(2 ** 32 - 1)
const items: fc.Arbitrary<Infer<typeof Item>> = fc.record({
  id: u32s,
  name: texts,
  weight: fc.double({ noNaN: true }),
  parent: fc.option(u32s, { nil: undefined }),
  tags: fc.array(texts, { maxLength: 3 }),
})
const lists = fc.array(items, { maxLength: 6 })

/** Plain copies of the items of a vector, which is dropped. */
const plain = (vector: Disposable & { toJSON(): unknown }): unknown =>
  use(vector, (one) => snapshot(one as never))

describe.runIf(hasCargo)('strings', () => {
  it('T-3 to T-7: go as they are, and come back as what Rust makes of them', () => {
    fc.assert(
      fc.property(texts, texts, fc.nat(20), (one, more, count) => {
        const characters = [...one]
        expect(text(rust.text_copy(one))).toBe(one)
        expect(text(rust.text_relay(one))).toBe(one)
        expect(text(rust.text_reverse(one))).toBe(characters.reverse().join(''))
        expect(text(rust.text_append(one, more))).toBe(one + more)
        expect(text(rust.text_first(one, count))).toBe([...one].slice(0, count).join(''))
        expect(rust.text_drop(one)).toBe(Buffer.byteLength(one))
      }),
    )
  })

  it('T-3 to T-7: of Rust go back to where they came from', () => {
    fc.assert(
      fc.property(texts, texts, (one, more) => {
        expect(text(rust.text_append(rust.text_copy(one), more))).toBe(one + more)
        expect(text(rust.text_reverse(rust.text_copy(one)))).toBe([...one].reverse().join(''))
      }),
    )
  })
})

describe.runIf(hasCargo)('vectors', () => {
  it('T-3 to T-7: of structs that own something', () => {
    fc.assert(
      fc.property(lists, (list) => {
        expect(plain(rust.items_relay(list))).toEqual(list)
        expect(plain(rust.items_reverse(list))).toEqual([...list].reverse())
        expect(plain(rust.items_reverse(rust.items_reverse(list)))).toEqual(list)
        const rotated = [...list.slice(1), ...list.slice(0, 1)]
        expect(plain(rust.items_rotate(list))).toEqual(rotated)
        expect(plain(rust.items_rotate(rust.items_reverse(list)))).toEqual(
          [...list].reverse().slice(1).concat(list.slice(-1)),
        )
      }),
    )
  })

  it('T-3 to T-7: of plain structs and of numbers', () => {
    const points = fc.array(
      fc.record({ x: fc.double({ noNaN: true }), y: fc.double({ noNaN: true }), tag: fc.nat(255) }),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(points, fc.array(u32s, { maxLength: 50 }), (list, numbers) => {
        expect(plain(rust.points_relay(list))).toEqual(list)
        expect(plain(rust.points_scale(list, 2))).toEqual(
          list.map(({ x, y, tag }) => ({ x: x * 2, y: y * 2, tag })),
        )
        expect(use(rust.numbers_double(numbers), (all) => [...all])).toEqual([...numbers, ...numbers])
        expect(rust.numbers_sum(numbers)).toBe(numbers.reduce((sum, one) => sum + BigInt(one), 0n))
      }),
    )
  })

  it('T-3 to T-7: of vectors', () => {
    const rows = fc.array(fc.array(fc.nat(65_535), { maxLength: 4 }), { maxLength: 5 })
    fc.assert(
      fc.property(rows, (grid) => {
        const width = Math.max(0, ...grid.map((row) => row.length))
        const columns = Array.from({ length: width }, (_, x) =>
          grid.filter((row) => x < row.length).map((row) => row[x]),
        )
        const found = use(rust.grid_transpose(grid), (all) => [...all].map((row) => [...row]))
        expect(found).toEqual(columns)
      }),
    )
  })
})

describe.runIf(hasCargo)('options and results', () => {
  type Nest = { isOk: true; ok: string | undefined } | { isOk: false; err: number } | undefined
  const nests: fc.Arbitrary<Nest> = fc.oneof(
    fc.constant(undefined),
    u32s.map((err) => ({ isOk: false, err }) as const),
    fc.option(texts, { nil: undefined }).map((ok) => ({ isOk: true, ok }) as const),
  )
  const spelled = (nest: Nest): string =>
    nest === undefined
      ? 'nothing'
      : !nest.isOk
        ? `error ${nest.err}`
        : nest.ok === undefined
          ? 'no text'
          : `text ${nest.ok}`

  it('T-20 to T-26: inside of each other', () => {
    fc.assert(
      fc.property(nests, (nest) => {
        expect(text(rust.nest_spell(nest))).toBe(spelled(nest))
        const back = rust.nest_relay(nest)
        const ok = back?.isOk === true && back.ok !== undefined ? text(back.ok) : undefined
        expect(back?.isOk === true ? { isOk: true, ok } : back).toEqual(nest)
      }),
    )
  })

  it('T-20 to T-26: of nothing, of options, and turned around', () => {
    const options = fc.option(u32s, { nil: undefined })
    fc.assert(
      fc.property(options, texts, u32s, (option, ok, err) => {
        expect(rust.option_wrap(option)).toEqual({ some: option })
        expect(rust.option_relay({ some: option })).toEqual({ some: option })
        expect(rust.option_flatten({ some: option })).toBe(option)
        const flipped = rust.result_flip({ ok })
        expect(flipped.isOk).toBe(false)
        expect(flipped.isOk ? '' : text(flipped.err)).toBe(ok)
        expect(rust.result_flip({ err })).toEqual({ isOk: true, ok: err })
      }),
    )
    expect(rust.option_relay(undefined)).toBeUndefined()
    expect(rust.option_flatten(undefined)).toBeUndefined()
  })
})

describe.runIf(hasCargo)('maps', () => {
  const maps = fc.array(fc.tuple(texts, u32s), { maxLength: 8 }).map((entries) => new Map(entries))
  const sorted = (map: ReadonlyMap<string, number>): unknown[] =>
    [...map].sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)))

  it('T-60 to T-65: of Rust, in TypeScript', () => {
    fc.assert(
      fc.property(maps, (map) => {
        const made = rust.map_of([...map] as never)
        expect(use(made, (one) => snapshot(one as never))).toEqual(map)
      }),
    )
  })

  it('T-60 to T-65: of TypeScript, in Rust', () => {
    fc.assert(
      fc.property(maps, (map) => {
        const entries = use(rust.map_entries(map as never), (all) => snapshot(all as never)) as object[]
        expect(entries.map((entry) => Object.values(entry))).toEqual(sorted(map))
        const again = use(rust.map_entries(rust.map_of([...map] as never)), (all) => snapshot(all as never))
        expect((again as object[]).map((entry) => Object.values(entry))).toEqual(sorted(map))
        expect(use(rust.map_relay(map as never), (one) => snapshot(one as never))).toEqual(map)
      }),
      { numRuns: 30 },
    )
  })

  it('T-60 to T-65: of vectors', () => {
    using groups = rust.map_group([5, 10, 6, 11, 7], 5)
    expect(snapshot(groups as never)).toEqual(
      new Map([
        [0, Uint32Array.of(5, 10)],
        [1, Uint32Array.of(6, 11)],
        [2, Uint32Array.of(7)],
      ]),
    )
  })
})

describe.runIf(hasCargo)('errors', () => {
  it('T-27 to T-32: of Rust, in TypeScript', () => {
    fc.assert(
      fc.property(texts, (reason) => {
        expect(text(rust.error_new(reason))).toBe(`because of ${reason}`)
        expect(text(rust.error_spell(rust.error_new(reason)))).toContain(`because of ${reason}|Reason`)
      }),
    )
    expect(rust.parse('-17')).toEqual({ isOk: true, ok: -17n })
    const refused = rust.parse('12x')
    expect(refused.isOk ? '' : text(refused.err)).toBe('invalid digit found in string')
  })

  it('T-27 to T-32: of TypeScript, in Rust', () => {
    fc.assert(
      fc.property(texts, (reason) => {
        expect(text(rust.error_spell(new RangeError(reason) as never))).toContain(reason)
        expect(text(rust.error_relay(new RangeError(reason) as never))).toContain(reason)
      }),
    )
  })
})

describe.runIf(hasCargo)('prefix types with functions that take and give what is owned', () => {
  const tool = (): InputOf<never> =>
    ({
      name: 'a tool of TypeScript',
      change: (given: RString) => use(given, (one) => [...String(one)].reverse().join('')),
      filter: (given: Disposable, least: number) =>
        use(given, (all) => (snapshot(all as never) as Plain[]).filter((item) => item.weight >= least)),
      check: (given: string) => {
        if (given === '') throw new RangeError('nothing to check')
        return { ok: given.length }
      },
    }) as never
  type Plain = Infer<typeof Item>

  it('P-16, T-3 to T-7: of Rust, in TypeScript', () => {
    const { name, change, check } = rust.tool()
    expect(name).toBe('a tool of Rust')
    expect(text(change('grün'))).toBe('GRÜN')
    const checked = check!('')
    expect(checked.isOk ? '' : text(checked.err)).toBe('because of an empty text')
    expect(check!('abc')).toEqual({ isOk: true, ok: 3 })
  })

  it('P-16, T-3 to T-7: of TypeScript, in Rust', () => {
    using made = implement(Tool, tool())
    fc.assert(
      fc.property(texts, lists, fc.double({ noNaN: true }), (given, list, least) => {
        expect(text(rust.tool_change(made, given))).toBe([...given].reverse().join(''))
        const found = rust.tool_filter(made, list, least)
        expect(plain(found!)).toEqual(list.filter((item) => item.weight >= least))
      }),
      { numRuns: 50 },
    )
    expect(text(rust.tool_check(made, 'abc'))).toBe('ok 3')
    expect(text(rust.tool_check(made, ''))).toContain('nothing to check')
  })

  it('P-9, T-20: of an older version, in Rust', () => {
    const { name, change } = tool() as { name: unknown; change: unknown }
    using older = implement(Tool.upTo('1.0.0'), { name, change } as never)
    const made = older as never
    expect(text(rust.tool_change(made, 'ab'))).toBe('ba')
    expect(rust.tool_filter(made, [], 0)).toBeUndefined()
    expect(text(rust.tool_check(made, 'abc'))).toBe('nothing')
  })
})
