// Presence by version: which ladders there are, and what they say of an instance.
import {
  bool,
  c_int,
  fn,
  hasField,
  i8,
  implement,
  layoutOf,
  missing,
  NativeArena,
  prefixType,
  reserved,
  since,
  struct,
  u16,
  u32,
  u64,
  u8,
  versionField,
  viewPrefix,
  type AnyType,
  type PrefixType,
} from 'abiding'
import { afterAll, describe, expect, it } from 'vitest'
import { refusal } from '../../support/refusal.js'

const arena = new NativeArena()
afterAll(() => arena[Symbol.dispose]())

const Version = struct('CK_VERSION', { major: u8, minor: u8 })

/** A type with fields a to e of 32 bits behind its version. */
function typeOf(ladder: Record<string, string>, version: AnyType = c_int, options = {}): PrefixType {
  return prefixType('Table', {
    presence: versionField('version', ladder, options),
    prefix: { version, a: u32 },
    lastPrefixField: 'a',
    suffix: { b: u32, c: u32, d: u32, e: u32 },
  })
}

/** The fields that an instance of some version has, by words that stand in memory. */
function fieldsAt(type: PrefixType, words: readonly number[]): string[] {
  const { memory, offset } = arena.allocateBytes(64, 16)
  words.forEach((word, index) => memory.view.setInt32(offset + 4 * index, word, true))
  const view = viewPrefix(type, memory.base! + offset) as never
  return type.fields.flatMap(({ name }) => (hasField(view, name as never) ? [name] : []))
}

describe('a ladder', () => {
  it('R-3: says in which version each field came', () => {
    const type = typeOf({ 1: 'a', 2: 'c', 3: 'e' })
    expect(type.fields.map((field) => field.since)).toEqual(['1', '1', '2', '2', '3', '3'])
    expect([type.version, ...type.versions]).toEqual(['3', '1', '2', '3'])
    expect(type.upTo('2').fields.map((field) => field.name)).toEqual(['version', 'a', 'b', 'c'])
  })

  it('R-3: may begin at 0 and behind the prefix, leave numbers out, and have rungs that bring nothing', () => {
    expect(typeOf({ 0: 'a', 10: 'e' }).versions).toEqual(['0', '10'])
    const wide = typeOf({ 4: 'c', 7: 'c', 9: 'e' })
    expect(wide.versions).toEqual(['4', '7', '9'])
    expect(wide.upTo('8').fields).toHaveLength(4)
    expect(wide.upTo('8').versions).toEqual(['4', '7', '8'])
    expect(refusal(() => wide.upTo('3'))).toMatchObject({
      code: 'ABI-P003',
      expected: 'a version from 4 to 9',
    })
    expect(refusal(() => wide.upTo('10'))).toMatchObject({ code: 'ABI-P003' })
    expect(refusal(() => wide.upTo('4.1'))).toMatchObject({ code: 'ABI-P010', rule: 'R-3' })
  })

  it.each([
    ['that is empty', {}, 'Table'],
    ['of an unknown field', { 1: 'a', 2: 'z' }, 'Table → 2'],
    ['whose fields are out of order', { 1: 'c', 2: 'b', 3: 'e' }, 'Table → 2'],
    ['that skips the last field', { 1: 'a', 2: 'd' }, 'Table → 2'],
    ['that begins before the end of the prefix', { 1: 'version', 2: 'e' }, 'Table → 1'],
    ['whose rungs are out of order', { '2.0': 'a', '1.0': 'e' }, "versionField('version')"],
    ['of rungs of several kinds', { 1: 'a', '2.0': 'e' }, "versionField('version')"],
    ['with a negative rung', { '-1': 'a', 2: 'e' }, "versionField('version')"],
    ['with a rung that is a word', { first: 'a' }, "versionField('version')"],
    ['with a rung without a field', { 1: 5 as never }, "versionField('version') → 1"],
  ])('R-3: is refused if it is one %s', (_, ladder, path) => {
    const error = refusal(() => typeOf(ladder))
    expect(error).toMatchObject({ code: 'ABI-P010', rule: 'R-3' })
    expect(error.path).toBe(error.path!.startsWith('Table') ? path : error.path)
  })

  it('R-3: has as many numbers as the version field', () => {
    expect(refusal(() => typeOf({ '1.0': 'e' }))).toMatchObject({ code: 'ABI-P010' })
    expect(refusal(() => typeOf({ 1: 'e' }, Version))).toMatchObject({
      code: 'ABI-P010',
      expected: '2 whole numbers joined by dots',
    })
    expect(refusal(() => typeOf({ 1: 'e' }, c_int, { newest: '1.0' }))).toMatchObject({ code: 'ABI-P010' })
  })

  it('R-3: leaves no room for other versions', () => {
    const declare = (more: object): unknown =>
      prefixType('Table', {
        presence: versionField('version', { 1: 'a' }),
        prefix: { version: c_int, a: u32 },
        lastPrefixField: 'a',
        ...more,
      })
    for (const more of [{ version: '1.0.0' }, { since: '1.0.0' }])
      expect(refusal(() => declare(more))).toMatchObject({ code: 'ABI-P010', rule: 'R-3' })
    const withSince = { prefix: { version: c_int, a: since('1', u32) } }
    expect(refusal(() => declare(withSince))).toMatchObject({ code: 'ABI-P010', path: 'Table.a' })
  })
})

describe('the field that says the version', () => {
  it.each([
    ['that is not declared', { a: u32 }, {}, 'no such field'],
    ['of the suffix', { a: u32 }, { version: c_int }, 'a field of the suffix'],
    ['that is a bool', { version: bool, a: u32 }, {}, 'bool'],
    ['that is a function', { version: fn({}, c_int), a: u32 }, {}, 'fn() → c_int'],
    ['that may be missing', { version: missing.option(c_int), a: u32 }, {}, 'a field that may be missing'],
    ['that is reserved', { version: reserved(c_int), a: u32 }, {}, 'a reserved slot'],
  ])('R-1: is refused if it is one %s', (_, prefix, suffix, found) => {
    const fields = [...Object.keys(prefix), ...Object.keys(suffix)]
    const declare = (): unknown =>
      prefixType('Table', {
        presence: versionField('version', { 1: fields.at(-1)! }) as never,
        prefix: prefix,
        lastPrefixField: 'a',
        suffix,
      })
    expect(refusal(declare)).toMatchObject({ code: 'ABI-P010', rule: 'R-1', path: 'Table.version', found })
  })

  it('R-1: what presence gave must be one of the ways', () => {
    const declare = (presence: unknown): unknown =>
      prefixType('Table', { presence: presence as never, prefix: { a: u32 }, lastPrefixField: 'a' })
    for (const presence of ['version', null, {}, 5])
      expect(refusal(() => declare(presence))).toMatchObject({ code: 'ABI-P010', path: 'Table.presence' })
  })

  it('R-1: lies where C puts it, behind no header, and there may be more than 64 fields', () => {
    const suffix = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`f${index}`, u16]))
    const type = prefixType('Table', {
      presence: versionField('version', { 1: 'version', 2: 'f89' }),
      prefix: { first: u8, version: u32 },
      lastPrefixField: 'version',
      suffix,
    } as never) as PrefixType
    expect(type.fields).toHaveLength(92)
    const { fields, size } = layoutOf(type)
    expect([fields[0]!.offset, fields[1]!.offset, fields[2]!.offset, size]).toEqual([0, 4, 8, 188])
  })
})

describe('an instance', () => {
  it.each([
    [1, ['version', 'a']],
    [2, ['version', 'a']],
    [3, ['version', 'a', 'b', 'c']],
    [4, ['version', 'a', 'b', 'c']],
    [7, ['version', 'a', 'b', 'c', 'd', 'e']],
    [2 ** 31 - 1, ['version', 'a', 'b', 'c', 'd', 'e']],
  ])('R-3: of version %i has the fields of the rungs up to it', (version, names) => {
    expect(fieldsAt(typeOf({ 1: 'a', 3: 'c', 5: 'e' }), [version])).toEqual(names)
  })

  it.each([0, -1, -(2 ** 31)])('R-3: of version %i is refused', (version) => {
    const error = refusal(() => fieldsAt(typeOf({ 1: 'a', 3: 'e' }), [version]))
    expect(error).toMatchObject({
      code: 'ABI-P007',
      rule: 'R-3',
      path: 'Table.version',
      expected: '1 or newer',
      found: String(version),
    })
  })

  it('R-3: above the newest version that is believed is refused', () => {
    const type = typeOf({ 1: 'a', 3: 'e' }, u64, { newest: 9 })
    expect(fieldsAt(type, [9, 0])).toHaveLength(6)
    expect(refusal(() => fieldsAt(type, [10, 0]))).toMatchObject({
      code: 'ABI-P007',
      expected: 'a version from 1 to 9',
      found: '10',
    })
    expect(refusal(() => fieldsAt(type, [-1, -1]))).toMatchObject({ found: String(2n ** 64n - 1n) })
  })

  it('R-3: compares structs of numbers from their first one', () => {
    const type = typeOf({ '2.0': 'a', '2.40': 'b', '3.0': 'e' }, Version)
    const count = (major: number, minor: number): number => fieldsAt(type, [major | (minor << 8)]).length
    expect([count(2, 0), count(2, 39), count(2, 40), count(2, 255), count(3, 0), count(4, 1)]).toEqual([
      2, 2, 3, 3, 6, 6,
    ])
    expect(refusal(() => count(1, 255))).toMatchObject({ code: 'ABI-P007', found: '1.255' })
  })

  it('R-3: says its version in any integer', () => {
    for (const version of [i8, u8, u16, u64])
      expect(fieldsAt(typeOf({ 1: 'a', 3: 'e' }, version), [1, 0])).toEqual(['version', 'a'])
    expect(refusal(() => fieldsAt(typeOf({ 1: 'a', 3: 'e' }, i8), [255]))).toMatchObject({ found: '-1' })
  })

  it('R-3, P-9: without a field under panic says which version it is of', () => {
    const type = prefixType('Table', {
      presence: versionField('version', { 1: 'a', 2: 'b' }),
      prefix: { version: c_int, a: u32 },
      lastPrefixField: 'a',
      suffix: { b: missing.panic(u32) },
    })
    using old = implement(type.upTo('1'), { a: 1 })
    expect(refusal(() => old.as(type).b)).toMatchObject({
      code: 'ABI-P004',
      found: 'version 1 with 2 fields',
    })
  })
})
