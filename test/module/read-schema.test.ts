import { canonicalJson, fn, nullable, pointer, prefixType, RStr, since, struct, u32, u8 } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSchema } from '../../src/module/read-schema.js'
import { structShape } from '../support/arbitraries.js'
import { declare } from '../support/declare.js'
import { refusal } from '../support/refusal.js'

const Mod = prefixType('Mod', {
  version: '1.1.0',
  prefix: { open: fn({ path: RStr }, struct('Result', { code: u32, next: nullable(pointer(u8)) })) },
  lastPrefixField: 'open',
  suffix: { more: since('1.1.0', u8) },
})

// What a hand-made mutation may do to the data of a schema.
type Data = any
const read = (data: unknown): unknown => readSchema(JSON.stringify(data), 'mod.so')
const mutated = (mutate: (schema: Data) => unknown): unknown => {
  const schema = JSON.parse(canonicalJson(Mod.schema()))
  return mutate(schema) ?? schema
}
const refused = (data: unknown) => refusal(() => read(data))
const nested = (depth: number): unknown => {
  let node: unknown = 'u8'
  for (let level = 0; level < depth; level++) node = { pointer: node }
  return node
}

describe('a schema that is read', () => {
  it('S-4: is what was written, for any declaration', () => {
    fc.assert(
      fc.property(fc.array(structShape(), { minLength: 1, maxLength: 5 }), fc.nat(), (shapes, cut) => {
        const types = shapes.map((shape, index) => [`f${index}`, declare(shape, `S${index}`)] as const)
        const split = 1 + (cut % types.length)
        const type = prefixType('Random', {
          version: '1.0.0',
          prefix: Object.fromEntries(types.slice(0, split)),
          lastPrefixField: types[split - 1]![0],
          suffix: Object.fromEntries(types.slice(split)),
        })
        const text = canonicalJson(type.schema())
        expect(readSchema(text, 'random.so')).toEqual(type.schema())
        expect(canonicalJson(readSchema(text, 'random.so'))).toBe(text)
      }),
    )
  })

  it('S-4: may have any white space, any order of keys, and further members', () => {
    const schema = mutated((data) =>
      Object.fromEntries(Object.entries({ ...data, future: { x: 1 } }).reverse()),
    )
    expect(readSchema(JSON.stringify(schema, null, 8), 'mod.so')).toEqual(Mod.schema())
  })

  it('S-4: may name scalars that nobody knows yet', () => {
    expect(() => read(mutated((data) => void (data.fields[1].type = 'u128')))).not.toThrow()
  })

  it('S-4: may define types with names that mean something in JavaScript', () => {
    for (const name of ['prototype', 'hasOwnProperty', 'toString', '__defineGetter__']) {
      const type = prefixType('Odd', {
        version: '1.0.0',
        prefix: { a: struct(name, { x: u8 }) },
        lastPrefixField: 'a',
      })
      expect(readSchema(canonicalJson(type.schema()), 'mod.so')).toEqual(type.schema())
    }
  })

  it('S-4: may be nested as deeply as anybody declares types', () => {
    expect(() => read(mutated((data) => void (data.fields[1].type = nested(200))))).not.toThrow()
  })
})

describe('a schema that is refused', () => {
  it.each([
    '',
    ' ',
    '{',
    'null',
    '5',
    '"text"',
    '[]',
    '{}',
    'undefined',
    '{"abiding":1}',
    '\0',
    '{"abiding":1,}',
    '\ufeff{}',
  ])('S-4: %j', (text) => {
    expect(refusal(() => readSchema(text, 'mod.so'))).toMatchObject({
      code: 'ABI-S001',
      rule: 'S-4',
      path: 'mod.so',
    })
  })

  it.each<[string, (schema: Data) => unknown, RegExp]>([
    ['another format', (data) => ({ ...data, abiding: 2 }), /abiding/],
    ['a format that is no number', (data) => ({ ...data, abiding: '1' }), /abiding/],
    ...['abiding', 'interface', 'version', 'lastPrefixField', 'fields', 'types'].map(
      (key): [string, (schema: Data) => unknown, RegExp] => [
        `nothing for ${key}`,
        (data) => void delete data[key],
        new RegExp(key),
      ],
    ),
    ['a name that is none', (data) => ({ ...data, interface: 'My Mod' }), /not a name at interface/],
    ['a name without end', (data) => ({ ...data, interface: 'M'.repeat(256) }), /not a name at interface/],
    ['a version that is none', (data) => ({ ...data, version: '1.1' }), /not a version at version/],
    ['a huge version', (data) => ({ ...data, version: '1.1000.0' }), /not a version/],
    [
      'a last field of the prefix that is no field',
      (data) => ({ ...data, lastPrefixField: 'close' }),
      /close, which is no field/,
    ],
    ['fields that are no list', (data) => ({ ...data, fields: {} }), /fields/],
    ['a field without a type', (data) => void delete data.fields[0].type, /fields\.0/],
    ['a field without a version', (data) => void delete data.fields[0].since, /fields\.0/],
    ['a field with an unknown member', (data) => void (data.fields[0].policy = 'x'), /fields\.0/],
    [
      'a field whose name is none',
      (data) => void (data.fields[0].name = '2nd'),
      /not a name at fields\.0\.name/,
    ],
    [
      'two fields of one name',
      (data) => void (data.fields[1].name = 'open'),
      /two fields of one name in Mod/,
    ],
    ['types that are no object', (data) => ({ ...data, types: [] }), /types/],
    [
      'a type that is not defined',
      (data) => ({ ...data, types: {} }),
      /the type (RStr|Result), which is not defined/,
    ],
    [
      'a type named like a member of every object',
      (data) => void (data.fields[1].type = { type: 'toString' }),
      /toString, which is not defined/,
    ],
    ['a struct without fields', (data) => void (data.types.Result.fields = []), /types\.Result/],
    [
      'a struct with two fields of one name',
      (data) => void (data.types.Result.fields[1].name = 'code'),
      /two fields of one name at types\.Result/,
    ],
    ['a type of another kind', (data) => void (data.types.Result.kind = 'class'), /types\.Result/],
    ['an opaque type with fields', (data) => void (data.types.Result.kind = 'opaque'), /types\.Result/],
  ])('S-4: %s', (_, mutate, found) => {
    const error = refused(mutated(mutate))
    expect(error).toMatchObject({ code: 'ABI-S001', rule: 'S-4', path: 'mod.so' })
    expect(error.found).toMatch(found)
  })

  it.each([
    5,
    null,
    true,
    {},
    [],
    '',
    'u 8',
    { type: 5 },
    { type: 'Result', nullable: true },
    { pointer: 'u8', const: false },
    { pointer: 'u8', nullable: 1 },
    { pointer: 'u8', volatile: true },
    { pointer: 'u8', array: 'u8' },
    { array: 'u8' },
    { array: 'u8', length: 1.5 },
    { array: 'u8', length: -1 },
    { array: 'u8', length: '4' },
    { array: 'u8', length: 1e300 },
    { flexible: 5 },
    { flexible: 'u8', length: 3 },
    { atomic: null },
    { atomic: { type: 'Nowhere' } },
    { flexible: { type: 'Nowhere' } },
    { fn: {} },
    { fn: { params: {}, returns: 'void' } },
    { fn: { params: [] } },
    { fn: { params: [{ type: 'u8' }], returns: 'void' } },
    { fn: { params: [{ name: 'a', type: 'u8', default: 1 }], returns: 'void' } },
    { fn: { params: [], returns: 'void' }, nullable: false },
    { fn: { params: [], returns: 'void', convention: 'stdcall' } },
    { pointer: { pointer: { type: 'Nowhere' } } },
    { fn: { params: [{ name: 'a', type: { type: 'Nowhere' } }], returns: 'void' } },
    { fn: { params: [], returns: { array: { type: 'Nowhere' }, length: 1 } } },
  ])('S-4: the type %j', (type) => {
    for (const place of ['field', 'member'] as const) {
      const data = mutated((schema) => {
        const fields = place === 'field' ? schema.fields : schema.types.Result['fields']
        fields[0].type = type as never
      })
      expect(refused(data)).toMatchObject({ code: 'ABI-S001', rule: 'S-4' })
    }
  })

  it('S-4: 65 fields', () => {
    const withFields = (count: number): unknown =>
      mutated((data) => ({
        ...data,
        lastPrefixField: null,
        fields: Array.from({ length: count }, (_, index) => ({
          name: `f${index}`,
          since: '1.0.0',
          type: 'u8',
        })),
      }))
    expect(() => read(withFields(64))).not.toThrow()
    expect(refused(withFields(65))).toMatchObject({ code: 'ABI-S001' })
  })

  it.each([1_000, 3_000, 10_000, 100_000])('S-4: a type that is nested %i deep, or it is read', (depth) => {
    const text = JSON.stringify(Mod.schema()).replace(
      '"u8"',
      () => `${'{"pointer":'.repeat(depth)}"u8"${'}'.repeat(depth)}`,
    )
    try {
      readSchema(text, 'mod.so')
      expect(depth).toBeLessThan(100_000)
    } catch (error) {
      expect(error).toMatchObject({
        code: 'ABI-S001',
        rule: 'S-4',
        found: 'types that are nested too deeply',
      })
    }
  })

  it('S-4: lists that are nested 100000 deep', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect(refusal(() => readSchema(deep, 'mod.so'))).toMatchObject({ code: 'ABI-S001' })
    const inside = JSON.stringify(Mod.schema()).replace('"u8"', deep)
    expect(refusal(() => readSchema(inside, 'mod.so'))).toMatchObject({ code: 'ABI-S001' })
  })

  it('S-4: random damage, or it is read; nothing else is ever thrown', () => {
    const text = canonicalJson(Mod.schema())
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.nat(20),
        fc.string({ maxLength: 6 }),
        (start, length, inserted) => {
          const damaged = text.slice(0, start) + inserted + text.slice(start + length)
          try {
            readSchema(damaged, 'mod.so')
          } catch (error) {
            expect(error).toMatchObject({ code: 'ABI-S001' })
          }
        },
      ),
    )
  })
})
