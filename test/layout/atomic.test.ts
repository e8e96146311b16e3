import { inspect } from 'node:util'
import fc from 'fast-check'
import {
  addressOf,
  array,
  atomic,
  bool,
  bufferMemory,
  bytesOf,
  char32,
  c_long,
  f32,
  i16,
  i32,
  i64,
  i8,
  isize,
  native,
  NativeArena,
  pointer,
  layoutOf,
  snapshot,
  struct,
  targets,
  u16,
  u32,
  u64,
  u8,
  usize,
  wasmMemory,
  type AnyType,
  type Atomic,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

type Value = number | bigint
type Operation = 'add' | 'sub' | 'and' | 'or' | 'xor' | 'exchange'

const integers: readonly (readonly [type: AnyType, bits: number, isSigned: boolean, isBig: boolean])[] = [
  [i8, 8, true, false],
  [u8, 8, false, false],
  [i16, 16, true, false],
  [u16, 16, false, false],
  [i32, 32, true, false],
  [u32, 32, false, false],
  [i64, 64, true, true],
  [u64, 64, false, true],
]

/** What an operation gives in unlimited integers. */
const results: Record<Operation, (before: bigint, value: bigint) => bigint> = {
  add: (before, value) => before + value,
  sub: (before, value) => before - value,
  and: (before, value) => before & value,
  or: (before, value) => before | value,
  xor: (before, value) => before ^ value,
  exchange: (_before, value) => value,
}
const operations = Object.keys(results) as Operation[]

const memories = {
  'a buffer': () => bufferMemory(new ArrayBuffer(256)),
  'a shared buffer': () => bufferMemory(new SharedArrayBuffer(256)),
  'a WebAssembly memory': () =>
    wasmMemory(new WebAssembly.Memory({ initial: 1 }), { allocate: { from: 1024, to: 65536 } }),
  'a shared WebAssembly memory': () =>
    wasmMemory(new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }), {
      allocate: { from: 1024, to: 65536 },
    }),
  'native memory': () => new NativeArena(),
}

describe.each(integers)('atomic(%o)', (type, bits, isSigned, isBig) => {
  const wrap = (value: bigint): Value => {
    const wrapped = isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)
    return isBig ? wrapped : Number(wrapped)
  }
  const anyValue = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(wrap)

  it.each(Object.entries(memories))('L-17: does what the operations say in %s', (_name, make) => {
    const Shared = struct('Shared', { before: u64, value: atomic(type), after: u64 })
    const shared = make().allocate(Shared, { before: 2n ** 64n - 1n, value: wrap(0n), after: 2n ** 64n - 1n })
    const cell = shared.value as unknown as Atomic<Value>
    const step = fc.tuple(fc.constantFrom(...operations, 'compareExchange' as const), anyValue, fc.boolean())
    fc.assert(
      fc.property(fc.array(step), anyValue, (steps, start) => {
        cell.store(start)
        let model = start
        for (const [operation, value, matches] of steps) {
          const before = model
          if (operation === 'compareExchange') {
            const expected = matches ? model : value
            if (expected === model) model = wrap(7n)
            expect(cell.compareExchange(expected, wrap(7n))).toBe(before)
          } else {
            model = wrap(results[operation](BigInt(before), BigInt(value)))
            expect(cell[operation](value)).toBe(before)
          }
          expect(cell.load()).toBe(model)
        }
      }),
      { numRuns: 20 },
    )
    expect([shared.before, shared.after]).toEqual([2n ** 64n - 1n, 2n ** 64n - 1n])
  })

  it('L-17: refuses values as plain writes do', () => {
    const Shared = struct('Shared', { value: atomic(type) })
    const shared = bufferMemory(new ArrayBuffer(64)).allocate(Shared, { value: wrap(5n) })
    const cell = shared.value as unknown as Atomic<Value>
    const outside = isBig ? 2n ** 64n : 2 ** bits
    for (const [value, code] of [
      [outside, 'ABI-V002'],
      [isBig ? 1 : 1n, 'ABI-V001'],
      ['1', 'ABI-V001'],
      [undefined, 'ABI-V001'],
    ] as [Value, string][]) {
      for (const use of [
        ...operations.map((operation) => () => cell[operation](value)),
        () => cell.store(value),
        () => cell.compareExchange(value, wrap(1n)),
        () => cell.compareExchange(wrap(1n), value),
        () => ((shared as { value: unknown }).value = value),
      ]) {
        expect(refusal(use)).toMatchObject({ code, path: 'Shared.value' })
      }
    }
    expect(cell.load()).toBe(wrap(5n))
  })
})

describe('atomic', () => {
  it('L-17, S-2: has the layout and the C spelling of its integer, and a schema of its own', () => {
    expect(layoutOf(atomic(u32))).toMatchObject({ size: 4, alignment: 4 })
    expect(layoutOf(atomic(u64), targets['i686-linux']).alignment).toBe(4)
    expect(atomic(u32).declareC('count')).toBe('uint32_t count')
    expect(atomic(u32).schema()).toEqual({ atomic: 'u32' })
    expect(atomic(u64).defaultValue!()).toBe(0n)
  })

  it.each([
    bool,
    f32,
    char32,
    pointer(u32),
    struct('S', { a: u32 }),
    array(u32, 1),
    atomic(u32),
  ] as AnyType[])('L-17: refuses %o', (type) => {
    expect(refusal(() => atomic(type))).toMatchObject({ code: 'ABI-L006', rule: 'L-17', found: type.name })
  })

  it('L-17: is read and written as a plain value as a whole', () => {
    const Shared = struct('Shared', { id: u8, count: atomic(u32), total: atomic(u64) })
    const memory = bufferMemory(new SharedArrayBuffer(256))
    const shared = memory.allocate(Shared, { id: 1, count: 2, total: 3n })
    expect(snapshot(shared)).toEqual({ id: 1, count: 2, total: 3n })
    expect(JSON.stringify(shared)).toBe('{"id":1,"count":2,"total":"3"}')
    expect(inspect(shared.count)).toBe('atomic(u32)(2)')
    expect(snapshot(memory.allocate(Shared, shared))).toEqual(snapshot(shared))
    expect(snapshot(memory.allocate(Shared, { id: 9, count: shared.count, total: 4n }))).toEqual({
      id: 9,
      count: 2,
      total: 4n,
    })
    expect([addressOf(shared.count) - addressOf(shared), bytesOf(shared.count).length]).toEqual([4, 4])
    expect(memory.allocate(array(atomic(u16), 3), [1, 2, 3]).slice()).toEqual([1, 2, 3])
  })

  it('L-17: knows integers of the size of a pointer, within what a number can hold', () => {
    for (const [type, limit] of [
      [usize, 2 ** 53 - 1],
      [isize, -(2 ** 53 - 1)],
    ] as const) {
      const Shared = struct('Shared', { value: atomic(type) })
      for (const target of [targets['x86_64-linux'], targets.wasm32]) {
        const memory = bufferMemory(new ArrayBuffer(64), target)
        const cell = memory.allocate(Shared, { value: 3 }).value
        expect([cell.add(4), cell.load()]).toEqual([3, 7])
      }
      const cell = bufferMemory(new ArrayBuffer(64)).allocate(Shared, { value: limit }).value
      expect(cell.load()).toBe(limit)
      cell.add(type === usize ? 1 : -1)
      expect(refusal(() => cell.load())).toMatchObject({ code: 'ABI-V005', path: 'Shared.value' })
    }
    const Long = struct('Long', { value: atomic(c_long) })
    for (const target of [targets['x86_64-linux'], targets['x86_64-windows-msvc']]) {
      const cell = bufferMemory(new ArrayBuffer(64), target).allocate(Long, { value: -2n }).value
      expect([cell.add(1n), cell.load()]).toEqual([-2n, -1n])
    }
  })

  it('L-17: refuses a place that is not aligned', () => {
    const Shared = struct('Shared', { value: atomic(u32) })
    const memory = bufferMemory(new ArrayBuffer(64))
    const { value } = memory.at(Shared, 6)
    for (const use of [() => value.load(), () => value.add(1), () => snapshot(memory.at(Shared, 6))]) {
      expect(refusal(use)).toMatchObject({ code: 'ABI-M008', rule: 'L-17', path: 'Shared.value' })
    }
    expect(refusal(() => memory.at(struct('Odd', { value: atomic(u64) }), 4).value.load()).code).toBe(
      'ABI-M008',
    )
  })

  it('L-17: works on native memory of somebody else, also far into it', () => {
    using arena = new NativeArena()
    const Big = struct('Big', { room: array(u8, 40 * 2 ** 20), value: atomic(u64) })
    const big = arena.allocate(Big)
    const seen = native.unsafeAt(Big, addressOf(big))
    seen.value.add(5n)
    expect(big.value.load()).toBe(5n)
    const Small = struct('Small', { value: atomic(u64) })
    // As part of something large that begins where no 8-byte integer may: its window is laid there too.
    const Odd = struct('Odd', { room: array(u32, 10 * 2 ** 20 + 1), value: Small }, { packed: 4 })
    const start = Math.ceil(addressOf(big) / 8) * 8 - 4 + 8
    const odd = native.unsafeAt(Odd, start)
    expect((start + layoutOf(Odd).fields[1]!.offset) % 8).toBe(0)
    odd.value.value.store(9n)
    expect(odd.value.value.add(1n)).toBe(9n)
    const other = native.unsafeAt(Odd, start + 4)
    expect(refusal(() => other.value.value.load()).code).toBe('ABI-M008')
  })

  it('L-17: refuses operations in another byte order, where plain values are still read and written', () => {
    const Shared = struct('Shared', { value: atomic(u32) })
    const shared = bufferMemory(new ArrayBuffer(64), targets['s390x-linux']).allocate(Shared, {
      value: 0x01020304,
    })
    expect([...bytesOf(shared)]).toEqual([1, 2, 3, 4])
    expect(shared.toJSON()).toEqual({ value: 0x01020304 })
    for (const use of [() => shared.value.load(), () => shared.value.store(1), () => shared.value.notify()]) {
      expect(refusal(use)).toMatchObject({ code: 'ABI-M009', rule: 'L-17', path: 'Shared.value' })
    }
  })

  it('L-17: follows a WebAssembly memory that grows', () => {
    const Shared = struct('Shared', { value: atomic(u32) })
    const wasm = new WebAssembly.Memory({ initial: 1, maximum: 3 })
    const { value } = wasmMemory(wasm).at(Shared, 64)
    value.store(1)
    wasm.grow(1)
    expect([value.add(2), value.load()]).toEqual([1, 3])
    expect(new Uint32Array(wasm.buffer, 64, 1)[0]).toBe(3)
  })

  it.each([i32, u32, i64, u64] as AnyType[])('L-17: waits and is notified: %o', async (type) => {
    const Shared = struct('Shared', { value: atomic(type) })
    const top = type.name.startsWith('u') ? 2n ** BigInt(8 * layoutOf(type).size) - 1n : -1n
    const value = type.name.endsWith('64') ? top : Number(top)
    const other = type.name.endsWith('64') ? 1n : 1
    const cell = bufferMemory(new SharedArrayBuffer(64)).allocate(Shared, { value })
      .value as unknown as Atomic<Value>
    expect([cell.wait(other), cell.wait(value, 1), cell.notify()]).toEqual(['not-equal', 'timed-out', 0])
    const waiting = [cell.waitAsync(value), cell.waitAsync(value, 20_000)]
    expect(await cell.waitAsync(other)).toBe('not-equal')
    expect([cell.notify(1), cell.notify()]).toEqual([1, 1])
    expect(await Promise.all(waiting)).toEqual(['ok', 'ok'])
  })

  it('L-17: refuses to wait where threads cannot', async () => {
    using arena = new NativeArena()
    const Shared = struct('Shared', { word: atomic(u32), byte: atomic(u8) })
    const alone = bufferMemory(new ArrayBuffer(64)).allocate(Shared, { word: 0, byte: 0 })
    const shared = bufferMemory(new SharedArrayBuffer(64)).allocate(Shared, { word: 0, byte: 0 })
    const inNative = arena.allocate(Shared, { word: 0, byte: 0 })
    for (const cell of [alone.word, inNative.word, shared.byte] as Atomic<number>[]) {
      const expected = { code: 'ABI-M009', rule: 'L-17' }
      expect(refusal(() => cell.wait(0, 1))).toMatchObject(expected)
      expect(refusal(() => cell.notify())).toMatchObject(expected)
      await expect(cell.waitAsync(0, 1)).rejects.toMatchObject(expected)
    }
    for (const amount of [-1, NaN, '1', null]) {
      expect(refusal(() => shared.word.wait(0, amount as number)).code).toBe('ABI-V001')
      expect(refusal(() => shared.word.notify(amount as number)).code).toBe('ABI-V001')
    }
    expect(refusal(() => shared.word.wait(-1)).code).toBe('ABI-V002')
  })
})
