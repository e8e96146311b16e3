import { array, bool, bufferMemory, f32, f64, hostTarget, i64, pointer, struct, u16, u32, u8 } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromMirror, mirrorOf, toMirror, valueMemory } from '../../src/call/mirror.js'
import { structWithValues } from '../support/arbitraries.js'
import { declare } from '../support/declare.js'
import { measure, readTree, writeTree } from '../support/model.js'

const host = hostTarget()

describe('mirrorOf', () => {
  it('K-3: gathers equal scalars into runs', () => {
    const Inner = struct('Inner', { c: f32, d: f32 })
    const Mixed = struct('Mixed', {
      a: u8,
      b: array(u8, 3),
      inner: Inner,
      on: bool,
      p: pointer(u8),
      q: array(i64, 2),
    })
    expect(mirrorOf(Mixed, host)).toEqual({
      size: 40,
      runs: [
        { scalar: 'u8', count: 4, offset: 0 },
        { scalar: 'f32', count: 2, offset: 4 },
        { scalar: 'bool', count: 1, offset: 12 },
        { scalar: 'address', count: 1, offset: 16 },
        { scalar: 'i64', count: 2, offset: 24 },
      ],
    })
  })

  it('K-3: spells out the padding at the end of nested structs', () => {
    const Inner = struct('Inner', { a: u32, b: u8 })
    expect(mirrorOf(struct('Outer', { inner: Inner, c: u8 }), host)).toEqual({
      size: 12,
      runs: [
        { scalar: 'u32', count: 1, offset: 0 },
        { scalar: 'u8', count: 5, offset: 4 },
      ],
    })
    expect(mirrorOf(struct('Outer', { inner: Inner, c: u16 }), host)).toEqual({
      size: 12,
      runs: [
        { scalar: 'u32', count: 1, offset: 0 },
        { scalar: 'u8', count: 4, offset: 4 },
        { scalar: 'u16', count: 1, offset: 8 },
      ],
    })
  })

  it('K-3: leaves alone the padding that C leaves anyway', () => {
    expect(
      mirrorOf(struct('Plain', { a: u8, b: u32, c: u16, d: f64, e: u8 }), host).runs.map((run) => run.offset),
    ).toEqual([0, 4, 8, 16, 24])
  })

  it('K-3: lists no parts of what is too large to be passed', () => {
    expect(mirrorOf(struct('Large', { bytes: array(u8, 10_000_000) }), host)).toEqual({
      runs: [],
      size: 10_000_000,
    })
  })
})

describe('toMirror and fromMirror', () => {
  it('K-3: carry all values there and back', () => {
    fc.assert(
      fc.property(structWithValues(hostTarget()), fc.nat(3), ({ shape, values: [tree] }, skipped) => {
        const { size } = measure(shape, hostTarget())
        fc.pre(size <= 4096)
        const memory = bufferMemory(new ArrayBuffer(size + 8 * skipped))
        writeTree(memory.view, 8 * skipped, shape, hostTarget(), tree)
        const mirror = mirrorOf(declare(shape, 'Random'), host)
        const carried = fromMirror(mirror, toMirror(mirror, memory, 8 * skipped))
        expect(carried.view.byteLength).toBeGreaterThanOrEqual(size)
        expect(readTree(carried.view, 0, shape, hostTarget())).toEqual(tree)
      }),
    )
  })

  it('K-3: carry values that are shorter than the registers that they travel in, or longer', () => {
    const mirror = { runs: [{ scalar: 'u64', count: 2, offset: 0 }], size: 16 } as const
    const memory = bufferMemory(Uint8Array.from({ length: 12 }, (_, index) => index + 1).buffer)
    const carried = fromMirror(mirror, toMirror(mirror, memory, 0))
    expect([...new Uint8Array(carried.view.buffer)]).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0,
    ])
    const one = { runs: [{ scalar: 'u64', count: 1, offset: 0 }], size: 8 } as const
    expect(fromMirror(one, toMirror(one, memory, 0)).view.byteLength).toBe(16)
  })

  it('K-3: values have no address, and their pointers lead into native memory', () => {
    const memory = valueMemory(new ArrayBuffer(8))
    expect([memory.base, memory.space.name]).toEqual([undefined, 'native'])
  })
})
