import { doc, struct, u32 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { asFieldDeclaration, readFields } from '../../src/layout/field.js'
import { refusal } from '../support/refusal.js'

describe('doc', () => {
  it('S-2: describes a field without changing the declaration', () => {
    const Plain = struct('Reading', { celsius: u32 })
    const Described = struct('Reading', { celsius: doc('Temperature.', u32) })
    expect(Described.definition.fields()[0]).toMatchObject({
      name: 'celsius',
      type: u32,
      doc: 'Temperature.',
    })
    expect(Described.definition.schema()).toEqual(Plain.definition.schema())
  })

  it('S-2: keeps other remarks', () => {
    expect(doc('Later.', doc('Earlier.', u32))).toMatchObject({ type: u32, doc: 'Later.' })
  })

  it('S-2: refuses what is no text, and what is no type', () => {
    expect(refusal(() => doc(3 as never, u32))).toMatchObject({ code: 'ABI-L002', path: 'doc' })
    expect(refusal(() => doc('text', 'u32' as never))).toMatchObject({ code: 'ABI-L002', path: 'doc' })
  })
})

describe('readFields', () => {
  it('L-5: keeps the order of declaration', () => {
    const names = ['zeta', 'alpha', 'm', '_1', 'B', 'a']
    const fields = Object.fromEntries(names.map((name) => [name, u32]))
    expect(readFields(fields, 'S').map((field) => field.name)).toEqual(names)
  })

  it.each([null, undefined, 3, 'fields'])('L-8: refuses %s instead of fields', (fields) => {
    expect(refusal(() => readFields(fields as never, 'S'))).toMatchObject({ code: 'ABI-L002', path: 'S' })
  })

  it('L-2: names the bad field', () => {
    expect(refusal(() => readFields({ 'a-b': u32 }, 'S'))).toMatchObject({ code: 'ABI-L001', path: 'S.a-b' })
    expect(refusal(() => readFields({ a: 3 as never }, 'S'))).toMatchObject({ code: 'ABI-L002', path: 'S.a' })
    expect(refusal(() => asFieldDeclaration(null, 'S.a')).code).toBe('ABI-L002')
  })
})
