import {
  array,
  bool,
  bufferMemory,
  f32,
  i128,
  i16,
  i64,
  struct,
  u32,
  u8,
  unchecked,
  usize,
  bits,
  char32,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

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

  it('L-36: refuses what is no accessor', () => {
    expect(refusal(() => unchecked({} as never))).toMatchObject({ code: 'ABI-V001' })
  })
})
