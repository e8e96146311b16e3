// Room that is kept for later versions, and what happens when one of them takes it.
import {
  array,
  c_int,
  consuming,
  doc,
  fn,
  hasField,
  implement,
  layoutOf,
  missing,
  nullable,
  prefixType,
  reserved,
  since,
  sizeField,
  u32,
  u64,
  u8,
  versionField,
  viewPrefix,
  writePrefix,
} from 'abiding'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { bindPrefix } from '../../../src/prefix/bind-prefix.js'
import { compareSchemas } from '../../../src/prefix/compare-schemas.js'
import { refusal } from '../../support/refusal.js'

const Call = nullable(fn({ a: u32 }, u32))

describe('a reserved slot', () => {
  const Table = prefixType('Table', {
    presence: sizeField('size'),
    prefix: { size: u32, spare: doc('For later.', reserved(u32)), a: u32 },
    lastPrefixField: 'a',
    suffix: { more: reserved(array(u64, 2)), call: Call },
  })

  it('R-9: is written as zero and read by nobody', () => {
    using table = implement(Table, { a: 7, call: null })
    const view = table.as()
    expect(layoutOf(Table).fields.map((field) => field.offset)).toEqual([0, 4, 8, 16, 32])
    expect(JSON.stringify(view)).toBe('{"size":40,"a":7}')
    expect(inspect(view)).not.toMatch(/spare|more/)
    expect(Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(view)))).not.toContain('spare')
    expect(refusal(() => hasField(view, 'spare' as never))).toMatchObject({
      code: 'ABI-V001',
      expected: 'size, a, call',
    })
    expect(Table.schema().fields[1]).toEqual({ name: 'spare', since: '1.0.0', type: 'u32', reserved: true })
  })

  it('R-9, R-7: is written as zero by a writer too', () => {
    using table = implement(Table, { a: 7, call: null })
    const Bytes = prefixType('Table', {
      presence: sizeField('size'),
      prefix: { size: u32, spare: u32, a: u32 },
      lastPrefixField: 'a',
      suffix: { more: array(u64, 2) },
    })
    writePrefix(Bytes, table.address, { spare: 9, a: 1, more: [1n, 2n] })
    expect(viewPrefix(Bytes, table.address).spare).toBe(9)
    const { fieldsWritten } = writePrefix(Table, table.address, { a: 2, call: null })
    expect(fieldsWritten).toEqual(['spare', 'a', 'more', 'call'])
    const bytes = viewPrefix(Bytes, table.address)
    expect([bytes.spare, bytes.a, ...bytes.more!]).toEqual([0, 2, 0n, 0n])
  })

  it('R-9: is given by nobody', () => {
    const values = { a: 7, call: null, spare: 0 }
    expect(refusal(() => implement(Table, values as never))).toMatchObject({ code: 'ABI-P006' })
  })

  it('R-9: has no policy', () => {
    for (const field of [missing.option(u32), missing.panic(u32), consuming('spare', '1.1.0', u32)])
      expect(refusal(() => reserved(field as never))).toMatchObject({ code: 'ABI-P011', rule: 'R-9' })
    expect(refusal(() => reserved('u32' as never)).code).toBe('ABI-L002')
    // Nor has it the one of its type: functions have no default.
    const Strict = prefixType('Strict', {
      version: '1.0.0',
      prefix: { a: u32 },
      lastPrefixField: 'a',
      missing: 'default',
      suffix: { spare: reserved(fn({})) },
    })
    using strict = implement(Strict, { a: 1 })
    expect(strict.as().a).toBe(1)
  })
})

describe('a field in the place of a slot', () => {
  const Sized = prefixType('Table', {
    presence: sizeField('size'),
    version: '1.2.0',
    prefix: { size: u32, flags: consuming('spare', '1.1.0', u32) },
    lastPrefixField: 'flags',
    suffix: {
      call: consuming('hook', '1.2.0', Call),
      level: consuming('more', '1.2.0', missing.value(u64, 3n)),
    },
  })
  const values = { flags: 5, call: (a: number) => a + 1, level: 4n }

  it('R-10: stands where the slot stood', () => {
    expect(Sized.versions).toEqual(['1.0.0', '1.1.0', '1.2.0'])
    const names = Sized.versions.map((version) => Sized.upTo(version).fields.map((field) => field.name))
    expect(names).toEqual([
      ['size', 'spare', 'hook', 'more'],
      ['size', 'flags', 'hook', 'more'],
      ['size', 'flags', 'call', 'level'],
    ])
    expect(Sized.upTo('1.0.0').lastPrefixField).toBe('spare')
    for (const version of Sized.versions)
      expect(layoutOf(Sized.upTo(version)).fields.map((field) => field.offset)).toEqual([0, 4, 8, 16])
  })

  it('R-10: is missing where its bytes are zero and nobody says which version wrote them', () => {
    using old = implement(Sized.upTo('1.0.0'), {})
    using middle = implement(Sized.upTo('1.1.0'), { flags: 5 })
    using now = implement(Sized, values)
    const seen = [old, middle, now].map((one) => {
      const view = viewPrefix(Sized, one.address)
      return [view.flags, view.call?.(1), view.level]
    })
    expect(seen).toEqual([
      [undefined, undefined, 3n],
      [5, undefined, 3n],
      [5, 2, 4n],
    ])
    using zero = implement(Sized, { ...values, flags: 0, call: null })
    expect(hasField(viewPrefix(Sized, zero.address), 'flags')).toBe(false)
  })

  it('R-10: is there where a version says so, whatever its bytes are', () => {
    const Ladder = prefixType('Ladder', {
      presence: versionField('version', { 1: 'flags', 2: 'late', 3: 'late' }),
      prefix: { version: c_int, flags: consuming('spare', '3', u32) },
      lastPrefixField: 'flags',
      suffix: { late: u8 },
    })
    using two = implement(Ladder.upTo('2'), { late: 1 })
    using three = implement(Ladder, { flags: 0, late: 2 })
    expect([viewPrefix(Ladder, two.address).flags, viewPrefix(Ladder, three.address).flags]).toEqual([
      undefined,
      0,
    ])
    const Mod = prefixType('Mod', {
      version: '1.1.0',
      prefix: { flags: consuming('spare', '1.1.0', u32) },
      lastPrefixField: 'flags',
    })
    using old = implement(Mod.upTo('1.0.0'), {})
    using now = implement(Mod, { flags: 0 })
    expect([old.as(Mod).flags, now.as(Mod).flags]).toEqual([undefined, 0])
    // Nobody says of which version an instance is that is only seen.
    expect(viewPrefix(Mod, now.address).flags).toBeUndefined()
    const newer = { version: '1.7.0', fieldCount: 9 }
    expect(bindPrefix(Mod, now.address, newer).flags).toBe(0)
  })

  it('R-10, R-7: is written unless the version of the struct is an older one', () => {
    using old = implement(Sized.upTo('1.0.0'), {})
    const { call: _, ...data } = values
    expect(writePrefix(Sized, old.address, { ...data, call: null }).fieldsWritten).toEqual([
      'flags',
      'call',
      'level',
    ])
    const Ladder = prefixType('Ladder', {
      presence: versionField('version', { 1: 'flags', 3: 'flags' }),
      prefix: { version: c_int, flags: consuming('spare', '3', u32) },
      lastPrefixField: 'flags',
    })
    using two = implement(Ladder.upTo('2'), {})
    expect(writePrefix(Ladder, two.address, { flags: 9 })).toEqual({
      bytesWritten: 0,
      fieldsWritten: [],
      isComplete: false,
    })
    using three = implement(Ladder, { flags: 1 })
    expect(writePrefix(Ladder, three.address, { flags: 9 }).fieldsWritten).toEqual(['flags'])
    expect(three.as().flags).toBe(9)
  })

  it.each([
    ['before the slot came', () => since('1.1.0', consuming('spare', '1.1.0', u32)), 'ABI-P003'],
    ['in a version to come', () => consuming('spare', '1.3.0', u32), 'ABI-P003'],
    ['in no version', () => consuming('spare', 'later', u32), 'ABI-P003'],
    ['with the name of another field', () => consuming('a', '1.1.0', u32), 'ABI-L002'],
    ['without the name of a slot', () => consuming('', '1.1.0', u32), 'ABI-L001'],
    ['and is reserved itself', () => consuming('spare', '1.1.0', reserved(u32)), 'ABI-P011'],
    ['twice', () => consuming('spare', '1.1.0', consuming('other', '1.0.1', u32)), 'ABI-P011'],
  ])('R-10: is refused if it takes it %s', (_, field, code) => {
    const declare = (): unknown =>
      prefixType('Bad', {
        version: '1.2.0',
        prefix: { a: u32 },
        lastPrefixField: 'a',
        suffix: { late: field() },
      })
    expect(refusal(declare).code).toBe(code)
  })

  it('R-10: may have come later than fields behind it', () => {
    const Table = prefixType('Table', {
      version: '1.3.0',
      prefix: { a: u32 },
      lastPrefixField: 'a',
      suffix: { b: consuming('spare', '1.3.0', since('1.1.0', u32)), c: since('1.2.0', u32) },
    })
    expect(Table.versions).toEqual(['1.0.0', '1.1.0', '1.2.0', '1.3.0'])
    expect(Table.upTo('1.2.0').fields.map((field) => field.name)).toEqual(['a', 'spare', 'c'])
    using middle = implement(Table.upTo('1.2.0'), { a: 1, c: 3 })
    expect([middle.as(Table).b, middle.as(Table).c]).toEqual([undefined, 3])
  })
})

describe('two sides', () => {
  const declare = (spare: object, presence = sizeField('size')): ReturnType<typeof prefixType> =>
    prefixType('Table', {
      presence,
      version: '1.5.0',
      prefix: { size: u32, a: u32 },
      lastPrefixField: 'a',
      suffix: { ...spare, z: u32 },
    })
  const differences = (host: object, module: object): string[] =>
    compareSchemas(declare(host).schema(), declare(module).schema(), {}).map(
      ({ rule, path }) => `${rule} ${path}`,
    )

  it('R-12: may reserve a slot, and consume it, in room of one size and alignment', () => {
    const slots = [reserved(u64), reserved(fn({})), consuming('spare', '1.2.0', u64)]
    const names = ['spare', 'spare', 'flags']
    for (const [i, host] of slots.entries())
      for (const [j, module] of slots.entries())
        expect(differences({ [names[i]!]: host }, { [names[j]!]: module })).toEqual([])
  })

  it.each([
    ['smaller', { spare: reserved(u64) }, { spare: reserved(u32) }, ['P-14 Table.spare']],
    ['aligned otherwise', { spare: reserved(u64) }, { spare: reserved(array(u32, 2)) }, ['P-14 Table.spare']],
    [
      'consumed by a larger field',
      { spare: reserved(u32) },
      { x: consuming('spare', '1.1.0', u64) },
      ['P-14 Table.spare'],
    ],
    ['another one', { other: reserved(u64) }, { x: consuming('spare', '1.1.0', u64) }, ['C-5 Table.other']],
    ['used under its own name', { spare: reserved(u64) }, { spare: u64 }, ['R-12 Table.spare']],
    ['no slot', { spare: u64 }, { x: consuming('spare', '1.1.0', u64) }, ['C-5 Table.spare']],
    [
      'of two fields',
      { x: consuming('spare', '1.1.0', u64) },
      { y: consuming('spare', '1.1.0', u64) },
      ['C-5 Table.x'],
    ],
  ])('R-12: are told apart where the slot of one is %s', (_, host, module, expected) => {
    expect(differences(host, module)).toEqual(expected)
    // The other way round it is the same difference, seen from the other side.
    expect(differences(module, host)).toHaveLength(expected.length)
  })

  it('R-12: may differ in a slot that ends the prefix', () => {
    const Now = prefixType('Mod', {
      version: '1.1.0',
      prefix: { a: u32, flags: consuming('spare', '1.1.0', u32) },
      lastPrefixField: 'flags',
    })
    const Old = Now.upTo('1.0.0')
    expect(compareSchemas(Now.schema(), Old.schema(), {})).toEqual([])
    expect(compareSchemas(Old.schema(), Now.schema(), {})).toEqual([])
  })

  it('R-11: say in the same way which fields are there', () => {
    const mask = prefixType('Table', {
      version: '1.5.0',
      prefix: { size: u32, a: u32 },
      lastPrefixField: 'a',
    })
    const byVersion = prefixType('Table', {
      presence: versionField('size', { 1: 'a' }),
      prefix: { size: u32, a: u32 },
      lastPrefixField: 'a',
    })
    const schemas = [mask, byVersion, declare({}), declare({}, sizeField('a') as never)].map((one) =>
      one.schema(),
    )
    const spelled = ['a mask', 'the version in size', 'the size in size', 'the size in a']
    for (const [i, host] of schemas.entries())
      for (const [j, module] of schemas.entries())
        if (i !== j)
          expect(compareSchemas(host, module, {})).toEqual([
            expect.objectContaining({
              rule: 'R-11',
              path: 'Table → presence',
              expected: spelled[i],
              found: spelled[j],
            }),
          ])
  })

  it('R-3, R-11: with ladders are compatible in all of their versions', () => {
    const Table = prefixType('Table', {
      presence: versionField('version', { 1: 'a', 7: 'b', 900: 'c' }),
      prefix: { version: u32, a: u32 },
      lastPrefixField: 'a',
      suffix: { b: u32, c: u32 },
    })
    const schemas = Table.versions.map((version) => Table.upTo(version).schema())
    for (const host of schemas)
      for (const module of schemas) expect(compareSchemas(host, module, {})).toEqual([])
    expect(compareSchemas(schemas[2]!, schemas[0]!, { strict: true }).map(({ rule }) => rule)).toEqual([
      'C-9',
      'C-9',
      'C-9',
    ])
  })
})
