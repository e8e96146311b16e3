// Many exchanges of values of all sorts: what the allocator of Rust counts is back where it was, and so is what this side counts.
import { describe, expect, it } from 'vitest'
import { implementTrait, type ObjectOf } from '../../../src/index.js'
import { requireTool } from '../../support/tools.js'
import { heldNow, loadExchange, Sink } from './exchange.js'

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadExchange() : undefined!

/** How many values cross the border in all. */
const exchanges = process.env['CI'] ? 1_000_000 : 100_000
/** How many of them one batch makes. */
const perBatch = 2048

/** Counts what is taken; the texts in it are dropped. */
class Scale {
  static dropped = 0
  taken = 0
  take(item: { readonly name: Disposable; readonly tags: Disposable }): number {
    item.name[Symbol.dispose]()
    item.tags[Symbol.dispose]()
    return (this.taken += 1)
  }
  name(): string {
    return 'a scale'
  }
  find(): undefined {
    return undefined
  }
  attempt(value: number): { ok: number } {
    if (value === 0) throw new RangeError('zero')
    return { ok: value }
  }
  finish(): object[] {
    return Array.from({ length: this.taken }, (_, id) => ({
      id,
      name: `item ${id}`,
      weight: 1,
      parent: id,
      tags: ['a', ''],
    }))
  }
  debug(): string {
    return 'Scale'
  }
  [Symbol.dispose](): void {
    Scale.dropped += 1
  }
}

const scale = (): ObjectOf<typeof Sink> => implementTrait(Sink, new Scale() as never)

const parts = 5

/** Structs of five values each, there and back: 10 exchanges for each. */
function exchangeMixed(count: number, keeps: boolean): number {
  const values = Array.from({ length: count }, (_, index) => ({
    text: `text ${index}`,
    numbers: [index, index + 1],
    boxed: BigInt(index),
    error: index % 2 === 0 ? new RangeError(`error ${index}`) : undefined,
    outcome: index % 3 === 0 ? { err: index } : { ok: 'fine' },
  }))
  using back = rust.mixed_exchange(values as never, keeps)
  expect(back.length).toBe(count)
  // A look at one of them: the others are dropped unseen.
  const last = back.at(count - 1)
  expect(String(last.text)).toBe(`text ${count - 1}`)
  return 2 * parts * count
}

/** Items that Rust gives to an object of this side, and those that the object gives: 3 and 4 values each. */
function exchangeItems(count: number): number {
  using items = rust.sink_batch(scale(), count)
  expect(items.length).toBe(count)
  return 7 * count
}

/** Objects and errors one by one, in both directions. */
function exchangeObjects(count: number): number {
  for (let round = 0; round < count; round += 1) {
    rust.sink_drop(scale())[Symbol.dispose]()
    rust.sink_drop(rust.sink_new())[Symbol.dispose]()
    rust.error_spell(rust.error_new('of Rust'))[Symbol.dispose]()
    rust.error_spell(new RangeError('of TypeScript'))[Symbol.dispose]()
    rust.text_reverse(rust.text_append('of TypeScript', '!'))[Symbol.dispose]()
    using sink = scale()
    rust.sink_attempt(sink, round % 2)[Symbol.dispose]()
  }
  return 14 * count
}

/** Maps of Rust and of this side. */
function exchangeMaps(count: number): number {
  using map = rust.map_batch(count)
  expect(map.size).toBe(count)
  rust.map_drop_batch(new Map(Array.from({ length: count }, (_, key) => [key, `value ${key}`])))
  return 4 * count
}

/** One batch; gives how many values crossed the border. */
function exchange(count: number): number {
  return (
    exchangeMixed(count / 16, true) +
    exchangeMixed(count / 16, false) +
    exchangeItems(count / 32) +
    exchangeObjects(count / 64) +
    exchangeMaps(count / 64)
  )
}

describe.runIf(hasCargo)('exchanges without end', () => {
  it('O-1, B-7, T-3 to T-7, T-20 to T-32: leave nothing behind', { timeout: 300_000 }, () => {
    // What is made at the first use lives on.
    exchange(64)
    const [before, dropped] = [heldNow(rust), Scale.dropped]
    let made = 0
    while (made < exchanges) made += exchange(perBatch)
    expect(heldNow(rust)).toEqual(before)
    expect(made).toBeGreaterThanOrEqual(exchanges)
    expect(Scale.dropped).toBeGreaterThan(dropped)
  })
})
