// Fields with conditions: which declarations fit each other, alone and inside of others.
import {
  accessibleIf,
  array,
  nullable,
  prefixRef,
  prefixType,
  u32,
  u64,
  u8,
  type AnyPrefixType,
  type Field,
  type PrefixFields,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { brokenRules } from './comparison.js'

const declare = (
  prefix: Record<string, Field>,
  suffix: PrefixFields = {},
  version = '1.0.0',
): AnyPrefixType =>
  prefixType('Conditional', { version, prefix, lastPrefixField: Object.keys(prefix).at(-1)!, suffix })

const shown = accessibleIf(true, u32)
const hidden = accessibleIf(false, u32)
const otherHidden = accessibleIf(false, array(u8, 4))
const Elsewhere = prefixType('Elsewhere', { version: '1.0.0', prefix: { a: u32 }, lastPrefixField: 'a' })
const sameRoomHidden = accessibleIf(false, nullable(prefixRef(Elsewhere)))

const valid: [string, AnyPrefixType, AnyPrefixType][] = [
  ['both hold', declare({ a: u32, b: shown }), declare({ a: u32, b: shown })],
  ['one holds', declare({ a: u32, b: shown }), declare({ a: u32, b: hidden })],
  ['none holds', declare({ a: u32, b: hidden }), declare({ a: u32, b: hidden })],
  ['in the suffix, on one side only', declare({ a: u32 }, { b: u32 }), declare({ a: u32 }, { b: shown })],
  [
    'in the suffix, on one side only, and does not hold',
    declare({ a: u32 }, { b: u32 }),
    declare({ a: u32 }, { b: hidden }),
  ],
  [
    'with a newer side',
    declare({ a: u32 }, { b: hidden }),
    declare({ a: u32 }, { b: shown, c: u8 }, '1.1.0'),
  ],
  [
    'another type of the same room, never used on one side',
    declare({ a: u32, b: accessibleIf(true, u64) }),
    declare({ a: u32, b: sameRoomHidden }),
  ],
]

const invalid: [string, AnyPrefixType, AnyPrefixType, string[]][] = [
  [
    'a condition in the prefix of one side only',
    declare({ a: u32, b: u32 }),
    declare({ a: u32, b: shown }),
    ['P-13'],
  ],
  [
    'a condition in the prefix of one side only, which does not hold',
    declare({ a: u32, b: u32 }),
    declare({ a: u32, b: hidden }),
    ['P-13'],
  ],
  [
    'conditions of different fields of the prefix',
    declare({ a: shown, b: u32 }),
    declare({ a: u32, b: shown }),
    ['P-13', 'P-13'],
  ],
  [
    'another type, used on both sides',
    declare({ a: u32 }, { b: shown }),
    declare({ a: u32 }, { b: accessibleIf(true, array(u8, 4)) }),
    ['C-6'],
  ],
  [
    'another alignment, used on neither side',
    declare({ a: u32 }, { b: hidden }),
    declare({ a: u32 }, { b: otherHidden }),
    ['P-14'],
  ],
  [
    'another size, used on one side',
    declare({ a: u32 }, { b: accessibleIf(true, array(u8, 4)) }),
    declare({ a: u32 }, { b: accessibleIf(false, array(u8, 5)) }),
    ['P-14'],
  ],
  [
    'another name, used on neither side',
    declare({ a: u32 }, { b: hidden }),
    declare({ a: u32 }, { c: hidden }),
    ['C-5'],
  ],
]

describe('fields with conditions', () => {
  it.each(valid)('P-13, P-14: fit: %s', (_, one, other) => {
    expect([brokenRules(one, other), brokenRules(other, one)]).toEqual([[], []])
  })

  it.each(invalid)('P-13, P-14: do not fit: %s', (_, one, other, rules) => {
    expect(brokenRules(one, other)).toEqual(rules)
    expect(brokenRules(other, one)).toEqual(rules)
  })

  it('C-9: a field that does not hold is no field that is missing: strict counts it', () => {
    const [short, long] = [declare({ a: u32 }), declare({ a: u32 }, { b: hidden })]
    expect([brokenRules(short, long, true), brokenRules(long, short, true)]).toEqual([[], ['C-9']])
  })

  const outer = (inner: AnyPrefixType): AnyPrefixType =>
    prefixType('Outer', { version: '1.0.0', prefix: { inner: prefixRef(inner) }, lastPrefixField: 'inner' })

  it.each(valid)('P-21: fit inside of others: %s', (_, one, other) => {
    expect([brokenRules(outer(one), outer(other)), brokenRules(outer(other), outer(one))]).toEqual([[], []])
  })

  it.each(invalid)('P-21: do not fit inside of others: %s', (_, one, other, rules) => {
    expect(brokenRules(outer(one), outer(other))).toEqual(rules)
  })
})
