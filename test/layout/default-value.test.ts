import {
  array,
  bool,
  bufferMemory,
  constPointer,
  f32,
  fn,
  i64,
  nullable,
  opaque,
  pointer,
  struct,
  u8,
  usize,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { defaultOf } from '../../src/layout/default-value.js'
import { refusal } from '../support/refusal.js'

const Inner = struct('Inner', { ticks: i64, on: bool })
const Outer = struct('Outer', {
  inner: Inner,
  list: array(u8, 2),
  next: nullable(pointer(Inner)),
  size: usize,
})

describe('defaultOf', () => {
  it.each([
    [u8, 0],
    [f32, 0],
    [usize, 0],
    [i64, 0n],
    [bool, false],
    [nullable(fn({})), null],
    [nullable(constPointer(u8)), null],
    [array(bool, 2), [false, false]],
    [Outer, { inner: { ticks: 0n, on: false }, list: [0, 0], next: null, size: 0 }],
  ])('L-14: of %s', (type, value) => {
    expect(defaultOf(type, 'it')).toEqual(value)
  })

  it('L-14: can be written where the type is declared', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    new Uint8Array(memory.view.buffer).fill(0xff)
    const view = memory.allocate(Outer, defaultOf(Outer, 'it') as never)
    expect(view.toJSON()).toEqual({ inner: { ticks: '0', on: false }, list: [0, 0], next: null, size: 0 })
  })

  it.each([pointer(u8), fn({}), opaque('Db'), struct('Holder', { p: pointer(u8) })])(
    'L-14: %s has none',
    (type) => {
      expect(refusal(() => defaultOf(type, 'it'))).toMatchObject({ code: 'ABI-L004', rule: 'L-14' })
    },
  )
})
