// Where fields lie, which of them are seen, and what readers get for those that their side alone knows.
import {
  implement,
  layoutOf,
  missing,
  MissingFieldError,
  prefixType,
  safeRead,
  since,
  struct,
  u16,
  u32,
  u64,
  u8,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../../support/refusal.js'

describe('fields', () => {
  it('P-7, P-8: are seen in the prefix and in the suffix', () => {
    const Visible = prefixType('Visible', {
      version: '1.0.0',
      missing: 'panic',
      prefix: { a: u32, b: u32 },
      lastPrefixField: 'b',
      suffix: { c: u32, d: u32 },
    })
    using instance = implement(Visible, { a: 5, b: 8, c: 13, d: 21 })
    const { a, b, c, d } = instance.as()
    expect([a, b, c, d]).toEqual([5, 8, 13, 21])
  })

  it('P-5: of many alignments lie where C puts them', () => {
    const Alignments = prefixType('Alignments', {
      version: '1.0.0',
      missing: 'panic',
      prefix: { a: u64, b: u8 },
      lastPrefixField: 'b',
      suffix: { c: u16, d: u32, e: u64, f: u32, g: u16, h: u8 },
    })
    expect(layoutOf(Alignments).fields.map(({ offset }) => offset)).toEqual([16, 24, 26, 28, 32, 40, 44, 46])
    using instance = implement(Alignments, { a: 5n, b: 8, c: 13, d: 21, e: 34n, f: 55, g: 89, h: 144 })
    const { a, b, c, d, e, f, g, h } = instance.as()
    expect([a, b, c, d, e, f, g, h]).toEqual([5n, 8, 13, 21, 34n, 55, 89, 144])
  })

  it('P-15: that are aligned to 32 or 64 bytes lie at such addresses', () => {
    const Align32 = struct('Align32', { value: u8 }, { align: 32 })
    const Align64 = struct('Align64', { value: u8 }, { align: 64 })
    const OverAligned = prefixType('OverAligned', {
      version: '1.0.0',
      missing: 'panic',
      prefix: { a: Align32 },
      lastPrefixField: 'a',
      suffix: { b: u8, c: Align64, d: u16 },
    })
    expect(layoutOf(OverAligned)).toMatchObject({
      alignment: 64,
      fields: [{ offset: 64 }, { offset: 96 }, { offset: 128 }, { offset: 192 }],
    })
    using instance = implement(OverAligned, { a: { value: 5 }, b: 8, c: { value: 13 }, d: 21 })
    expect(instance.address % 64).toBe(0)
    const { a, b, c, d } = instance.as()
    expect([a.value, b, c.value, d]).toEqual([5, 8, 13, 21])
    expect(safeRead(instance.address + 128, 1)[0]).toBe(13)
  })

  it('P-15: a newer field that would move the older ones is refused, unless room was kept', () => {
    const Align32 = struct('Align32', { value: u8 }, { align: 32 })
    const declare = (align?: 32) =>
      prefixType('Grown', {
        version: '1.1.0',
        prefix: { a: u8 },
        lastPrefixField: 'a',
        suffix: { b: since('1.1.0', Align32) },
        ...(align === undefined ? {} : { align }),
      })
    expect(refusal(() => layoutOf(declare()))).toMatchObject({
      code: 'ABI-L006',
      rule: 'P-15',
      path: 'Grown',
      expected: 'fields that begin at 16, as those of the first version do',
    })
    using old = implement(declare(32).upTo('1.0.0'), { a: 5 })
    expect(old.as(declare(32))).toMatchObject({ a: 5, b: undefined })
    expect(layoutOf(declare(32)).fields.map(({ offset }) => offset)).toEqual([32, 64])
  })
})

describe('a field that the instance does not have', () => {
  const suffix = {
    c: missing.with(u32, () => 101),
    d: missing.default(u32),
    e: missing.panic(u32),
  }
  const versions = [0, 1, 2, 3].map((count) =>
    prefixType('Nonexistent', {
      version: `1.${count}.0`,
      prefix: { a: u32, b: u32 },
      lastPrefixField: 'b',
      suffix: Object.fromEntries(Object.entries(suffix).slice(0, count)) as typeof suffix,
    }),
  )

  it.each([0, 1, 2, 3])('P-8, P-9: follows its policy: an instance of version 1.%i.0', (made) => {
    const values = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].slice(0, 2 + made).map((name, index) => [name, index]),
    )
    using instance = implement(versions[made]!, values as never)
    versions.forEach((reader, read) => {
      const seen = instance.as(reader)
      expect([seen.a, seen.b]).toEqual([0, 1])
      if (read >= 1) expect(seen.c).toBe(made >= 1 ? 2 : 101)
      if (read >= 2) expect(seen.d).toBe(made >= 2 ? 3 : 0)
      if (read < 3) return expect(seen.e).toBeUndefined()
      if (made === 3) return expect(seen.e).toBe(4)
      const error = refusal(() => seen.e) as MissingFieldError
      expect(error).toBeInstanceOf(MissingFieldError)
      expect(error.field).toMatchObject({
        index: 4,
        name: 'e',
        typeName: 'Nonexistent',
        expectedVersion: '1.3.0',
        expectedCount: 5,
        foundVersion: `1.${made}.0`,
        foundCount: 2 + made,
      })
    })
  })
})
