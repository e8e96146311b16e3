// Trait objects of the form RObject: those of Rust's abi_stable used here, and those of this library used in Rust.
import { describe, expect, it } from 'vitest'
import {
  bool,
  constPointer,
  exportFunction,
  fn,
  i64,
  implementTrait,
  MissingFieldError,
  NativeArena,
  own,
  pointer,
  struct,
  u32,
  u8,
  usize,
} from '../../src/index.js'
import { rustLibrary } from '../support/rust-library.js'
import { leaveNoObjects } from '../support/no-objects-left.js'
import { requireTool } from '../support/tools.js'
import { Counter, Level, Tally } from '../support/traits.js'

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadFunctions() : undefined!

function loadFunctions() {
  const bind = rustLibrary('trait-objects')
  const arena = new NativeArena()
  const room = arena.allocateBytes(256)
  const format = bind(
    'counter_format',
    fn(
      [
        { index: usize },
        { for_programmers: bool },
        { alternate: bool },
        { out: pointer(u8) },
        { capacity: usize },
      ],
      usize,
    ),
  )
  return {
    tally: bind('tally_new', fn({ value: u32 }, Counter)),
    olderTally: bind('older_tally_new', fn({ value: u32 }, Counter)),
    olderFinish: bind('older_finish', fn({ counter: Counter }, u32)),
    dropped: bind('tallies_dropped', fn({}, usize)),
    store: bind('counter_store', fn({ counter: Counter }, usize)),
    sum: bind('counter_sum', fn({}, u32)),
    add: bind('counter_add', fn([{ index: usize }, { by: u32 }], u32)),
    twice: bind('counter_twice', fn({ index: usize }, u32)),
    clone: bind('counter_clone', fn({ index: usize }, usize)),
    format(index: number, forProgrammers: boolean, alternate: boolean): string {
      const address = (room.memory.base! + room.offset) as never
      const length = format(index, forProgrammers, alternate, address, 256)
      const { view } = room.memory
      return new TextDecoder().decode(
        new Uint8Array(view.buffer, view.byteOffset + room.offset, length).slice(),
      )
    },
    take: bind('counter_take', fn({ index: usize }, Counter)),
    finish: bind('counter_finish', fn({ index: usize }, u32)),
    clear: bind('counter_clear', fn({})),
    read: bind('counter_read', fn({ counter: Counter.ref }, u32)),
    at: bind('counter_at', fn({ counter: constPointer(Counter) }, u32)),
    levelRead: bind('level_read', fn({ level: Level.ref }, i64)),
    levelRaise: bind('level_raise', fn([{ level: Level.mut }, { by: i64 }], i64)),
    levelAt: bind('level_at', fn({ level: constPointer(Level) }, i64)),
    levelRelay: bind('level_relay', fn({ level: Level }, Level)),
    levelVisit: bind(
      'level_visit',
      fn(
        [{ change: fn({ level: Level.mut }, i64) }, { read: fn({ level: Level.ref }, i64) }, { value: i64 }],
        i64,
      ),
    ),
  }
}

leaveNoObjects()

describe.runIf(hasCargo)('objects of Rust in TypeScript', () => {
  it('B-3, B-5, B-7: are called, changed and dropped once', () => {
    const before = rust.dropped()
    {
      using tally = rust.tally(40)
      expect(tally.get()).toBe(40)
      expect(tally.add(2)).toBe(42)
      expect(tally.twice()).toBe(85)
      tally.reset()
      expect(tally.get()).toBe(0)
      expect(rust.dropped()).toBe(before)
      tally[Symbol.dispose]()
      expect(() => tally.get()).toThrow(expect.objectContaining({ code: 'ABI-M004', path: 'Counter.get' }))
    }
    expect(rust.dropped() - before).toBe(1)
  })

  it('B-7, O-3: methods that use the object up free its memory without dropping it again', () => {
    const before = rust.dropped()
    const tally = rust.tally(5)
    expect(tally.finish()).toBe(1005)
    expect(rust.dropped() - before).toBe(1)
    expect(() => tally.finish()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
    tally[Symbol.dispose]()
    expect(rust.dropped() - before).toBe(1)
  })

  it('B-11: are copied and spelled', () => {
    const before = rust.dropped()
    {
      using tally = rust.tally(7)
      using copy = tally.clone()
      copy.add(1)
      expect(tally.debug()).toBe('Tally { value: 7 }')
      expect(copy.debug(true)).toBe('Tally {\n    value: 8,\n}')
      expect(copy.display()).toBe('8 tallied')
      expect(String(copy)).toBe('8 tallied')
    }
    expect(rust.dropped() - before).toBe(2)
  })

  it('B-7: move there and back by value', () => {
    const before = rust.dropped()
    const tally = rust.tally(1)
    const address = JSON.stringify(tally)
    expect(rust.store(tally)).toBe(1)
    expect(() => tally.get()).toThrow(/moved/)
    rust.add(0, 4)
    using back = rust.take(0)
    expect(back.get()).toBe(5)
    expect(JSON.stringify(back)).toBe(address)
    expect(rust.dropped()).toBe(before)
  })

  it('B-5: are lent to be read, and as pointers', () => {
    using tally = rust.tally(10)
    expect(rust.read(tally)).toBe(31)
    expect(rust.at(tally)).toBe(10)
    expect(rust.at(tally)).toBe(10)
    expect(tally.get()).toBe(10)
  })

  it('B-5, B-7: lie in memory that owns them, until they are taken', () => {
    const before = rust.dropped()
    const Slot = struct('Slot', { id: u32, counter: Counter })
    using arena = new NativeArena()
    const slot = arena.allocate(Slot, { id: 1, counter: rust.tally(3) })
    expect(slot.counter.add(1)).toBe(4)
    expect(rust.at(slot.counter)).toBe(4)
    expect(() => slot.counter.finish()).toThrow(expect.objectContaining({ code: 'ABI-B003' }))
    expect(() => rust.store(slot.counter)).toThrow(expect.objectContaining({ code: 'ABI-B003' }))
    slot.counter[Symbol.dispose]()
    expect(rust.dropped()).toBe(before)
    own(slot.counter)[Symbol.dispose]()
    expect(rust.dropped() - before).toBe(1)
  })

  it('B-9: of an older version fall back to defaults, or say what is missing', () => {
    using older = rust.olderTally(20)
    expect(older.twice()).toBe(40)
    expect(() => older.reset()).toThrow(MissingFieldError)
    expect(older.add(1)).toBe(21)
    expect(older.clone().finish()).toBe(2021)
  })

  it('B-5, B-7: that are lent for a callback are used in it', () => {
    const seen: unknown[] = []
    using change = exportFunction(fn({ level: Level.mut }, i64), (level) => {
      seen.push(level.raise(5n))
      return level.value()
    })
    using read = exportFunction(fn({ level: Level.ref }, i64), (level) => {
      expect(() => level.raise(1n)).toThrow(expect.objectContaining({ code: 'ABI-B007' }))
      level[Symbol.dispose]()
      return level.value()
    })
    expect(rust.levelVisit(change as never, read as never, 100n)).toBe(105_105_105n)
    expect(seen).toEqual([105n])
  })
})

describe.runIf(hasCargo)('objects of TypeScript in Rust', () => {
  it('B-6, B-7: are stored, called and dropped once', () => {
    rust.store(implementTrait(Counter, new Tally(1)))
    rust.store(implementTrait(Counter, new Tally(10)))
    expect(rust.sum()).toBe(11)
    expect(rust.add(1, 5)).toBe(15)
    expect(rust.twice(1)).toBe(30)
    expect(Tally.dropped).toEqual([])
    rust.clear()
    expect(Tally.dropped).toEqual([1, 15])
  })

  it('B-6, B-11: are copied and spelled', () => {
    rust.store(implementTrait(Counter, new Tally(1)))
    expect(rust.clone(0)).toBe(2)
    rust.add(1, 1)
    expect(rust.format(0, true, false)).toBe('Tally(1)')
    expect(rust.format(1, true, true)).toBe('Tally {\n    2\n}')
    expect(rust.format(1, false, false)).toBe('2 – in TypeScript')
    expect(rust.format(1, false, true)).toBe('#2 – in TypeScript')
    rust.clear()
    expect(Tally.dropped).toEqual([1, 2])
  })

  it('B-6, B-7: are used up without being dropped', () => {
    rust.store(implementTrait(Counter, new Tally(9)))
    expect(rust.finish(0)).toBe(3009)
    expect(Tally.dropped).toEqual([])
  })

  it('B-7: come back as they went', () => {
    const tally = new Tally(2)
    rust.store(implementTrait(Counter, tally))
    using back = rust.take(0)
    back.add(1)
    expect(tally.value).toBe(3)
  })

  it('B-9: of an older version meet the defaults of Rust', () => {
    rust.store(implementTrait(Counter.upTo('1.0.0'), new Tally(4)))
    expect(rust.twice(0)).toBe(8)
    rust.clear()
    expect(rust.olderFinish(implementTrait(Counter, new Tally(4)))).toBe(3005)
  })

  it('B-5: are lent', () => {
    let value = 1n
    using level = implementTrait(Level, { value: () => value, raise: (by: bigint) => (value += by) })
    expect(rust.levelRead(level)).toBe(1n)
    expect(rust.levelRaise(level, 41n)).toBe(42n)
    expect(rust.levelAt(level)).toBe(42n)
    using back = rust.levelRelay(level)
    expect(back.value()).toBe(42n)
  })

  it('K-5, B-6: what their methods throw waits until Rust has returned', () => {
    using level = implementTrait(Level, {
      value: (): bigint => {
        throw new RangeError('empty')
      },
      raise: (by: bigint) => by,
    })
    expect(() => rust.levelRead(level)).toThrow(new RangeError('empty'))
    expect(() => level.value()).toThrow(new RangeError('empty'))
  })
})
