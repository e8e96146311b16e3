import {
  bool,
  c_long,
  c_size_t,
  c_ulong,
  char32,
  cString,
  enumeration,
  f32,
  f64,
  fn,
  i16,
  i32,
  i64,
  i8,
  isize,
  nullable,
  pointer,
  struct,
  u16,
  u32,
  u64,
  u8,
  usize,
  wasmMemory,
  type AnyType,
  type WebAssemblyTable,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { assemble, op, type FunctionSource, type ValueType } from '../support/wasm-assembler.js'
import { refusal } from '../support/refusal.js'
import { instantiateJourney, Journey } from '../support/wasm-modules.js'

const limits = { initial: 1, maximum: 4 }

/** A module whose table holds the functions; all take what they give. */
function echoModule() {
  const types = ['i32', 'i64', 'f32', 'f64'] as const
  const echo = (type: ValueType): FunctionSource => ({
    name: type,
    parameters: [type],
    results: [type],
    code: op.local(0),
  })
  const module = assemble({
    memory: limits,
    functions: [
      ...types.map(echo),
      { name: 'pair', results: ['i32', 'i32'], code: [...op.i32(1), ...op.i32(2)] },
      { name: 'none', code: [] },
      {
        name: 'apply',
        parameters: ['i32', 'i32'],
        results: ['i32'],
        code: [...op.local(1), ...op.local(0), ...op.callIndirect(0)],
      },
    ],
    table: [...types, 'pair', 'none', 'apply'],
  })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module))
  const { memory, table } = exports as unknown as { memory: WebAssembly.Memory; table: WebAssembly.Table }
  const space = wasmMemory(memory, { table, allocate: { from: 64, to: 65536 } })
  return { memory, table, space, exports }
}

const indexOf = { i32: 1, i64: 2, f32: 3, f64: 4, pair: 5, none: 6, apply: 7 }

/** A field that holds a function of the echo module, whatever its declared signature. */
function callThrough(type: AnyType, index: number): (...values: unknown[]) => unknown {
  const { space } = echoModule()
  new DataView(space.view.buffer).setUint32(64, index, true)
  return (space.at(struct('Slot', { call: type }), 64) as { call: () => unknown }).call
}

describe('function pointers in a WebAssembly memory', () => {
  it.each<{ type: AnyType; by: keyof typeof indexOf; values: unknown[] }>([
    { type: i8, by: 'i32', values: [-128, 127] },
    { type: u8, by: 'i32', values: [0, 255] },
    { type: i16, by: 'i32', values: [-32768, 32767] },
    { type: u16, by: 'i32', values: [65535] },
    { type: i32, by: 'i32', values: [-(2 ** 31), 2 ** 31 - 1] },
    { type: u32, by: 'i32', values: [2 ** 32 - 1] },
    { type: usize, by: 'i32', values: [2 ** 32 - 1] },
    { type: isize, by: 'i32', values: [-1, 2 ** 31 - 1] },
    { type: bool, by: 'i32', values: [true, false] },
    { type: i64, by: 'i64', values: [-(2n ** 63n), 2n ** 63n - 1n] },
    { type: u64, by: 'i64', values: [2n ** 64n - 1n] },
    { type: f32, by: 'f32', values: [1.5, -0] },
    { type: f64, by: 'f64', values: [0.1, NaN] },
  ])('M-11: pass and give a $type.name', ({ type, by, values }) => {
    const call = callThrough(fn({ value: type }, type), indexOf[by])
    for (const value of values) expect(call(value)).toBe(value)
    expect(refusal(() => call('five'))).toMatchObject({ code: 'ABI-V001', path: 'Slot.call → param value' })
    expect(call.name).toBe('call')
  })

  it('M-11: pass and give what has other widths on this machine', () => {
    const limits: [AnyType, bigint, bigint][] = [
      [c_long, -(2n ** 31n), 2n ** 31n],
      [c_ulong, 2n ** 32n - 1n, 2n ** 32n],
    ]
    for (const [type, inside, outside] of limits) {
      const call = callThrough(fn({ value: type }, type), indexOf.i32)
      expect(call(inside)).toBe(inside)
      expect(refusal(() => call(outside)).path).toBe('Slot.call → param value')
    }
    const size = callThrough(fn({ value: c_size_t }, c_size_t), indexOf.i32)
    expect(size(2 ** 32 - 1)).toBe(2 ** 32 - 1)
    expect(refusal(() => size(2 ** 32)).code).toBe('ABI-V002')
  })

  it('M-11: pass and give names, characters and text', () => {
    const Colour = enumeration('Colour', u8, ['red', 'green'])
    const colour = callThrough(fn({ value: Colour }, Colour), indexOf.i32)
    expect(colour('green')).toBe('green')
    expect(refusal(() => colour('blue')).path).toBe('Slot.call → param value')
    expect(callThrough(fn({ value: char32 }, char32), indexOf.i32)('ä')).toBe('ä')
    const { space } = echoModule()
    new Uint8Array(space.view.buffer).set([0x61, 0x62, 0], 200)
    new DataView(space.view.buffer).setUint32(64, indexOf.i32, true)
    const { call } = space.at(struct('Slot', { call: fn({ at: u32 }, cString) }), 64)
    expect(call(200)).toBe('ab')
    const text = callThrough(fn({ value: cString }, u32), indexOf.i32)
    expect(refusal(() => text('nobody would free this')).code).toBe('ABI-V004')
  })

  it('M-11: refuse a result that is no value of its type', () => {
    const call = callThrough(fn({ value: u32 }, bool), indexOf.i32)
    expect(call(1)).toBe(true)
    expect(refusal(() => call(2))).toMatchObject({ code: 'ABI-V005', path: 'Slot.call → returns' })
  })

  it('M-11: pass and give pointers and function pointers', () => {
    const { space, table } = echoModule()
    const Slot = struct('Slot', {
      follow: fn({ journey: pointer(Journey) }, pointer(Journey)),
      pick: fn({ call: fn({ value: u32 }, u32) }, fn({ value: u32 }, u32)),
      apply: fn([{ call: fn({ value: u32 }, u32) }, { value: u32 }], u32),
      none: nullable(fn({})),
    })
    const slot = space.at(Slot, 64)
    new Uint32Array(space.view.buffer).set([1, 1, indexOf.apply, 0], 16)
    const journey = space.at(Journey, 128)
    journey.stops = 3
    expect(slot.follow(journey).deref().stops).toBe(3)
    const echo = slot.pick(table.get(indexOf.i32) as never)
    expect(echo(9)).toBe(9)
    expect(slot.apply(echo, 8)).toBe(8)
    expect(slot.none).toBeNull()
    Object.assign(slot, { none: table.get(indexOf.none) })
    expect(slot.none!()).toBeUndefined()
  })

  it('M-11: are the same function when read again, until the entry is replaced', () => {
    const { space, table, exports } = echoModule()
    const slot = space.at(struct('Slot', { call: fn({ value: u32 }, u32) }), 64)
    slot.call = table.get(indexOf.i32) as never
    const { call } = slot
    expect(slot.call).toBe(call)
    expect(new Uint32Array(space.view.buffer)[16]).toBe(indexOf.i32)
    const other = instantiateJourney(limits).table.get(2)
    table.set(indexOf.i32, other)
    expect(slot.call).not.toBe(call)
    expect(slot.call(8)).toBe(0)
    table.set(indexOf.i32, exports.i32)
    table.set(indexOf.none, table.get(indexOf.i32))
    table.set(indexOf.i32, null)
    expect(refusal(() => slot.call)).toMatchObject({ code: 'ABI-C003', rule: 'M-11', path: 'Slot.call' })
    slot.call = call
    expect(new Uint32Array(space.view.buffer)[16]).toBe(indexOf.none)
    // What stands at the index of null has none.
    table.set(0, table.get(indexOf.none))
    table.set(indexOf.none, null)
    expect(refusal(() => (slot.call = call)).code).toBe('ABI-V001')
  })

  it('M-11: work on the memory, also when it grows meanwhile', () => {
    const { memory, table, allocate } = instantiateJourney(limits)
    const Vtable = struct('Vtable', {
      travel: fn({ journey: pointer(Journey) }),
      grow: fn({ pages: u32 }, i32),
    })
    const space = wasmMemory(memory, { table, allocate })
    const journey = space.allocate(Journey, { stops: 0, km: 0, is_round: 0, ticks: 0n })
    const vtable = space.allocate(Vtable, { travel: table.get(4) as never, grow: table.get(3) as never })
    vtable.travel(journey)
    expect(vtable.grow(1)).toBe(2)
    expect(journey.km).toBe(1.5)
    expect(vtable.grow(100)).toBe(-1)
  })

  it('M-11: are called with as many arguments as they have parameters', () => {
    const call = callThrough(fn({ value: u32 }, u32), 1)
    expect(refusal(() => call())).toMatchObject({ code: 'ABI-C001', expected: '1 (value)', found: '0' })
    expect(refusal(() => call(1, 2)).code).toBe('ABI-C001')
    const none = callThrough(fn({}), indexOf.none)
    expect(refusal(() => none(1))).toMatchObject({ code: 'ABI-C001', expected: 'none' })
  })

  it('M-11: are refused where the declaration cannot be right', () => {
    const refused = (type: AnyType, index: number) => refusal(() => callThrough(type, index))
    expect(refused(fn([{ a: u32 }, { b: u32 }], u32), 1)).toMatchObject({ code: 'ABI-F005', found: '1' })
    expect(refused(fn({ journey: Journey }), 1)).toMatchObject({
      code: 'ABI-F005',
      rule: 'M-11',
      path: 'Slot.call → param journey',
    })
    expect(refused(fn({}, Journey), indexOf.none)).toMatchObject({
      code: 'ABI-F005',
      path: 'Slot.call → returns',
    })
    expect(refused(fn({}), 8)).toMatchObject({ code: 'ABI-C003', found: '8' })
    expect(refused(fn({}), 2 ** 31)).toMatchObject({ code: 'ABI-C003' })
    expect(refused(fn({}), 0)).toMatchObject({ code: 'ABI-C002' })
  })

  it('M-11: refuse a result that is not of the declared type', () => {
    expect(refusal(() => callThrough(fn({}, u32), indexOf.pair)())).toMatchObject({ code: 'ABI-F005' })
    expect(refusal(() => callThrough(fn({}, u32), indexOf.none)())).toMatchObject({ code: 'ABI-F005' })
    const wide = callThrough(fn({ value: i64 }, u32), indexOf.i64)
    expect(refusal(() => wide(5n))).toMatchObject({ code: 'ABI-F005', path: 'Slot.call → returns' })
    const narrow = callThrough(fn({ value: i32 }, i64), indexOf.i32)
    expect(refusal(() => narrow(5))).toMatchObject({ code: 'ABI-F005', expected: 'a bigint for i64' })
  })

  it('M-11: are neither called nor written without a table', () => {
    const { memory, table } = echoModule()
    const slot = wasmMemory(memory).at(struct('Slot', { call: fn({}) }), 64)
    new DataView(memory.buffer).setUint32(64, 6, true)
    expect(refusal(() => slot.call)).toMatchObject({ code: 'ABI-C004', rule: 'M-11', path: 'Slot.call' })
    expect(refusal(() => (slot.call = table.get(6) as never)).code).toBe('ABI-V001')
    const other = wasmMemory(memory, { table }).at(struct('Slot', { call: fn({}) }), 64)
    expect(refusal(() => (other.call = (() => undefined) as never)).code).toBe('ABI-V001')
    expect(refusal(() => (other.call = 6 as never)).code).toBe('ABI-V001')
  })

  it.each([null, {}, [], { length: 3, get: () => null }, new WebAssembly.Memory({ initial: 1 })])(
    'M-11: %o is no table',
    (table) => {
      const { memory } = echoModule()
      expect(refusal(() => wasmMemory(memory, { table: table as WebAssemblyTable }))).toMatchObject({
        code: 'ABI-L002',
        rule: 'M-11',
        path: 'table',
      })
    },
  )
})
