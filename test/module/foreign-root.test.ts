// Structs that are no roots of modules, and schemas that mention them.
import { loadModule, prefixType, sizeField, u32, versionField } from 'abiding'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/layout/index.js'
import { readSchema } from '../../src/module/read-schema.js'
import { refusal } from '../support/refusal.js'

const fields = { prefix: { said: u32, a: u32 }, lastPrefixField: 'a' as const }
const BySize = prefixType('Options', { presence: sizeField('said'), ...fields })
const ByVersion = prefixType('Table', {
  presence: versionField('said', { 1: 'a', 2: 'b' }),
  ...fields,
  suffix: { b: u32 },
})

describe('a struct of somebody else', () => {
  it('R-13: is not loaded as a module', () => {
    for (const type of [BySize, ByVersion])
      expect(refusal(() => loadModule('./nowhere.so', type))).toMatchObject({
        code: 'ABI-S002',
        rule: 'R-13',
        path: type.name,
        hint: expect.stringContaining('viewPrefix') as string,
      })
  })
})

describe('its schema', () => {
  const read = (change: (data: Record<string, unknown>) => object): unknown =>
    readSchema(canonicalJson(change({ ...ByVersion.schema() })), 'file.so')

  it('S-3, R-11: is read as it was written', () => {
    for (const type of [BySize, ByVersion, ByVersion.upTo('1')])
      expect(readSchema(canonicalJson(type.schema()), 'file.so')).toEqual(type.schema())
    expect(ByVersion.schema()).toMatchObject({ version: '2', presence: { kind: 'version', field: 'said' } })
  })

  it('S-3, R-1: may have more fields than a mask', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ name: `f${index}`, since: '2', type: 'u8' }))
    const withMany = (data: Record<string, unknown>): Record<string, unknown> => ({
      ...data,
      fields: [...(data.fields as object[]), ...many],
    })
    expect(read(withMany)).toBeDefined()
    expect(refusal(() => read((data) => ({ ...withMany(data), presence: undefined }))).code).toBe('ABI-S001')
  })

  it.each([
    ['another kind of presence', { presence: { kind: 'flag', field: 'said' } }],
    ['a presence of no field', { presence: { kind: 'version', field: 'none' } }],
    ['a presence without a field', { presence: { kind: 'version' } }],
    ['a presence with more', { presence: { kind: 'version', field: 'said', more: 1 } }],
    ['a version of three numbers', { version: '2.0.0' }],
    ['a version that is none', { version: 'two' }],
    ['versions of the wrong presence', { presence: { kind: 'size', field: 'said' } }],
    ['a slot that is not true', { fields: [{ name: 'said', since: '1', type: 'u32', reserved: false }] }],
    ['a slot without a name', { fields: [{ name: 'said', since: '1', type: 'u32', consumes: '' }] }],
  ])('S-4: is refused with %s', (_, change) => {
    expect(refusal(() => read((data) => ({ ...data, ...change }))).code).toBe('ABI-S001')
  })
})
