import {
  AbidingError,
  addressOf,
  array,
  bindFunction,
  bool,
  bytesOf,
  exportFunction,
  f64,
  fn,
  i32,
  i64,
  liveExports,
  native,
  NativeArena,
  nullable,
  pointer,
  struct,
  u64,
  type FunctionType,
} from 'abiding'
import { beforeEach, describe, expect, it } from 'vitest'
import { openLibrary } from '../../src/ffi/index.js'
import { compileFixture } from '../support/compile.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const hasCompiler = requireTool('cc')
const library = hasCompiler ? openLibrary(compileFixture('calls.c')) : undefined
const bind = (name: string, type: unknown) =>
  bindFunction(library!.symbol(name)!, type as FunctionType, name) as (...values: unknown[]) => unknown

const Unary = fn({ value: i32 }, i32)
const Pair = struct('Pair', { first: i32, second: i32 })
const Wide = struct('Wide', { words: array(u64, 4) })

/** What C saw last. */
const observed = () => [...native.unsafeAt(array(i64, 8), library!.symbol('observed')!)]

beforeEach(() => {
  if (hasCompiler) bytesOf(native.unsafeAt(array(i64, 8), library!.symbol('observed')!)).fill(0x5a)
})

describe.runIf(hasCompiler)('exceptions at the border', () => {
  it('K-5: C gets a zero, and the call from JavaScript throws', () => {
    const call = bind('call_unary', fn([{ callback: Unary }, { value: i32 }], i32))
    const problem = new RangeError('odd')
    using exported = exportFunction(Unary, (value) => {
      if (value % 2 === 1) throw problem
      return value / 2
    })
    expect(call(exported, 8)).toBe(4)
    expect(() => call(exported, 7)).toThrow(problem)
    expect(observed()[0]).toBe(0n)
    expect(call(exported, 10)).toBe(5)
  })

  it('K-5: C goes on, and the first exception is thrown', () => {
    const twice = bind('call_twice', fn([{ callback: Unary }, { value: i32 }], i32))
    const calls: number[] = []
    using exported = exportFunction(Unary, (value) => {
      calls.push(value)
      throw new Error(`failed for ${value}`)
    })
    expect(() => twice(exported, 1)).toThrow('failed for 1')
    expect(calls).toEqual([1, 2])
    expect(observed().slice(0, 2)).toEqual([0n, 0n])
  })

  it.each([
    ['call_i64', fn({}, i64)],
    ['call_u64', fn({}, u64)],
    ['call_bool', fn({}, bool)],
    ['call_f64', fn({}, f64)],
    ['call_pointer', fn({}, pointer(Pair))],
    ['call_pointer', fn({}, nullable(pointer(Pair)))],
  ])('K-5: %s gives C a zero of its type', (name, type) => {
    const call = bind(name, fn({ callback: type as never }, type.returns))
    using exported = exportFunction(type as never, () => {
      throw new Error('no')
    })
    expect(() => call(exported)).toThrow('no')
    expect(observed()[0]).toBe(0n)
  })

  it('K-5: structs by value are zeroed', () => {
    const Change = fn({ pair: Pair }, Pair)
    const change = bind('call_pair', fn([{ callback: Change }, { pair: Pair }], Pair))
    using failing = exportFunction(Change, () => {
      throw new Error('no')
    })
    expect(() => change(failing, { first: 1, second: 2 })).toThrow('no')
    expect(observed().slice(0, 2)).toEqual([0n, 0n])

    const Spread = fn({ wide: Wide }, Wide)
    const spread = bind('call_wide', fn([{ callback: Spread }, { wide: Wide }], Wide))
    using alsoFailing = exportFunction(Spread, () => {
      throw new Error('no')
    })
    expect(() => spread(alsoFailing, { words: [1n, 2n, 3n, 4n] })).toThrow('no')
    expect(observed().slice(0, 4)).toEqual([0n, 0n, 0n, 0n])
  })

  it('K-5: travels through several layers of JavaScript and C', () => {
    const call = bind('call_unary', fn([{ callback: Unary }, { value: i32 }], i32))
    const trace: string[] = []
    using inner = exportFunction(Unary, () => {
      throw new TypeError('innermost')
    })
    using middle = exportFunction(Unary, (value) => {
      try {
        return call(inner, value) as number
      } finally {
        trace.push('left the middle')
      }
    })
    using catching = exportFunction(Unary, (value) => {
      try {
        return call(middle, value) as number
      } catch (error) {
        trace.push(`caught ${(error as Error).message}`)
        return 5
      }
    })
    expect(() => call(middle, 1)).toThrow(TypeError)
    expect(call(catching, 1)).toBe(5)
    expect(trace).toEqual(['left the middle', 'left the middle', 'caught innermost'])
  })

  it('K-5: an exception waits for its own call while others succeed', () => {
    const both = bind('call_both', fn([{ first: Unary }, { second: Unary }, { value: i32 }], i32))
    const call = bind('call_unary', fn([{ callback: Unary }, { value: i32 }], i32))
    using fine = exportFunction(Unary, (value) => value + 1)
    using failing = exportFunction(Unary, () => {
      throw new Error('the first one')
    })
    let inner: unknown
    using calling = exportFunction(Unary, (value) => {
      inner = call(fine, value)
      return inner as number
    })
    expect(() => both(failing, calling, 1)).toThrow('the first one')
    expect(inner).toBe(2)
  })

  it.each([undefined, null, 'text', 2 ** 31, 0.5, NaN, 1n, true, {}])(
    'K-5: refuses the result %s',
    (result) => {
      const call = bind('call_unary', fn([{ callback: Unary }, { value: i32 }], i32))
      using exported = exportFunction(Unary, () => result as never, { path: 'Table.halve' })
      expect(refusal(() => call(exported, 1))).toMatchObject({ path: 'Table.halve → returns' })
      expect(observed()[0]).toBe(0n)
    },
  )

  it('K-5: whatever a function without result gives back is ignored', () => {
    const call = bind('call_nothing', fn({ callback: fn({}) }))
    using exported = exportFunction(fn({}), () => 'ignored')
    expect(call(exported)).toBeUndefined()
  })

  it('L-10: arguments that cannot be are an exception, not a crash', () => {
    const call = bind('call_unary', fn([{ callback: fn({ value: bool }, i32) }, { value: i32 }], i32))
    using exported = exportFunction(fn({ value: bool }, i32), (value) => Number(value))
    expect([0, 1].map((value) => call(exported, value))).toEqual([0, 1])
  })
})

describe.runIf(hasCompiler)('the life of exported functions', () => {
  it('K-6: an entry point that was disposed of gives a zero and an error', () => {
    const keep = bind('keep_callback', fn({ callback: Unary }))
    const callKept = bind('call_kept', fn({ value: i32 }, i32))
    const exported = exportFunction(Unary, (value) => value + 1, { path: 'Table.next' })
    keep(exported)
    expect(callKept(41)).toBe(42)
    exported[Symbol.dispose]()
    expect(refusal(() => callKept(41))).toMatchObject({ code: 'ABI-M004', rule: 'K-6', path: 'Table.next' })
    expect(observed()[0]).toBe(0n)
    // Other functions are not affected, and do not get its address soon.
    using other = exportFunction(Unary, (value) => value * 2)
    expect(other.address).not.toBe(exported.address)
    expect(refusal(() => callKept(1)).code).toBe('ABI-M004')
    expect(refusal(() => keep(exported))).toMatchObject({ code: 'ABI-M004', rule: 'K-6' })
  })

  it('K-6: a function can be disposed of while it runs', () => {
    const call = bind('call_unary', fn([{ callback: Unary }, { value: i32 }], i32))
    const exported = exportFunction(Unary, (value) => {
      exported[Symbol.dispose]()
      return value
    })
    expect(call(exported, 7)).toBe(7)
  })

  it('K-6: live functions are counted', () => {
    const before = liveExports()
    const exported = exportFunction(Unary, (value) => value)
    expect(liveExports()).toBe(before + 1)
    exported[Symbol.dispose]()
    exported[Symbol.dispose]()
    expect(liveExports()).toBe(before)
  })

  it('K-6: only functions are exported', () => {
    for (const value of [undefined, null, 5, {}, 'f']) {
      expect(refusal(() => exportFunction(Unary, value as never))).toMatchObject({ code: 'ABI-V001' })
    }
  })
})

describe.runIf(hasCompiler)('values that cross the border', () => {
  it('K-3: structs are copies without an address', () => {
    const Change = fn({ pair: Pair }, Pair)
    const change = bind('call_pair', fn([{ callback: Change }, { pair: Pair }], Pair))
    using arena = new NativeArena()
    using exported = exportFunction(Change, (pair) => {
      expect(refusal(() => addressOf(pair)).code).toBe('ABI-V004')
      pair.first += 1
      return { first: pair.second, second: pair.first }
    })
    const given = arena.allocate(Pair, { first: 1, second: 10 })
    const result = change(exported, given) as typeof given
    expect(result.toJSON()).toEqual({ first: 10, second: 2 })
    expect(given.first).toBe(1)
    expect(refusal(() => addressOf(result)).code).toBe('ABI-V004')
    expect(arena.allocate(Pair, result).first).toBe(10)
  })

  it('K-1: what an exported function is given is what was declared', () => {
    const all: unknown[] = []
    const type = fn([{ p: nullable(pointer(Pair)) }, { n: u64 }, { on: bool }, { call: nullable(Unary) }])
    using exported = exportFunction(type, (...values) => void all.push(...values))
    using arena = new NativeArena()
    using next = exportFunction(Unary, (value) => value + 1)
    const call = bindFunction(exported.address, type) as (...values: unknown[]) => unknown
    call(arena.allocate(Pair, { first: 3, second: 4 }), 2n ** 63n, true, next)
    call(null, 0n, false, null)
    const [p, n, on, callable, ...rest] = all as [
      { deref(): { second: number } },
      bigint,
      boolean,
      (value: number) => number,
    ]
    expect([p.deref().second, n, on, callable(1)]).toEqual([4, 2n ** 63n, true, 2])
    expect(rest).toEqual([null, 0n, false, null])
  })

  it('K-5: errors of the library keep their class', () => {
    using exported = exportFunction(fn({}), () => {
      bindFunction(0, fn({}))
    })
    const call = bindFunction(exported.address, fn({}))
    expect(() => call()).toThrow(AbidingError)
  })
})
