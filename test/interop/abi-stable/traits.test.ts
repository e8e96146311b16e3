// Trait objects whose methods take and give what is owned: those of Rust here, those of TypeScript there, on this thread and
// on others.
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { implementTrait, own, snapshot, type Infer, type InputOf, type ObjectOf } from '../../../src/index.js'
import { requireTool } from '../../support/tools.js'
import type { Item } from './exchange.js'
import { heldNow, loadExchange, Sink } from './exchange.js'

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadExchange() : undefined!

type Plain = Infer<typeof Item>

const item = (id: number, name: string): Plain => ({
  id,
  name,
  weight: id / 2,
  parent: undefined,
  tags: ['ä', '\0'],
})

/** A sink in TypeScript: it keeps plain copies. */
class List {
  static dropped = 0
  readonly items: Plain[] = []

  take(given: { readonly name: Disposable; readonly tags: Disposable }): number {
    this.items.push(snapshot(given as never))
    // What came by value belongs to the method.
    given.name[Symbol.dispose]()
    given.tags[Symbol.dispose]()
    return this.items.length
  }
  name(): string {
    return 'a list in TypeScript'
  }
  find(name: string): InputOf<typeof Item> | undefined {
    return this.items.find((one) => one.name === name)
  }
  attempt(value: number): { ok: number } {
    if (value === 0) throw new RangeError('zero is refused')
    return { ok: value * 2 }
  }
  finish(): InputOf<typeof Item>[] {
    return this.items
  }
  debug(): string {
    return `List(${this.items.length})`
  }
  [Symbol.dispose](): void {
    List.dropped += 1
  }
}

const listSink = (list = new List()): ObjectOf<typeof Sink> => implementTrait(Sink, list as never)

beforeEach(async () => {
  if (!hasCargo) return
  // What is made at the first use lives on: tables, threads, what they know.
  rust.sink_drop(listSink())[Symbol.dispose]()
  text(rust.error_new('first'))
  ;(await rust.sink_drop_elsewhere.async(rust.sink_new()))[Symbol.dispose]()
  List.dropped = 0
  const before = heldNow(rust)
  return () => expect(heldNow(rust)).toEqual(before)
})

function text(value: Disposable & { toString(): string }): string {
  using owned = value
  return String(owned)
}

function plain(value: Disposable): unknown {
  using owned = value
  return snapshot(owned as never)
}

describe.runIf(hasCargo)('objects of Rust in TypeScript', () => {
  it('B-3, T-3 to T-7: take and give what is owned', () => {
    using sink = rust.sink_new()
    expect([sink.take(item(1, 'one')), sink.take(item(2, ''))]).toEqual([1, 2])
    expect(text(sink.name())).toBe('a bag')
    const found = sink.find('one')!
    expect(snapshot(found as never)).toEqual(item(1, 'one'))
    found.name[Symbol.dispose]()
    found.tags[Symbol.dispose]()
    expect(sink.find('three')).toBeUndefined()
    expect(sink.attempt(41)).toEqual({ isOk: true, ok: 42 })
    const refused = sink.attempt(0)
    expect(refused.isOk ? '' : text(refused.err)).toBe('because of zero')
    expect(plain(sink.finish())).toEqual([item(1, 'one'), item(2, '')])
  })

  it('B-7: move with what they hold', () => {
    const sink = rust.sink_feed(rust.sink_new(), [item(1, 'a'), item(2, 'b')])
    using moved = rust.sink_relay(sink)
    expect(() => sink.name()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
    expect(moved.take(item(3, 'c'))).toBe(3)
  })

  it('B-5: are used where they lie', () => {
    using sink = rust.sink_feed(rust.sink_new(), [item(7, 'seven')])
    expect(rust.sink_find(sink as never, 'seven')).toBe(7)
    expect(rust.sink_find(sink as never, 'eight')).toBeUndefined()
    expect(text(rust.sink_attempt(sink as never, 1))).toBe('ok 2')
    expect(() => own(sink)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
  })

  it('B-15, K-15: work on another thread', async () => {
    using sink = rust.sink_new()
    expect(await sink.$async.take(item(1, 'one'))).toBe(1)
    const names = await Promise.all([sink.$async.name(), sink.$async.name(), sink.$async.name()])
    expect(names.map(text)).toEqual(['a bag', 'a bag', 'a bag'])
    const refused = await sink.$async.attempt(0)
    expect(refused.isOk ? '' : text(refused.err)).toBe('because of zero')
    const taken = sink.$async.take(item(2, 'two'))
    expect(() => sink.name()).toThrow(expect.objectContaining({ code: 'ABI-B008', path: 'Sink.name' }))
    expect(await taken).toBe(2)
    expect(plain(await sink.$async.finish())).toEqual([item(1, 'one'), item(2, 'two')])
    expect(() => sink.name()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
  })

  it('B-7, K-15: are moved to another thread and back', async () => {
    const fed = await rust.sink_feed_elsewhere.async(rust.sink_new(), [item(1, 'x')])
    expect(fed.take(item(2, 'y'))).toBe(2)
    expect(text(await rust.sink_drop_elsewhere.async(fed))).toBe('a bag')
  })
})

describe.runIf(hasCargo)('objects of TypeScript in Rust', () => {
  it('B-6, T-3 to T-7: take and give what is owned', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 10 })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1000), texts), { maxLength: 5 }), (pairs) => {
        const items = pairs.map(([id, name]) => item(id, name))
        const fed = rust.sink_feed(listSink(), items)
        for (const { id, name } of items) {
          const first = items.find((one) => one.name === name)!
          expect(rust.sink_find(fed as never, name)).toBe(first.id)
          expect(id).toBeGreaterThanOrEqual(0)
        }
        expect(plain(rust.sink_finish(fed))).toEqual(items)
      }),
      { numRuns: 20 },
    )
    expect(List.dropped).toBe(0)
  })

  it('K-5, T-24: what their methods throw is an error in Rust', () => {
    using sink = listSink()
    expect(text(rust.sink_attempt(sink as never, 21))).toBe('ok 42')
    expect(text(rust.sink_attempt(sink as never, 0))).toContain('zero is refused')
  })

  it('B-6, B-7: are dropped by Rust, once', () => {
    expect(text(rust.sink_drop(listSink()))).toBe('a list in TypeScript')
    expect(List.dropped).toBe(1)
  })

  it('B-6, N-3: are called and dropped on another thread', async () => {
    const list = new List()
    const fed = await rust.sink_feed_elsewhere.async(listSink(list), [item(1, 'x'), item(2, 'y')])
    expect(list.items.map((one) => one.name)).toEqual(['x', 'y'])
    expect(text(await rust.sink_drop_elsewhere.async(fed))).toBe('a list in TypeScript')
    expect(List.dropped).toBe(1)
  })

  it('B-15, N-3: answer on the JavaScript thread', async () => {
    using sink = listSink()
    expect(await sink.$async.take(item(5, 'five'))).toBe(1)
    expect(text(await sink.$async.name())).toBe('a list in TypeScript')
  })
})

describe.runIf(hasCargo)('values of TypeScript on threads of Rust', () => {
  it('T-3 to T-7: strings are dropped and grow there', async () => {
    expect(await rust.text_drop_elsewhere.async('grün')).toBe(5)
    expect(text(await rust.text_append_elsewhere.async('grün', 200))).toBe(`grün${'-x'.repeat(200)}`)
  })

  it('T-3 to T-7: vectors of what is owned are dropped there', async () => {
    expect(await rust.items_drop_elsewhere.async([item(1, 'a'), item(2, 'b')])).toBe(2)
  })

  it('T-27 to T-32: errors are spelled and dropped there', async () => {
    const spelled = await rust.error_spell_elsewhere.async(new RangeError('too far'))
    expect(text(spelled)).toContain('too far')
    expect(text(await rust.error_spell_elsewhere.async(rust.error_new('rust')))).toBe('because of rust')
  })
})
