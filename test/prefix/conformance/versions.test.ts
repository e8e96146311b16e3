// Which versions of an interface fit each other: any two of them, and interfaces that refer to others.
import {
  array,
  prefixRef,
  prefixType,
  struct,
  u16,
  u32,
  u64,
  u8,
  type AnyPrefixType,
  type AnyType,
  type PrefixFields,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noteModule } from '../../../src/prefix/agreement.js'
import { brokenRules } from './comparison.js'

/** Four versions: a prefix of two fields, and a field more in each. */
function fourVersions(name: string, inner: AnyType = u64): AnyPrefixType[] {
  const added: [string, AnyType][] = [
    ['c', u8],
    ['d', inner],
    ['e', array(u16, 3)],
  ]
  return [0, 1, 2, 3].map((count) =>
    prefixType(name, {
      version: `1.${count}.0`,
      prefix: { a: u32, b: u16 },
      lastPrefixField: 'b',
      suffix: Object.fromEntries(added.slice(0, count)),
    }),
  )
}

const pairs = fc.tuple(fc.nat(3), fc.nat(3))

describe('versions of one interface', () => {
  it('C-9: any two fit, and strictly those of which the host has no more fields', () => {
    const versions = fourVersions('Four')
    fc.assert(
      fc.property(pairs, ([host, module]) => {
        expect(brokenRules(versions[host]!, versions[module]!)).toEqual([])
        const isStrict = brokenRules(versions[host]!, versions[module]!, true).length === 0
        expect(isStrict).toBe(host <= module)
      }),
    )
  })

  it('P-18: any pairs, in any order, agree about the largest one', () => {
    let round = 0
    fc.assert(
      fc.property(fc.array(pairs, { minLength: 1, maxLength: 12 }), (met) => {
        const versions = fourVersions(`Met${(round += 1)}`)
        const speaker = (index: number) => ({ name: `v${index}`, schema: versions[index]!.schema() })
        for (const [host, module] of met) noteModule(speaker(host), speaker(module))
      }),
    )
  })

  it('P-21: and so do interfaces that refer to any of them', () => {
    const versions = fourVersions('Inner')
    const outer = versions.flatMap((one) => fourVersions('Outer', prefixRef(one)))
    fc.assert(
      fc.property(fc.nat(15), fc.nat(15), (host, module) => {
        expect(brokenRules(outer[host]!, outer[module]!)).toEqual([])
        const [outerOf, innerOf] = [(index: number) => index % 4, (index: number) => Math.floor(index / 4)]
        // Only from the third version on there is a reference.
        const bothRefer = outerOf(host) >= 2 && outerOf(module) >= 2
        const fits = outerOf(host) <= outerOf(module) && (!bothRefer || innerOf(host) <= innerOf(module))
        expect(brokenRules(outer[host]!, outer[module]!, true).length === 0).toBe(fits)
      }),
    )
  })
})

describe('what never changes', () => {
  const declare = (prefix: PrefixFields, suffix: PrefixFields = {}, align?: number): AnyPrefixType =>
    prefixType('Frozen', {
      version: '1.0.0',
      prefix,
      lastPrefixField: Object.keys(prefix).at(-1)!,
      suffix,
      ...(align === undefined ? {} : { align }),
    })

  it('P-15: the alignment of the whole', () => {
    const plain = declare({ a: u32 })
    for (const align of [8, 16, 32, 64]) {
      const asked = declare({ a: u32 }, {}, align)
      expect(brokenRules(asked, asked)).toEqual([])
      expect(brokenRules(plain, asked)).toEqual(['P-15'])
      expect(brokenRules(asked, plain)).toEqual(['P-15'])
      expect(brokenRules(asked, declare({ a: u32 }, {}, align * 2))).toEqual(['P-15'])
    }
    const Wide = struct('Wide', { value: u8 }, { align: 32 })
    expect(brokenRules(plain, declare({ a: u32 }, { wide: Wide }))).toEqual(['P-15'])
    expect(brokenRules(declare({ a: u32 }, { wide: Wide }), plain)).toEqual(['P-15'])
  })

  it('C-3: the end of the prefix', () => {
    const one = declare({ a: u32 }, { b: u32, c: u32 })
    const two = declare({ a: u32, b: u32 }, { c: u32 })
    const three = declare({ a: u32, b: u32, c: u32 })
    for (const host of [one, two, three]) {
      for (const module of [one, two, three])
        expect(brokenRules(host, module)).toEqual(host === module ? [] : ['C-3'])
    }
    const none = prefixType('Frozen', { version: '1.0.0', suffix: { a: u32, b: u32, c: u32 } })
    expect(brokenRules(none, one)).toEqual(['C-3'])
  })

  it('C-4, C-5, C-6: the order, the names and the types of the fields', () => {
    const host = declare({ a: u32 }, { b: u32, c: u16 })
    expect(brokenRules(host, declare({ a: u32 }, { c: u16, b: u32 }))).toEqual(['C-4', 'C-4'])
    expect(brokenRules(host, declare({ a: u32 }, { b: u32, x: u16 }))).toEqual(['C-5'])
    expect(brokenRules(host, declare({ a: u32 }, { b: u16, c: u16 }))).toEqual(['C-6'])
  })
})
