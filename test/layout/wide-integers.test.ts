import { array, bufferMemory, i128, layoutOf, struct, targets, u128, u8 } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/layout/accessor/code-generation.js'
import { codecOf } from '../../src/layout/layout.js'
import { refusal } from '../support/refusal.js'

const Wide = struct('Wide', { tag: u8, negative: i128, positive: u128 })

describe.each(Object.values(targets))('128-bit integers on $name', (target) => {
  it('L-3: go through memory byte by byte', () => {
    const space = bufferMemory(new ArrayBuffer(256), target)
    const negative = fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n })
    const positive = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n })
    fc.assert(
      fc.property(negative, positive, (a, b) => {
        const view = space.at(Wide, 16)
        view.negative = a
        view.positive = b
        expect([view.negative, view.positive]).toEqual([a, b])
        const at = 16 + layoutOf(Wide, target).fields[2]!.offset
        const bytes = [...new Uint8Array(space.view.buffer, at, 16)]
        const hex = (target.byteOrder === 'little' ? bytes.toReversed() : bytes)
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('')
        expect(BigInt(`0x${hex}`)).toBe(b)
      }),
    )
  })
})

describe('128-bit integers', () => {
  it.each([2n ** 127n, -(2n ** 127n) - 1n, 1, '1', null])('L-3: i128 refuses %s', (value) => {
    const list = bufferMemory(new ArrayBuffer(64)).at(array(i128, 1), 16)
    expect(refusal(() => list.set(0, value as never)).code).toBe(
      typeof value === 'bigint' ? 'ABI-V002' : 'ABI-V001',
    )
    expect(list.at(0)).toBe(0n)
  })

  it.each([
    { type: i128, min: -(2n ** 127n), max: 2n ** 127n - 1n },
    { type: u128, min: 0n, max: 2n ** 128n - 1n },
  ])('L-3: $type.name accepts the same in generated code and outside of it', ({ type, min, max }) => {
    const codec = codecOf(type, targets['x86_64-linux'])
    const inGenerated = compile(`return (value) => ${codec.source!.accepts('value', () => '')}`, {}) as (
      value: unknown,
    ) => boolean
    const memory = bufferMemory(new ArrayBuffer(16))
    const outside = (value: unknown): boolean => {
      try {
        codec.set(memory, 0, value, 'value')
        return true
      } catch {
        return false
      }
    }
    const near = fc
      .constantFrom(min, max, 0n, 2n ** 63n, -(2n ** 63n), 2n ** 64n, 2n ** 127n, 2n ** 128n, -(2n ** 128n))
      .chain((edge) => fc.bigInt({ min: -2n, max: 2n }).map((step) => edge + step))
    fc.assert(
      fc.property(fc.oneof(near, fc.bigInt(), fc.anything({ withBigInt: true })), (value) => {
        const inRange = typeof value === 'bigint' && value >= min && value <= max
        expect([inGenerated(value), outside(value)]).toEqual([inRange, inRange])
      }),
    )
  })

  it('L-3: are decimal strings in JSON and 0 by default', () => {
    expect(i128.defaultValue?.()).toBe(0n)
    const view = bufferMemory(new ArrayBuffer(64)).allocate(struct('One', { value: u128 }), {
      value: 2n ** 127n,
    })
    expect(view.toJSON()).toEqual({ value: String(2n ** 127n) })
  })
})
