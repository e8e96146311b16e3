// What named types are made of, as a module carries it: read back from what any declaration gives, and refused when damaged.
import {
  aligned,
  bits,
  canonicalJson,
  enumeration,
  f64,
  flexibleArray,
  pointer,
  prefixType,
  struct,
  taggedUnion,
  transparent,
  u16,
  u32,
  u8,
  union,
  unnamedBits,
  type AnyType,
} from 'abiding'
import { anyType } from 'abiding/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSchema } from '../../src/module/read-schema.js'
import { refusal } from '../support/refusal.js'

const Color = enumeration('Color', u8, { red: 0, green: 7 }, { open: true })
const Register = struct(
  'Register',
  { low: bits(u32, 3), $0: unnamedBits(u32, 0), high: bits(Color, 8), wide: aligned(u16, 8) },
  { align: 16, packed: 8 },
)
const Value = union('Value', { real: f64, raw: u8 }, { packed: 1 })
const Ticket = transparent('Ticket', u32)
const Shape = taggedUnion('Shape', ['C', u8], { circle: { radius: f64 }, none: {} })
const Message = struct('Message', { count: Ticket, items: flexibleArray(Value) })
const Mod = prefixType('Mod', {
  version: '1.0.0',
  prefix: { a: Register, b: Shape, c: pointer(Message) },
  lastPrefixField: 'c',
})

// What a hand-made mutation may do to the data of a schema.
type Data = any
const mutated = (mutate: (types: Data) => void): string => {
  const schema = JSON.parse(canonicalJson(Mod.schema()))
  mutate(schema.types)
  return JSON.stringify(schema)
}

describe('definitions that are read', () => {
  it('S-2: stand in a schema as the declaration says', () => {
    expect(Mod.schema().types).toMatchObject({
      Color: {
        kind: 'enum',
        repr: 'u8',
        open: true,
        variants: [
          { name: 'red', value: '0' },
          { name: 'green', value: '7' },
        ],
      },
      Register: {
        kind: 'struct',
        align: 16,
        packed: 8,
        fields: [
          { name: 'low', type: 'u32', bits: 3 },
          { name: '$0', type: 'u32', bits: 0 },
          { name: 'high', type: { type: 'Color' }, bits: 8 },
          { name: 'wide', type: 'u16', align: 8 },
        ],
      },
      Value: { kind: 'union', packed: 1 },
      Ticket: { kind: 'alias', of: 'u32' },
      Shape: {
        kind: 'taggedUnion',
        repr: ['C', 'u8'],
        variants: [
          { name: 'circle', value: '0', fields: [{ name: 'radius', type: 'f64' }] },
          { name: 'none', value: '1', fields: [] },
        ],
      },
      Message: { fields: [{ type: { type: 'Ticket' } }, { type: { flexible: { type: 'Value' } } }] },
    })
    expect(readSchema(canonicalJson(Mod.schema()), 'mod.so')).toEqual(Mod.schema())
  })

  it('S-4: are what was written, for types of every kind', () => {
    const types = fc.array(anyType(), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(types, (all) => {
        const fields = all.map((type, index): [string, AnyType] => [`f${index}`, type])
        const type = prefixType('Random', {
          version: '1.0.0',
          prefix: Object.fromEntries(fields),
          lastPrefixField: fields.at(-1)![0],
        })
        const text = canonicalJson(type.schema())
        expect(readSchema(text, 'random.so')).toEqual(type.schema())
      }),
    )
  })
})

describe('definitions that are refused', () => {
  it.each<[string, (types: Data) => void, RegExp]>([
    ['an alignment that is none', (types) => (types.Register.align = 24), /power of two/],
    ['an alignment of text', (types) => (types.Register.align = '16'), /Register\.align/],
    ['a packing to more than 16', (types) => (types.Register.packed = 32), /power of two/],
    ['a field aligned to too much', (types) => (types.Register.fields[3].align = 16384), /power of two/],
    ['too many bits', (types) => (types.Register.fields[0].bits = 65), /bits/],
    ['half a bit', (types) => (types.Register.fields[0].bits = 0.5), /bits/],
    ['less than no bits', (types) => (types.Register.fields[0].bits = -1), /bits/],
    ['no bits with a name', (types) => (types.Register.fields[0].bits = 0), /with a name and without bits/],
    ['an aligned bit field', (types) => (types.Register.fields[0].align = 8), /neither a field nor/],
    ['no name without bits', (types) => delete types.Register.fields[1].bits, /neither a field nor/],
    ['an odd name', (types) => (types.Register.fields[1].name = '$ 0'), /not a name/],
    [
      'unnamed fields alone',
      (types) => types.Register.fields.splice(0, 4, { name: '$', type: 'u8', bits: 1 }),
      /no fields/,
    ],
    ['a union without fields', (types) => (types.Value.fields = []), /no fields/],
    ['two fields of one name', (types) => (types.Value.fields[1].name = 'real'), /two fields of one name/],
    ['a flexible array before others', (types) => types.Message.fields.reverse(), /flexible array before/],
    ['a flexible array in a union', (types) => (types.Value.fields[0].type = { flexible: 'u8' }), /flexible/],
    [
      'a flexible array in a form',
      (types) => (types.Shape.variants[0].fields[0].type = { flexible: 'u8' }),
      /flexible/,
    ],
    ['an alias of nothing', (types) => delete types.Ticket.of, /Ticket/],
    [
      'an alias of what is not there',
      (types) => (types.Ticket.of = { type: 'Nobody' }),
      /Nobody, which is not/,
    ],
    ['an enum without values', (types) => (types.Color.variants = []), /Color/],
    [
      'an enum in what is not there',
      (types) => (types.Color.repr = { type: 'Nobody' }),
      /Nobody, which is not/,
    ],
    ['two values of one name', (types) => (types.Color.variants[1].name = 'red'), /two values of one name/],
    ['a value that is a number', (types) => (types.Color.variants[0].value = 0), /Color/],
    ...['', '-0', '01', '1e3', '0x1', ' 1', '1.5', '1'.repeat(21)].map(
      (value): [string, (types: Data) => void, RegExp] => [
        `the value ${JSON.stringify(value)}`,
        (types) => (types.Color.variants[0].value = value),
        /not a decimal number/,
      ],
    ),
    ['a closed enum that says so', (types) => (types.Color.open = false), /open/],
    ['two forms of one name', (types) => (types.Shape.variants[1].name = 'circle'), /two forms of one name/],
    ['two forms of one value', (types) => (types.Shape.variants[1].value = '0'), /two forms of one value/],
    ['a form without fields', (types) => delete types.Shape.variants[1].fields, /Shape/],
    ['a tagged union without forms', (types) => (types.Shape.variants = []), /Shape/],
    ['no representation', (types) => (types.Shape.repr = []), /not a representation/],
    ['two representations', (types) => (types.Shape.repr = ['u8', 'u8']), /not a representation/],
    [
      'a form of what is not there',
      (types) => (types.Shape.variants[0].fields[0].type = { type: 'No' }),
      /No, which/,
    ],
    ['an unknown member', (types) => (types.Shape.doc = 'x'), /Shape/],
    ['a struct with members of an enum', (types) => (types.Value.repr = 'u8'), /Value/],
  ])('S-4: %s', (_, mutate, found) => {
    const error = refusal(() => readSchema(mutated(mutate), 'mod.so'))
    expect(error).toMatchObject({ code: 'ABI-S001', rule: 'S-4', path: 'mod.so' })
    expect(error.found).toMatch(found)
  })
})
