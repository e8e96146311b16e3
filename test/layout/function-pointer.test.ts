import { inspect } from 'node:util'
import {
  addressOf,
  array,
  bindFunction,
  exportFunction,
  f64,
  fn,
  formatAddress,
  layoutOf,
  NativeArena,
  nothing,
  nullable,
  pointer,
  snapshot,
  struct,
  u32,
  u8,
  type AnyType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { oddTargets } from '../support/arbitraries.js'
import { refusal } from '../support/refusal.js'

const Increment = fn({ value: u32 }, u32)
const Table = struct('Table', { call: Increment, maybe: nullable(Increment) })

describe('fn', () => {
  it('L-12: declares parameters in order, from a record and from a list', () => {
    const list = fn([{ a: u8 }, { b: f64 }, { c: u32 }], f64)
    expect(list.parameters.map(({ name, type }) => [name, type])).toEqual([
      ['a', u8],
      ['b', f64],
      ['c', u32],
    ])
    expect(list.returns).toBe(f64)
    const record = fn({ x: u8, y: u8 }, f64)
    expect(record.parameters.map((one) => one.name)).toEqual(['x', 'y'])
    expect(fn({}).returns).toBe(nothing)
    expect(list.name).toBe('fn(a: u8, b: f64, c: u32) → f64')
  })

  it('L-12: has the size of a pointer', () => {
    expect(layoutOf(Increment)).toEqual({ size: 8, alignment: 8 })
    expect(layoutOf(Increment, oddTargets.arm)).toEqual({ size: 4, alignment: 4 })
  })

  it.each([
    [fn({}), 'void (*f)(void)'],
    [fn([{ a: u8 }, { b: f64 }], u32), 'uint32_t (*f)(uint8_t a, double b)'],
    [fn({ list: pointer(array(u8, 2)) }), 'void (*f)(uint8_t (*list)[2])'],
    [fn({}, fn({ a: u8 }, u32)), 'uint32_t (*(*f)(void))(uint8_t a)'],
    [fn({ call: fn({}) }), 'void (*f)(void (*call)(void))'],
    [array(fn({}), 3), 'void (*f[3])(void)'],
    [pointer(fn({})), 'void (**f)(void)'],
    [fn({}, pointer(array(u8, 2))), 'uint8_t (*(*f)(void))[2]'],
  ])('L-12: %s is spelled for C', (type, spelling) => {
    expect(type.declareC('f')).toBe(spelling)
  })

  it.each([undefined, null, 3, 'u8'])('L-12: refuses the parameters %s', (parameters) => {
    expect(refusal(() => fn(parameters as never)).code).toBe('ABI-L002')
  })

  it('L-12: refuses parameters and results that cannot be passed', () => {
    const at = 'fn → param a'
    expect(refusal(() => fn({ a: 'u8' as never }))).toMatchObject({ code: 'ABI-L002', path: at })
    expect(refusal(() => fn({ a: nothing }))).toMatchObject({ code: 'ABI-L006', rule: 'L-12', path: at })
    expect(refusal(() => fn({ a: array(u8, 2) }))).toMatchObject({ code: 'ABI-L006', rule: 'L-12', path: at })
    expect(refusal(() => fn({}, array(u8, 2)))).toMatchObject({ code: 'ABI-L006', path: 'fn → returns' })
    expect(refusal(() => fn({}, 3 as never)).code).toBe('ABI-L002')
    expect(refusal(() => fn([{ a: u8 }, { a: u32 }]))).toMatchObject({
      code: 'ABI-L002',
      rule: 'L-12',
      path: at,
    })
    expect(refusal(() => layoutOf(nothing))).toMatchObject({ code: 'ABI-L006', rule: 'L-12' })
  })
})

describe('function pointers in native memory', () => {
  it('L-12: are written from exported functions and from functions that were read', () => {
    using arena = new NativeArena()
    using exported = exportFunction(Increment, (value) => value + 1)
    const table = arena.allocate(Table)
    table.call = exported as never
    expect(table.call(41)).toBe(42)
    table.maybe = table.call
    expect(table.maybe(1)).toBe(2)
    expect(table.call).toBe(table.call)
    const bound = bindFunction(exported.address, Increment)
    table.maybe = bound
    expect(table.maybe(2)).toBe(3)
    const copy = arena.allocate(Table, table)
    expect(copy.call(5)).toBe(6)
    expect(snapshot(copy).call(6)).toBe(7)
  })

  it.each([() => 1, 4096, undefined, {}, 'f'])('L-12: are not written from %s', (value) => {
    using arena = new NativeArena()
    expect(refusal(() => (arena.allocate(Table).call = value as never))).toMatchObject({
      code: 'ABI-V001',
      rule: 'L-12',
      path: 'Table.call',
    })
  })

  it('L-12: say how to make a function callable', () => {
    using arena = new NativeArena()
    expect(refusal(() => (arena.allocate(Table).call = (() => 1) as never)).hint).toContain('exportFunction')
  })

  it('L-12: refuse null unless they are nullable', () => {
    using arena = new NativeArena()
    const table = arena.allocate(Table)
    expect(refusal(() => table.call)).toMatchObject({ code: 'ABI-C002', rule: 'L-12', path: 'Table.call' })
    expect(refusal(() => (table.call = null as never))).toMatchObject({ code: 'ABI-M001', rule: 'L-12' })
    expect(table.maybe).toBeNull()
    table.maybe = null
    expect(table.toJSON()).toEqual({ call: null, maybe: null })
    // Looking at it does not throw: the field shows its error.
    expect(inspect(table)).toContain('ABI-C002')
  })

  it('M-7: refuse to be read where they do not point to code', () => {
    using arena = new NativeArena()
    const Raw = struct('Raw', { call: pointer(u8), maybe: pointer(u8) })
    const raw = arena.allocate(Raw)
    const table = arena
      .allocate(struct('Holder', { table: pointer(Table) }), { table: addressOf(raw) })
      .table.deref()
    raw.call = addressOf(raw) as never
    expect(refusal(() => table.call)).toMatchObject({ code: 'ABI-C003', rule: 'M-7', path: 'Table.call' })
    raw.call = 5 as never
    expect(refusal(() => table.call)).toMatchObject({ code: 'ABI-M001', rule: 'M-1', path: 'Table.call' })
    raw.call = (2 ** 50) as never
    expect(refusal(() => table.call)).toMatchObject({ code: 'ABI-M002', rule: 'M-1' })
    expect(table.toJSON()).toMatchObject({ call: formatAddress(2 ** 50) })
  })

  it('K-6: are not written from functions that were disposed of', () => {
    using arena = new NativeArena()
    const exported = exportFunction(Increment, (value) => value)
    exported[Symbol.dispose]()
    expect(refusal(() => (arena.allocate(Table).call = exported as never))).toMatchObject({
      code: 'ABI-M004',
      rule: 'K-6',
    })
  })

  it('L-12: mentions types that are declared later', () => {
    const signature = fn({ node: pointer((): AnyType => Later) })
    const Later = struct('Later', { visit: signature })
    expect(signature.name).toBe('fn(node: pointer(Later)) → nothing')
    expect(layoutOf(Later).fields[0]!.type).toBe(signature)
  })
})
