import {
  aligned,
  bits,
  doc,
  f64,
  flexibleArray,
  fn,
  layoutOf,
  missing,
  nullable,
  prefixType,
  RStr,
  since,
  struct,
  targets,
  u16,
  u32,
  u64,
  u8,
  type PrefixFields,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { structShape } from '../support/arbitraries.js'
import { declare } from '../support/declare.js'
import { measure } from '../support/model.js'
import { refusal } from '../support/refusal.js'

const declareWith = (prefix: PrefixFields, suffix: PrefixFields = {}, last?: unknown) =>
  prefixType('Mod', {
    version: '1.0.0',
    prefix,
    lastPrefixField: (last ?? Object.keys(prefix).at(-1)) as string,
    suffix,
  })

/** The first `count` of many fields. */
const manyFields = (count: number, name: string): PrefixFields =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index}`, u8]))

describe('declaring a prefix type', () => {
  it('P-1: numbers the fields of the prefix and then those of the suffix', () => {
    const type = declareWith({ a: u8, b: u16 }, { c: u32, d: fn({}) })
    expect(type.fields.map(({ name, index, isPrefix }) => ({ name, index, isPrefix }))).toEqual([
      { name: 'a', index: 0, isPrefix: true },
      { name: 'b', index: 1, isPrefix: true },
      { name: 'c', index: 2, isPrefix: false },
      { name: 'd', index: 3, isPrefix: false },
    ])
    expect(type).toMatchObject({ kind: 'prefix', name: 'Mod', version: '1.0.0', lastPrefixField: 'b' })
  })

  it('P-1: is plain data that nobody can change', () => {
    const type = declareWith({ a: u8 })
    expect(Object.isFrozen(type)).toBe(true)
    expect(() => Object.assign(type, { name: 'Other' })).toThrow(TypeError)
  })

  it('P-1: keeps descriptions', () => {
    const type = prefixType('Mod', {
      version: '1.0.0',
      doc: 'All of it.',
      prefix: { a: doc('One.', u8) },
      lastPrefixField: 'a',
      suffix: { b: doc('Two.', missing.panic(since('1.0.0', u8))) },
    })
    expect(type.doc).toBe('All of it.')
    expect(type.fields.map((field) => field.doc)).toEqual(['One.', 'Two.'])
  })

  it('P-1: refuses a field that stands in prefix and in suffix', () => {
    const error = refusal(() => declareWith({ a: u8, b: u8 }, { c: u8, a: u8 }))
    expect(error).toMatchObject({ code: 'ABI-L002', rule: 'P-1', path: 'Mod.a' })
  })

  it.each([undefined, null, 'text', 5])('P-1: refuses %p as a declaration', (declaration) => {
    expect(refusal(() => prefixType('Mod', declaration as never))).toMatchObject({
      code: 'ABI-L002',
      rule: 'P-1',
      path: 'Mod',
    })
  })

  it('P-1: refuses fields that are none', () => {
    expect(refusal(() => declareWith({ a: 5 as never }))).toMatchObject({ code: 'ABI-L002', path: 'Mod.a' })
    expect(refusal(() => declareWith(null as never, {}, 'a'))).toMatchObject({
      code: 'ABI-L002',
      path: 'Mod',
    })
    expect(refusal(() => declareWith({ a: u8 }, 7 as never))).toMatchObject({ code: 'ABI-L002', path: 'Mod' })
  })

  it('L-2: refuses names that C or JavaScript cannot have', () => {
    expect(refusal(() => declareWith({ 'a-b': u8 }))).toMatchObject({ code: 'ABI-L001', path: 'Mod.a-b' })
    expect(refusal(() => declareWith({ toJSON: u8 }))).toMatchObject({ code: 'ABI-L001' })
    expect(
      refusal(() => prefixType('register', { version: '1.0.0', prefix: { a: u8 }, lastPrefixField: 'a' })),
    ).toMatchObject({ code: 'ABI-L001', rule: 'L-2' })
  })

  it('P-7: refuses a policy that cannot stand for a whole type', () => {
    const declareWithPolicy = (policy: string): unknown =>
      prefixType('Mod', {
        version: '1.0.0',
        prefix: { a: u8 },
        lastPrefixField: 'a',
        missing: policy as never,
      })
    for (const policy of ['with', 'value', 'throw', '']) {
      expect(refusal(() => declareWithPolicy(policy))).toMatchObject({
        code: 'ABI-L002',
        rule: 'P-7',
        path: 'Mod.missing',
      })
    }
  })

  it('P-7: refuses default for a type without a default value, on the field and on the type', () => {
    expect(refusal(() => missing.default(fn({})))).toMatchObject({ code: 'ABI-L004', rule: 'L-14' })
    const onType = (): unknown =>
      prefixType('Mod', {
        version: '1.0.0',
        prefix: { a: u8, f: fn({}) },
        lastPrefixField: 'f',
        missing: 'default',
        suffix: { fine: u8, own: missing.panic(fn({})), bad: fn({}) },
      })
    expect(refusal(onType)).toMatchObject({ code: 'ABI-L004', rule: 'L-14', path: 'Mod.bad' })
  })
})

describe('lastPrefixField', () => {
  it('P-4: is the last key of prefix', () => {
    expect(declareWith({ a: u8, b: u8 }, {}, 'b').lastPrefixField).toBe('b')
  })

  it('P-4: refuses a field that was appended to the frozen prefix, and says what it would break', () => {
    const error = refusal(() => declareWith({ a: u8, b: u8, c: u8, d: u8 }, {}, 'b'))
    expect(error).toMatchObject({
      code: 'ABI-P001',
      rule: 'P-4',
      path: 'Mod.lastPrefixField',
      expected: "'d'",
      found: 'the string "b"',
    })
    expect(error.hint).toMatch(
      /^c, d stands behind it: .* modules that were built without it would be read past their end/,
    )
    expect(error.hint).toMatch(/Append to suffix instead$/)
  })

  it.each(['z', '', undefined, 5])('P-4: refuses %p, which is no key', (last) => {
    const declared = (): unknown =>
      prefixType('Mod', { version: '1.0.0', prefix: { a: u8 }, lastPrefixField: last as never })
    expect(refusal(declared)).toMatchObject({
      code: 'ABI-P001',
      rule: 'P-4',
      expected: "'a'",
      hint: 'name the last key of prefix',
    })
  })

  it('P-4: refuses a key of suffix', () => {
    expect(refusal(() => declareWith({ a: u8 }, { b: u8 }, 'b'))).toMatchObject({ code: 'ABI-P001' })
  })
})

describe('the places of fields', () => {
  const offsets = (prefix: PrefixFields, suffix?: PrefixFields): number[] =>
    layoutOf(declareWith(prefix, suffix)).fields.map((field) => field.offset)

  it('P-5: follow C from 16 on', () => {
    const SubMod = { a: u8, b: u16 }
    expect(offsets(SubMod, { c: u32, d: nullable(fn({})) })).toEqual([16, 18, 20, 24])
    expect(
      offsets(
        { add: fn({ a: u32 }, u32), name: RStr, greet: fn({ name: RStr }, RStr) },
        { hidden: u8, sub: u64 },
      ),
    ).toEqual([16, 24, 40, 48, 56])
    expect(offsets({ a: u64, b: u8, c: u16, d: u32 }, { e: u64, f: u32, g: u16, h: u8 })).toEqual([
      16, 24, 26, 28, 32, 40, 44, 46,
    ])
  })

  it('P-5: never depend on newer fields', () => {
    const fields = { a: u8, b: struct('B', { x: u8, y: f64 }), c: u16 }
    expect(offsets(fields, { d: u64, e: u8 }).slice(0, 3)).toEqual(offsets(fields))
    expect(layoutOf(declareWith({ a: u8 }))).toMatchObject({ size: 24, alignment: 8 })
  })

  it('P-5: are those of the model, for random fields', () => {
    fc.assert(
      fc.property(fc.array(structShape(), { minLength: 1, maxLength: 6 }), fc.nat(), (shapes, cut) => {
        const types = shapes.map((shape, index) => [`f${index}`, declare(shape, `S${index}`)] as const)
        const split = 1 + (cut % types.length)
        const type = declareWith(
          Object.fromEntries(types.slice(0, split)),
          Object.fromEntries(types.slice(split)),
        )
        for (const target of Object.values(targets)) {
          const alignments = shapes.map((shape) => measure(shape, target).alignment)
          const largest = Math.max(target.pointerSize, ...alignments)
          let end = Math.ceil((8 + target.pointerSize) / largest) * largest
          const expected = shapes.map((shape) => {
            const { size, alignment } = measure(shape, target)
            const offset = Math.ceil(end / alignment) * alignment
            end = offset + size
            return offset
          })
          expect(layoutOf(type, target).fields.map((field) => field.offset)).toEqual(expected)
          expect(layoutOf(type, target).size).toBe(Math.ceil(end / largest) * largest)
        }
      }),
    )
  })

  it('P-1, P-5, P-15: are plain values of fixed size, and begin where their alignment lets them', () => {
    for (const field of [bits(u8, 3), aligned(u8, 4)])
      expect(refusal(() => declareWith({ a: field }))).toMatchObject({ rule: 'P-1', path: 'Mod.a' })
    const Line = struct('Line', { a: u8 }, { align: 32 })
    expect(offsets({ a: u8 }, { b: Line })).toEqual([32, 64])
    const Message = struct('Message', { count: u8, items: flexibleArray(u8) })
    expect(refusal(() => layoutOf(declareWith({ a: Message })))).toMatchObject({
      rule: 'L-22',
      path: 'Mod.a',
    })
    expect(offsets({ a: struct('Line', { a: u8 }, { align: 16 }), b: u8 })).toEqual([16, 32])
  })

  it('P-5: are 64 at most', () => {
    expect(declareWith(manyFields(40, 'p'), manyFields(24, 's')).fields).toHaveLength(64)
    const error = refusal(() => declareWith(manyFields(40, 'p'), manyFields(25, 's')))
    expect(error).toMatchObject({ code: 'ABI-P002', rule: 'P-5', path: 'Mod', found: '65' })
  })
})
