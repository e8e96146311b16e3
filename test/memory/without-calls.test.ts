// Memory on its own, without the part of the library that calls functions.
import { addressOf, fn, pointer, struct, u64 } from 'abiding/layout'
import { NativeArena } from 'abiding/memory'
import { describe, expect, it } from 'vitest'

const Raw = struct('Raw', { call: u64 })
const Table = struct('Table', { call: fn({}) })
const Holder = struct('Holder', { table: pointer(Table) })

describe('native memory without calls', () => {
  it('L-12: function pointers are refused, and say what is missing', () => {
    using arena = new NativeArena()
    const raw = arena.allocate(Raw, { call: 2n ** 40n })
    const table = arena.allocate(Holder, { table: addressOf(raw) }).table.deref()
    expect(() => table.call).toThrow(expect.objectContaining({ code: 'ABI-C004', path: 'Table.call' }))
    expect(() => (table.call = (() => undefined) as never)).toThrow(
      expect.objectContaining({ code: 'ABI-V001' }),
    )
  })
})
