import { prefixType, since, u32 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { areCompatible, checkVersion, compareVersions, oldestCompatible } from '../../src/prefix/version.js'
import { refusal } from '../support/refusal.js'

describe('versions of interfaces', () => {
  it.each(['0.0.0', '1.0.0', '0.4.2', '999.999.999', '10.20.30'])('P-2: %s is one', (version) => {
    expect(() => checkVersion(version, 'X.version')).not.toThrow()
  })

  it.each([
    '1',
    '1.2',
    '1.2.3.4',
    'v1.2.3',
    '1.2.x',
    '^1.2.3',
    '1.2.3-rc.1',
    '1.2.3+build',
    ' 1.2.3',
    '1.2.3\n',
    '01.2.3',
  ])('P-2: %j is none', (version) => {
    expect(refusal(() => checkVersion(version, 'X.version'))).toMatchObject({
      code: 'ABI-P003',
      rule: 'P-2',
      path: 'X.version',
    })
  })

  it.each(['1000.0.0', '1.1000.0', '1.0.1000', '', '-1.0.0', '1..0', 1, 1.2, null, undefined, ['1.0.0']])(
    'P-2: %j is none either',
    (version) => {
      expect(refusal(() => checkVersion(version, 'X.version'))).toMatchObject({
        code: 'ABI-P003',
        rule: 'P-2',
      })
    },
  )

  it('P-2: compatible are those whose first number that is not 0 is the same', () => {
    expect(oldestCompatible('1.4.2')).toBe('1.0.0')
    expect(oldestCompatible('0.4.2')).toBe('0.4.0')
    expect(oldestCompatible('0.0.4')).toBe('0.0.4')
    const compatible: [string, string][] = [
      ['1.0.0', '1.9.9'],
      ['0.4.0', '0.4.9'],
      ['0.0.4', '0.0.4'],
      ['0.0.0', '0.0.0'],
    ]
    const incompatible: [string, string][] = [
      ['1.0.0', '2.0.0'],
      ['0.4.0', '0.5.0'],
      ['0.0.4', '0.0.5'],
      ['0.1.0', '1.0.0'],
      ['0.1.0', '0.0.1'],
      ['10.0.0', '1.0.0'],
    ]
    for (const [one, other] of compatible)
      expect([areCompatible(one, other), areCompatible(other, one)]).toEqual([true, true])
    for (const [one, other] of incompatible)
      expect([areCompatible(one, other), areCompatible(other, one)]).toEqual([false, false])
  })

  it('P-2: they are ordered by their numbers', () => {
    const ordered = ['0.0.9', '0.0.10', '0.1.0', '1.0.0', '1.9.0', '1.10.0', '2.0.0', '10.0.0']
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered)
  })
})

describe('the ladder of versions', () => {
  const declare = (version: string, fields: Record<string, string | undefined>, first?: string) =>
    prefixType('Tower', {
      version,
      ...(first === undefined ? {} : { since: first }),
      prefix: { base: u32 },
      lastPrefixField: 'base',
      suffix: Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [name, field === undefined ? u32 : since(field, u32)]),
      ),
    })

  it('P-3: its rungs are the first version, those that brought fields, and the declared one', () => {
    expect(declare('1.3.0', { a: '1.1.0', b: '1.1.0', c: '1.2.4' }).versions).toEqual([
      '1.0.0',
      '1.1.0',
      '1.2.4',
      '1.3.0',
    ])
    expect(declare('1.0.0', {}).versions).toEqual(['1.0.0'])
    expect(declare('0.3.1', { a: undefined }).versions).toEqual(['0.3.0', '0.3.1'])
    expect(declare('2.5.0', { a: '2.4.0' }, '2.3.0').versions).toEqual(['2.3.0', '2.4.0', '2.5.0'])
  })

  it('P-3: a field came in the version that it names, or in the first one', () => {
    const type = declare('1.2.0', { a: undefined, b: '1.1.0', c: '1.2.0' })
    expect(type.fields.map((field) => field.since)).toEqual(['1.0.0', '1.0.0', '1.1.0', '1.2.0'])
  })

  it.each([
    ['a field newer than the interface', '1.1.0', { a: '1.2.0' }, 'Tower.a'],
    ['a field older than the one before it', '1.2.0', { a: '1.2.0', b: '1.1.0' }, 'Tower.b'],
    ['a field without a version behind a newer one', '1.2.0', { a: '1.2.0', b: undefined }, 'Tower.b'],
    ['a field older than the first version', '1.2.0', { a: '0.9.0' }, 'Tower.a'],
  ])('P-3: %s is refused', (_, version, fields, path) => {
    expect(refusal(() => declare(version, fields))).toMatchObject({ code: 'ABI-P003', rule: 'P-3', path })
  })

  it('P-3: a field of the prefix is as old as the interface', () => {
    const late = (): unknown =>
      prefixType('Late', {
        version: '1.1.0',
        prefix: { a: u32, b: since('1.1.0', u32) },
        lastPrefixField: 'b',
      })
    expect(refusal(late)).toMatchObject({
      code: 'ABI-P003',
      rule: 'P-3',
      path: 'Late.b',
      expected: 'since 1.0.0, as all of the prefix',
    })
    const first = prefixType('First', {
      version: '1.1.0',
      prefix: { a: since('1.0.0', u32) },
      lastPrefixField: 'a',
    })
    expect(first.versions).toEqual(['1.0.0', '1.1.0'])
  })

  it('P-3: a first version that is no version, or above the declared one, is refused', () => {
    expect(refusal(() => declare('1.1.0', {}, '1.x'))).toMatchObject({
      code: 'ABI-P003',
      rule: 'P-2',
      path: 'Tower.since',
    })
    expect(refusal(() => declare('1.1.0', {}, '1.2.0'))).toMatchObject({ code: 'ABI-P003', rule: 'P-3' })
    expect(refusal(() => declare('2.1.0', {}, '1.0.0'))).toMatchObject({ code: 'ABI-P003', rule: 'P-3' })
  })

  it('P-3: a rung has the fields that had come by then, at the same places', () => {
    const type = declare('1.2.0', { a: '1.1.0', b: '1.1.0', c: '1.2.0' })
    const names = (version: string): string[] => type.upTo(version).fields.map((field) => field.name)
    expect(names('1.0.0')).toEqual(['base'])
    expect(names('1.0.9')).toEqual(['base'])
    expect(names('1.1.0')).toEqual(['base', 'a', 'b'])
    expect(names('1.2.0')).toEqual(['base', 'a', 'b', 'c'])
    expect(type.upTo('1.1.0').version).toBe('1.1.0')
    expect(type.upTo('1.1.0').versions).toEqual(['1.0.0', '1.1.0'])
    expect(type.upTo('1.1.0').fields).toEqual(type.fields.slice(0, 3))
    expect(type.upTo('1.1.0').upTo('1.0.0').fields).toEqual(type.fields.slice(0, 1))
    expect(type.upTo('1.1.0').lastPrefixField).toBe('base')
  })

  it.each(['0.9.9', '1.2.1', '2.0.0', 'newest'])('P-3: there is no rung %s', (version) => {
    const type = declare('1.2.0', { a: '1.1.0' })
    expect(refusal(() => type.upTo(version))).toMatchObject({ code: 'ABI-P003', path: 'Tower.upTo' })
  })
})
