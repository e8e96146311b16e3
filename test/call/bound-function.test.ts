import type { Pointer, AnyType, FunctionType } from 'abiding'
import {
  addressOf,
  array,
  bindFunction,
  bool,
  CallError,
  exportFunction,
  f32,
  f64,
  fn,
  i16,
  i64,
  isize,
  NativeArena,
  nullable,
  pointer,
  struct,
  u32,
  u64,
  u8,
  usize,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { composeBound, generateBound } from '../../src/call/bound-function.js'
import { lower } from '../../src/call/lowering.js'
import { functionAt, openLibrary } from '../../src/ffi/index.js'
import { scratchMemory } from '../../src/memory/scratch.js'
import { compileFixture } from '../support/compile.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

type Callable = (...values: unknown[]) => unknown
const Pair = struct('Pair', { a: u32, b: f32 })

/** A function that gives back its arguments' number, bound in both ways. */
function bothWays(
  type: unknown,
  path = 'Table.call',
): { bound: Callable; calls: () => number; name: string }[] {
  let calls = 0
  const exported = exportFunction(type as FunctionType, () => (calls += 1))
  const lowered = lower(type as FunctionType, 'call')
  const native = functionAt(exported.address, lowered.native, path)
  return [generateBound, composeBound].map((make) => ({
    bound: make(lowered, native, path),
    calls: () => calls,
    name: make.name,
  }))
}

describe('bindFunction', () => {
  it('K-1: the generated wrapper checks in place, the composed one in closures', () => {
    const [generated, composed] = bothWays(fn([{ a: u32 }, { b: bool }], u32)).map((one) =>
      one.bound.toString(),
    )
    expect(generated).toMatch(/const n0 = typeof a0 === 'number' && .* \? a0 : \$to0\(a0/)
    expect(generated).toContain('$native(n0, n1)')
    expect(composed).not.toContain('a0')
    expect(bindFunction(exportFunction(fn({}), () => {}).address, fn({})).toString()).toContain('$native')
  })

  it('K-1: refuses a wrong number of arguments before native code runs', () => {
    for (const { bound, calls } of bothWays(fn([{ a: u32 }, { b: u8 }], u32))) {
      for (const values of [[], [1], [1, 2, 3], [1, 2, undefined]]) {
        const error = refusal(() => bound(...values))
        expect(error).toBeInstanceOf(CallError)
        expect(error).toMatchObject({
          code: 'ABI-C001',
          rule: 'K-1',
          path: 'Table.call',
          expected: '2 (a, b)',
          found: String(values.length),
        })
      }
      expect(calls()).toBe(0)
    }
    for (const { bound } of bothWays(fn({}))) expect(refusal(() => bound(1)).expected).toBe('none')
  })

  it.each<[AnyType, unknown, string]>([
    [u8, 256, 'ABI-V002'],
    [u8, '1', 'ABI-V001'],
    [u8, NaN, 'ABI-V002'],
    [u8, undefined, 'ABI-V001'],
    [i16, 1n, 'ABI-V001'],
    [u32, -1, 'ABI-V002'],
    [i64, 5, 'ABI-V001'],
    [u64, -1n, 'ABI-V002'],
    [u64, 2n ** 64n, 'ABI-V002'],
    [usize, -1, 'ABI-V002'],
    [usize, 2 ** 53, 'ABI-V002'],
    [isize, 0.5, 'ABI-V002'],
    [f64, '1', 'ABI-V001'],
    [f32, null, 'ABI-V001'],
    [bool, 1, 'ABI-V001'],
    [pointer(u8), null, 'ABI-V001'],
    [pointer(u8), 0, 'ABI-M001'],
    [pointer(u8), -5, 'ABI-V001'],
    [pointer(u8), 5n, 'ABI-V001'],
    [nullable(pointer(u8)), 'x', 'ABI-V001'],
    [fn({}), 'f', 'ABI-V001'],
    [fn({}), null, 'ABI-M001'],
    [nullable(fn({})), 5, 'ABI-V001'],
    [Pair, null, 'ABI-V001'],
    [Pair, { a: 1 }, 'ABI-V001'],
    [Pair, [1, 2], 'ABI-V001'],
  ])('K-1: refuses for a %s the argument %s', (type, value, code) => {
    for (const { bound, calls } of bothWays(fn([{ before: u8 }, { it: type }], u32))) {
      expect(refusal(() => bound(1, value))).toMatchObject({ code, path: 'Table.call → param it' })
      expect(calls()).toBe(0)
    }
  })

  it('K-4: takes objects with the fields of a struct, in any order, and no others', () => {
    const Large = struct('Large', { a: u64, b: f64 })
    const seen: unknown[] = []
    const type = fn({ large: Large }) as unknown as FunctionType
    using exported = exportFunction(type, (large: { a: bigint; b: number }) => {
      seen.push([large.a, large.b])
    })
    const lowered = lower(type, 'call')
    const native = functionAt(exported.address, lowered.native, 'call')
    const inherited: unknown = Object.assign(Object.create({ a: 5n }) as object, { b: 5 })
    const asFunction = Object.assign(() => 0, { a: 6n, b: 6 })
    for (const make of [generateBound, composeBound]) {
      const bound = make(lowered, native, 'call')
      seen.length = 0
      for (const value of [{ a: 1n, b: 1.5 }, { b: 2, a: 2n ** 63n }, inherited]) bound(value)
      expect(seen).toEqual([
        [1n, 1.5],
        [2n ** 63n, 2],
        [5n, 5],
      ])
      const wrong = [
        { a: 1n },
        { b: 1 },
        {},
        { a: 1n, b: 1, c: 1 },
        { a: 1n, c: 1 },
        null,
        undefined,
        7,
        'ab',
        [1, 2],
      ]
      for (const value of [...wrong, asFunction])
        expect(refusal(() => bound(value))).toMatchObject({ code: 'ABI-V001' })
      expect(seen).toHaveLength(3)
    }
  })

  it('K-1: names the field of a struct that is refused, and leaves no scratch memory behind', () => {
    const mark = scratchMemory().mark
    for (const { bound } of bothWays(fn({ pair: Pair }, u32))) {
      expect(refusal(() => bound({ a: -1, b: 0 }))).toMatchObject({
        code: 'ABI-V002',
        path: 'Table.call → param pair.a',
      })
    }
    expect(scratchMemory().mark).toBe(mark)
  })

  it.each([
    [0, 'ABI-M001'],
    [100, 'ABI-M001'],
    [-1, 'ABI-M002'],
    [0.5, 'ABI-M002'],
    [NaN, 'ABI-M002'],
    [2 ** 53, 'ABI-M002'],
    [4096n, 'ABI-M002'],
    [null, 'ABI-M001'],
    [undefined, 'ABI-M002'],
    [2 ** 45, 'ABI-C003'],
  ])('M-7: refuses the entry point %s', (address, code) => {
    expect(refusal(() => bindFunction(address as number, fn({}), 'Table.call'))).toMatchObject({
      code,
      path: 'Table.call',
    })
  })

  it('M-7: refuses data as entry point', () => {
    using arena = new NativeArena()
    const data = addressOf(arena.allocate(Pair))
    expect(refusal(() => bindFunction(data, fn({}), 'Table.call'))).toMatchObject({
      code: 'ABI-C003',
      rule: 'M-7',
      path: 'Table.call',
    })
  })

  it('K-1: is named after the last part of its path', () => {
    using exported = exportFunction(fn({ a: u8 }), () => {})
    const call = bindFunction(exported.address, fn({ a: u8 }), 'Table.call')
    expect([call.name, call.length]).toEqual(['call', 1])
  })

  it('K-3: what a struct argument points to lives as long as the call', () => {
    const Text = struct('Text', { bytes: pointer(array(u8, 4)) })
    using arena = new NativeArena()
    const type = fn({ text: Text }, u8)
    using exported = exportFunction(type, (text) => text.bytes.deref().at(2))
    const bytes = arena.allocate(array(u8, 4), [1, 2, 3, 4])
    expect(bindFunction(exported.address, type)({ bytes: addressOf(bytes) })).toBe(3)
  })
})

describe.runIf(requireTool('cc'))('results of C functions', () => {
  const library = requireTool('cc') ? openLibrary(compileFixture('calls.c')) : undefined
  const bind = <T extends FunctionType>(name: string, type: T) =>
    bindFunction(library!.symbol(name)!, type, name) as Callable

  it('K-2: 64-bit integers are bigints, whatever their value', () => {
    expect([false, true].map((large) => bind('give_u64', fn({ large: bool }, u64) as never)(large))).toEqual([
      5n,
      2n ** 64n - 1n,
    ])
    expect([false, true].map((large) => bind('give_i64', fn({ large: bool }, i64) as never)(large))).toEqual([
      -5n,
      -(2n ** 63n),
    ])
  })

  it('L-3: sizes that no number can hold are refused', () => {
    const give = bind('give_size', fn({ large: bool }, usize) as never)
    expect(give(false)).toBe(5)
    expect(refusal(() => give(true))).toMatchObject({ code: 'ABI-V005', path: 'give_size → returns' })
  })

  it('L-10: pointers can be followed, null and impossible ones are found', () => {
    const data = bind('give_data', fn({}, pointer(u64)) as never)() as Pointer<typeof u64>
    expect(data.deref()).toBeTypeOf('bigint')
    for (const type of [pointer(u8), nullable(pointer(u8)), fn({}), usize]) {
      expect(refusal(() => bind('give_impossible', fn({}, type as AnyType) as never)())).toMatchObject({
        code: 'ABI-V005',
      })
    }
  })

  it('L-12: function pointers are bound, null and data are found', () => {
    const Unary = fn({ value: u32 }, u32)
    using exported = exportFunction(Unary, (value) => value + 1)
    bind('keep_callback', fn({ callback: Unary }) as never)(exported)
    const give = bind('give_callback', fn({ whether: bool }, Unary) as never)
    expect((give(true) as Callable)(41)).toBe(42)
    expect(refusal(() => give(false))).toMatchObject({ code: 'ABI-C002', path: 'give_callback → returns' })
    expect(bind('give_callback', fn({ whether: bool }, nullable(Unary)) as never)(false)).toBeNull()
    expect(refusal(() => bind('give_data', fn({}, Unary) as never)()).code).toBe('ABI-C003')
  })
})
