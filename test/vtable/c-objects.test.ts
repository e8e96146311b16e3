// Trait objects and boxes of C, compiled against the header that is written for them.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  bindFunction,
  bool,
  boxLike,
  constPointer,
  emitCHeader,
  f64,
  fn,
  implementTrait,
  MissingFieldError,
  NativeArena,
  openLibrary,
  pointer,
  struct,
  u32,
  u8,
  usize,
  type Address,
  type AnyType,
  type BoundFunction,
  type FunctionType,
} from '../../src/index.js'
import { compile } from '../support/compile.js'
import { leaveNoObjects } from '../support/no-objects-left.js'
import { requireTool } from '../support/tools.js'
import { Counter, Level, Tally } from '../support/traits.js'

const Point = struct('Point', { x: f64, y: f64 })
const PointBox = boxLike('PointBox', Point)

const hasCompiler = requireTool('cc')

/** Builds the fixture against the header, whole or as a version of the trait knew it. */
function build(version = '') {
  const header = emitCHeader([Counter, Counter.ref, Counter.mut, Level, PointBox])
  const source = readFileSync(new URL('../fixtures/trait-objects.c', import.meta.url), 'utf8')
  const older = version === '' ? '' : `#define COUNTER_VTABLE_VERSION COUNTER_VTABLE_VERSION_${version}\n`
  const library = openLibrary(compile(`${older}${header}${source}`, 'trait-objects'))
  const bind = <P, R extends AnyType>(name: string, type: FunctionType<P, R>): BoundFunction<P, R> =>
    bindFunction(library.symbol(name)!, type, name)
  const { memory, offset } = new NativeArena().allocateBytes(128)
  const room = (memory.base! + offset) as Address
  const debug = bind('c_debug', fn([{ index: usize }, { alternate: bool }, { out: pointer(u8) }], usize))
  return {
    live: bind('c_live', fn({}, usize)),
    dropped: bind('c_dropped', fn({}, usize)),
    freed: bind('c_freed', fn({}, usize)),
    tally: bind('c_tally', fn({ value: u32 }, Counter)),
    store: bind('c_store', fn({ counter: Counter }, usize)),
    sum: bind('c_sum', fn({}, u32)),
    add: bind('c_add', fn([{ index: usize }, { by: u32 }], u32)),
    clone: bind('c_clone', fn({ index: usize }, usize)),
    take: bind('c_take', fn({}, Counter)),
    finish: bind('c_finish', fn({}, u32)),
    clear: bind('c_clear', fn({})),
    debug(index: number, alternate: boolean): string {
      const length = debug(index, alternate, room)
      return new TextDecoder().decode(
        new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, length).slice(),
      )
    },
    useAfterDrop: bind('c_use_after_drop', fn({ counter: Counter }, u32)),
    dropTwice: bind('c_drop_twice', fn({ counter: Counter })),
    finishTwice: bind('c_finish_twice', fn({ counter: Counter }, u32)),
    dropThenFree: bind('c_drop_then_free', fn({ counter: Counter })),
    callAsCounter: bind('c_call_as_counter', fn([{ level: Level }, { counter: constPointer(Counter) }], u32)),
    read: bind('c_read', fn({ counter: Counter.ref }, u32)),
    change: bind('c_change', fn([{ counter: Counter.mut }, { by: u32 }], u32)),
    point: bind('c_point', fn([{ x: f64 }, { y: f64 }], PointBox)),
    pointDrop: bind('c_point_drop', fn({ box: PointBox }, f64)),
    pointIntoInner: bind('c_point_into_inner', fn({ box: PointBox }, Point)),
    pointDropTwice: bind('c_point_drop_twice', fn({ box: PointBox })),
  }
}

const c = hasCompiler ? build() : undefined!
const older = hasCompiler ? build('1_0_0') : undefined!
leaveNoObjects()

describe.runIf(hasCompiler)('objects of C in TypeScript', () => {
  it('B-3, B-5, B-7, B-11, E-1: are called, copied, spelled and dropped once', () => {
    const dropped = c.dropped()
    {
      using tally = c.tally(40)
      using copy = tally.clone()
      expect([tally.add(2), copy.get()]).toEqual([42, 40])
      expect([tally.twice(), tally.debug(), tally.debug(true)]).toEqual([85, 'tally 42!', 'tally\n  42!'])
      tally.reset()
      expect([tally.get(), c.live()]).toEqual([0, 2])
    }
    expect([c.live(), c.dropped() - dropped]).toEqual([0, 2])
  })

  it('B-7: are used up once', () => {
    const dropped = c.dropped()
    const tally = c.tally(1)
    expect(tally.finish()).toBe(501)
    expect([c.live(), c.dropped() - dropped]).toEqual([0, 0])
    expect(() => tally.finish()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
  })

  it('B-7, O-4: stay owned where an argument was refused', () => {
    const tally = c.tally(1)
    expect(() => (tally.finish as (extra: number) => number)(1)).toThrow(
      expect.objectContaining({ code: 'ABI-C001', path: 'Counter.finish' }),
    )
    expect(() => tally.add(-1)).toThrow(expect.objectContaining({ code: 'ABI-V002' }))
    expect(tally.finish()).toBe(501)
  })

  it('B-11: cannot do what their maker left out, and say so where they fail', () => {
    using tally = c.tally(13)
    expect(() => tally.display()).toThrow(
      expect.objectContaining({ code: 'ABI-B007', path: 'Counter.display' }),
    )
    expect(() => tally.debug()).toThrow(expect.objectContaining({ code: 'ABI-B004', path: 'Counter.debug' }))
    tally.add(1)
    expect(tally.debug()).toBe('tally 14!')
  })

  it('B-5: are lent to be read and to be changed', () => {
    using tally = c.tally(3)
    expect([c.change(tally, 4), c.read(tally)]).toEqual([7, 7])
    expect(() => c.read({} as never)).toThrow(
      expect.objectContaining({ code: 'ABI-V001', path: 'c_read → param counter' }),
    )
  })

  it('B-9: of an older version fall back to defaults, or say what is missing', () => {
    using tally = older.tally(20)
    expect(tally.twice()).toBe(40)
    expect(() => tally.reset()).toThrow(MissingFieldError)
  })
})

describe.runIf(hasCompiler)('objects of TypeScript in C', () => {
  it('B-6, B-7, B-10, B-11: are stored, called, copied, spelled and dropped once', () => {
    c.store(implementTrait(Counter, new Tally(1)))
    c.store(implementTrait(Counter, new Tally(10)))
    expect([c.sum(), c.add(1, 5), c.clone(1), c.sum()]).toEqual([11, 15, 3, 31])
    expect([c.debug(0, false), c.debug(2, true)]).toEqual(['Tally(1)', 'Tally {\n    15\n}'])
    expect(c.finish()).toBe(3015)
    expect(Tally.dropped).toEqual([])
    c.clear()
    expect(Tally.dropped).toEqual([15, 1])
  })

  it('B-6, B-9: of a newer version serve an older reader, and the reverse', () => {
    older.store(implementTrait(Counter, new Tally(4)))
    expect(older.sum()).toBe(4)
    older.clear()
    c.store(implementTrait(Counter.upTo('1.0.0'), new Tally(5)))
    expect(c.sum()).toBe(5)
    using back = c.take()
    expect(back.twice()).toBe(10)
    expect(() => back.reset()).toThrow(MissingFieldError)
  })

  it('B-6: that are gone are never others: an error and a zero', () => {
    const gone = { code: 'ABI-B005' }
    expect(() => c.useAfterDrop(implementTrait(Counter, new Tally(1)))).toThrow(
      expect.objectContaining({ ...gone, path: 'Counter.get' }),
    )
    using other = implementTrait(Counter, new Tally(77))
    expect(() => c.dropTwice(implementTrait(Counter, new Tally(2)))).toThrow(expect.objectContaining(gone))
    expect(Tally.dropped).toEqual([1, 2])
    expect(other.get()).toBe(77)
  })

  it('B-6: that were used up cannot be used again', () => {
    expect(() => c.finishTwice(implementTrait(Counter, new Tally(1)))).toThrow(
      expect.objectContaining({ code: 'ABI-B005', path: 'Counter.finish' }),
    )
    expect(Tally.dropped).toEqual([])
  })

  it('B-6, B-8: are dropped and freed in two steps too', () => {
    c.dropThenFree(implementTrait(Counter, new Tally(6)))
    expect(Tally.dropped).toEqual([6])
  })

  it('B-6: of another trait are refused', () => {
    using counter = implementTrait(Counter, new Tally(1))
    const level = implementTrait(Level, { value: () => 1n, raise: (by: bigint) => by })
    expect(() => c.callAsCounter(level, counter)).toThrow(
      expect.objectContaining({ code: 'ABI-B005', path: 'Counter.get' }),
    )
  })
})

describe.runIf(hasCompiler)('boxes', () => {
  it('B-8: of C show their values and are freed once', () => {
    const [dropped, freed] = [c.dropped(), c.freed()]
    {
      using box = c.point(1, 2)
      box.deref().x = 5
      expect(box.deref().toJSON()).toEqual({ x: 5, y: 2 })
    }
    expect([c.dropped() - dropped, c.freed() - freed]).toEqual([1, 1])
    expect(c.point(3, 4).intoInner()).toEqual({ x: 3, y: 4 })
    expect([c.dropped() - dropped, c.freed() - freed]).toEqual([1, 2])
  })

  it('B-8: of TypeScript are read and freed by C', () => {
    expect(c.pointDrop(PointBox.new({ x: 1, y: 2 }))).toBe(3)
    expect(c.pointIntoInner(PointBox.new({ x: 1, y: 2 })).toJSON()).toEqual({ x: 1, y: 2 })
    expect(() => c.pointDropTwice(PointBox.new({ x: 1, y: 2 }))).toThrow(
      expect.objectContaining({ code: 'ABI-B005', path: 'PointBox_VTable.destructor' }),
    )
  })
})
