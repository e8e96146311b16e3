// Which bits instances have, and which fields readers see.
import { accessibleIf, fn, hasField, implement, prefixType, safeRead, u8, type PrefixFields } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lowMask, maskHas } from '../../../src/prefix/mask.js'

const conditions = fc.array(fc.option(fc.boolean(), { nil: undefined }), { minLength: 1, maxLength: 64 })

/** An interface of numbers, all in the suffix, of which some have conditions. */
function declare(wanted: readonly (boolean | undefined)[]) {
  const fields = wanted.map((condition, index) => [
    `f${index}`,
    condition === undefined ? u8 : accessibleIf(condition, u8),
  ])
  return prefixType('Masked', { version: '1.0.0', suffix: Object.fromEntries(fields) as PrefixFields })
}

const maskOf = (wanted: readonly (boolean | undefined)[]): bigint =>
  wanted.reduce((mask, condition, index) => (condition === false ? mask : mask | (1n << BigInt(index))), 0n)

describe('masks', () => {
  it('P-5: of n fields, the lowest n bits, from none to all 64', () => {
    for (let count = 0; count <= 64; count++) {
      expect(lowMask(count)).toBe(BigInt(`0b0${'1'.repeat(count)}`))
      expect([count - 1, count].map((bit) => maskHas(lowMask(count), bit))).toEqual([count > 0, false])
    }
  })

  it('P-11: a maker clears the bits of fields whose condition does not hold', () => {
    fc.assert(
      fc.property(conditions, (wanted) => {
        const values = Object.fromEntries(wanted.map((_, index) => [`f${index}`, index]))
        using instance = implement(declare(wanted), values)
        const bytes = safeRead(instance.address, 16 + wanted.length)
        expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(maskOf(wanted))
        // Their bytes are there all the same.
        expect([...bytes.subarray(16)]).toEqual(wanted.map((_, index) => index))
      }),
    )
  })

  it('P-12: a reader sees what the mask and its own constant have', () => {
    fc.assert(
      fc.property(conditions, conditions, (made, read) => {
        const values = Object.fromEntries(made.map((_, index) => [`f${index}`, index]))
        using instance = implement(declare(made), values)
        const seen = instance.as(declare(read)) as Record<string, unknown>
        const both = maskOf(made) & maskOf(read)
        read.forEach((_, index) => {
          const isThere = maskHas(both, index)
          expect(hasField(seen, `f${index}`)).toBe(isThere)
          expect(seen[`f${index}`]).toBe(isThere ? index : undefined)
        })
      }),
    )
  })

  it('P-12: four readers of one instance, by their constants', () => {
    const type = (first: boolean, second: boolean) =>
      prefixType('Table', {
        version: '1.0.0',
        prefix: { a: accessibleIf(first, u8), call: fn({}, u8), b: accessibleIf(second, u8) },
        lastPrefixField: 'b',
      })
    const table: [made: [boolean, boolean], read: [boolean, boolean], seen: [unknown, unknown]][] = []
    for (const made of [0, 1, 2, 3]) {
      for (const read of [0, 1, 2, 3]) {
        const bits = (mask: number): [boolean, boolean] => [(mask & 1) > 0, (mask & 2) > 0]
        const [a, b] = bits(made & read)
        table.push([bits(made), bits(read), [a ? 5 : undefined, b ? 8 : undefined]])
      }
    }
    expect(table).toHaveLength(16)
    for (const [made, read, seen] of table) {
      using instance = implement(type(...made), { a: 5, call: () => 13, b: 8 })
      const view = instance.as(type(...read))
      expect([view.a, view.b, view.call()]).toEqual([...seen, 13])
    }
  })
})
