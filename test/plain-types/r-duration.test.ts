import {
  bindFunction,
  bufferMemory,
  bytesOf,
  durationFromMilliseconds,
  durationToMilliseconds,
  exportFunction,
  fn,
  layoutOf,
  RDuration,
  snapshot,
  u32,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

describe('RDuration', () => {
  it('T-2: has its seconds at 0 and its nanoseconds at 8', () => {
    const layout = layoutOf(RDuration)
    expect(layout).toMatchObject({ size: 16, alignment: 8 })
    expect(layout.fields.map(({ name, offset, size }) => ({ name, offset, size }))).toEqual([
      { name: 'secs', offset: 0, size: 8 },
      { name: 'nanos', offset: 8, size: 4 },
    ])
    const duration = bufferMemory(new ArrayBuffer(64)).allocate(RDuration, {
      secs: 0x0102n,
      nanos: 500_000_000,
    })
    expect([...bytesOf(duration)]).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0x00, 0x65, 0xcd, 0x1d, 0, 0, 0, 0])
  })

  it('T-2: takes bigint seconds only', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    expect(refusal(() => memory.allocate(RDuration, { secs: 1 as never, nanos: 0 }))).toMatchObject({
      code: 'ABI-V001',
    })
  })

  it('T-2: keeps the nanoseconds below a second, wherever they are written', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    const duration = memory.allocate(RDuration, { secs: 1n, nanos: 999_999_999 })
    const isRefused = { code: 'ABI-V002', rule: 'T-2' }
    expect(refusal(() => (duration.nanos = 1_000_000_000))).toMatchObject(isRefused)
    expect(refusal(() => memory.allocate(RDuration, { secs: 1n, nanos: 1e9 }))).toMatchObject(isRefused)
    expect(refusal(() => (duration.nanos = '5' as never))).toMatchObject({ code: 'ABI-V001', rule: 'T-2' })
    expect(duration.nanos).toBe(999_999_999)
    // What somebody else wrote is read as it is.
    bytesOf(duration).fill(0xff, 8, 12)
    expect(duration.nanos).toBe(2 ** 32 - 1)
    const Nanos = fn({ duration: RDuration }, u32)
    using exported = exportFunction(Nanos, ({ nanos }) => nanos)
    const nanos = bindFunction(exported.address, Nanos, 'nanos')
    expect(nanos({ secs: 0n, nanos: 7 })).toBe(7)
    expect(refusal(() => nanos({ secs: 0n, nanos: 1e9 }))).toMatchObject(isRefused)
    expect(RDuration.abiStable).toEqual({ name: 'RDuration', parameters: [] })
  })

  it('T-28: is made of milliseconds, and becomes milliseconds', () => {
    expect(durationFromMilliseconds(0)).toEqual({ secs: 0n, nanos: 0 })
    expect(durationFromMilliseconds(0.000001)).toEqual({ secs: 0n, nanos: 1 })
    expect(durationFromMilliseconds(1999.9999999)).toEqual({ secs: 2n, nanos: 0 })
    expect(durationFromMilliseconds(Number.MAX_SAFE_INTEGER)).toEqual({
      secs: 9007199254740n,
      nanos: 991_000_000,
    })
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.nat(999), (milliseconds, thousandths) => {
        const given = milliseconds + thousandths / 1000
        const memory = bufferMemory(new ArrayBuffer(64))
        const duration = memory.allocate(RDuration, durationFromMilliseconds(given))
        expect(durationToMilliseconds(duration)).toBeCloseTo(given, 3)
        expect(durationToMilliseconds(snapshot(duration))).toBe(durationToMilliseconds(duration))
      }),
    )
  })

  it.each([-1, NaN, Infinity, 2 ** 53])('T-28: refuses %d milliseconds', (milliseconds) => {
    expect(refusal(() => durationFromMilliseconds(milliseconds))).toMatchObject({ code: 'ABI-V002' })
  })

  it('T-28: refuses what is no number', () => {
    expect(refusal(() => durationFromMilliseconds(5n as never))).toMatchObject({ code: 'ABI-V001' })
  })
})
