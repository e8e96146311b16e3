import {
  addressOf,
  array,
  bool,
  bufferMemory,
  bytesOf,
  copyFrom,
  cString,
  equals,
  f32,
  i128,
  i16,
  i64,
  moveTo,
  native,
  NativeArena,
  nullable,
  snapshot,
  struct,
  u32,
  u8,
  unchecked,
  usize,
  bits,
  char32,
  wasmMemory,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Named = struct('Named', { name: nullable(cString), value: u8 })
const Inner = struct('Inner', { value: u8 })
const All = struct('All', {
  a: u8,
  b: i16,
  c: u32,
  d: i64,
  e: f32,
  f: bool,
  g: usize,
  h: i128,
  i: bits(u8, 3),
  inner: Inner,
  list: array(u8, 2),
  letter: char32,
})

describe('unchecked', () => {
  it('L-36: writes what does not fit as a DataView does', () => {
    const view = unchecked(bufferMemory(new ArrayBuffer(256)).at(All, 0))
    view.a = 257
    view.b = -32769
    view.c = 1.9
    view.d = 2n ** 64n + 1n
    view.f = 'yes' as never
    view.g = 5
    view.h = 2n ** 128n + 3n
    view.i = 9
    view.inner.value = 258
    expect([view.a, view.b, view.c, view.d, view.f, view.g, view.h, view.i, view.inner.value]).toEqual([
      1,
      32767,
      1,
      1n,
      true,
      5,
      3n,
      1,
      2,
    ])
  })

  it('L-36: is an accessor of the same bytes; the other one goes on checking', () => {
    const checked = bufferMemory(new ArrayBuffer(256)).at(All, 0)
    const fast = unchecked(checked)
    fast.a = 7
    expect(checked.a).toBe(7)
    expect(refusal(() => (checked.a = 256))).toMatchObject({ code: 'ABI-V002' })
    expect(unchecked(checked).constructor).toBe(fast.constructor)
  })

  it('L-36: indexes, whole values and what has no unchecked form are checked', () => {
    const view = unchecked(bufferMemory(new ArrayBuffer(256)).at(All, 0))
    expect(refusal(() => view.list.at(2))).toMatchObject({ code: 'ABI-V003' })
    expect(refusal(() => (view.inner = { value: 256 } as never))).toMatchObject({ code: 'ABI-V002' })
    expect(refusal(() => (view.letter = 5 as never))).toMatchObject({ code: 'ABI-V001' })
  })

  it('L-36: of an unchecked accessor gives one of the same class', () => {
    const fast = unchecked(bufferMemory(new ArrayBuffer(256)).at(All, 0))
    expect(unchecked(fast).constructor).toBe(fast.constructor)
    expect(unchecked(fast).inner.constructor).toBe(fast.inner.constructor)
  })

  it.each(['native', 'buffer', 'pointee', 'WebAssembly'])(
    'L-36: sees, moves and keeps what the accessor does: %s',
    (place) => {
      using arena = new NativeArena()
      const pair = array(Named, 2)
      const made = {
        native: () => arena.allocate(pair),
        buffer: () => bufferMemory(new ArrayBuffer(256)).allocate(pair),
        pointee: () => native.at(pair, addressOf(arena.allocate(pair))),
        WebAssembly: () =>
          wasmMemory(new WebAssembly.Memory({ initial: 1 }), { allocate: { from: 16, to: 1024 } }).allocate(
            pair,
          ),
      }[place]!()
      // Nobody keeps bytes for what a pointer leads to.
      const name = place === 'pointee' ? null : 'kept'
      const fast = unchecked(made)
      fast.at(1).name = name
      fast.at(1).value = 257
      expect(snapshot(made)).toEqual([
        { name: null, value: 0 },
        { name, value: 1 },
      ])
      expect(addressOf(fast.at(1))).toBe(addressOf(made.at(1)))
      expect([...bytesOf(fast)]).toEqual([...bytesOf(made)])
      expect(equals(fast, made)).toBe(true)
      const moved = fast.at(0)
      moveTo(moved, addressOf(made.at(1)))
      moved.value = 258
      expect([...made].map(({ value }) => value)).toEqual([0, 2])
      copyFrom(made.at(0), fast.at(1))
      expect(made.at(0).value).toBe(2)
      let sum = 0
      for (const { value } of fast.cursor()) sum += value
      expect(sum).toBe(4)
    },
  )

  it('L-36: may leave its memory', () => {
    using arena = new NativeArena()
    using other = new NativeArena()
    const place = arena.allocate(Inner)
    const elsewhere = other.allocate(Inner)
    const fast = unchecked(place)
    for (const there of [elsewhere, place, elsewhere]) {
      moveTo(fast, addressOf(there))
      fast.value = 3
      expect(there.value).toBe(3)
      there.value = 0
      expect(fast.value).toBe(0)
    }
  })

  it('L-36: refuses what is no accessor', () => {
    expect(refusal(() => unchecked({} as never))).toMatchObject({ code: 'ABI-V001' })
  })
})
