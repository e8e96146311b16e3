// Interfaces with types of every kind, and every single change of what their named types are made of: what a host finds.
import {
  aligned,
  array,
  atomic,
  bits,
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
  type Incompatibility,
  type InterfaceSchema,
} from 'abiding'
import { anyType } from 'abiding/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareSchemas } from '../../src/prefix/compare-schemas.js'

const interfaceOf = (types: readonly AnyType[]): InterfaceSchema =>
  prefixType('Mod', {
    version: '1.0.0',
    prefix: Object.fromEntries(types.map((type, index) => [`f${index}`, type])),
    lastPrefixField: `f${types.length - 1}` as never,
  }).schema()

const compare = (host: InterfaceSchema, module: InterfaceSchema): Incompatibility[] =>
  compareSchemas(host, module, { strict: true })

const Color = enumeration('Color', u8, { red: 0, green: 7 })
const Register = struct('Register', {
  low: bits(u32, 3),
  $0: unnamedBits(u32, 5),
  $1: unnamedBits(u32, 0),
  wide: aligned(u16, 8),
  count: atomic(u32),
})
const Value = union('Value', { real: f64, raw: array(u8, 8) })
const Ticket = transparent('Ticket', u32)
const Shape = taggedUnion('Shape', u8, {
  circle: { radius: f64 },
  square: { side: f64, turned: bits(u8, 1) },
})
const Message = struct('Message', { count: Ticket, items: flexibleArray(Value) })
const host = interfaceOf([Color, Register, Shape, pointer(Message)] as AnyType[])

// What a hand-made change may do to the data of a schema.
type Data = any
const changed = (change: (types: Data) => unknown): InterfaceSchema => {
  const draft = structuredClone(host) as Data
  change(draft.types)
  return draft as InterfaceSchema
}

describe('a named type', () => {
  it.each<[string, string, (types: Data) => unknown]>([
    // Rule and place, and the change.
    ['C-8', 'Mod.f3 → Message.items → element → Value', (types) => (types.Value.kind = 'struct')],
    ['C-8', 'Mod.f1 → Register', (types) => types.Register.fields.reverse()],
    ['C-8', 'Mod.f1 → Register', (types) => types.Register.fields.splice(1, 1)],
    [
      'C-8',
      'Mod.f3 → Message.items → element → Value',
      (types) => types.Value.fields.push({ name: 'x', type: 'u8' }),
    ],
    ['C-6', 'Mod.f1 → Register.$0', (types) => (types.Register.fields[1].type = 'u8')],
    ['C-6', 'Mod.f1 → Register.count', (types) => (types.Register.fields[4].type = 'u32')],
    ['C-6', 'Mod.f1 → Register.count → atomic', (types) => (types.Register.fields[4].type.atomic = 'i32')],
    [
      'C-6',
      'Mod.f3 → Message.items',
      (types) => (types.Message.fields[1].type = { array: { type: 'Value' }, length: 0 }),
    ],
    ['C-6', 'Mod.f3 → Message.items → element', (types) => (types.Message.fields[1].type.flexible = 'u8')],
    ['C-10', 'Mod.f1 → Register → align', (types) => (types.Register.align = 8)],
    ['C-10', 'Mod.f1 → Register → packed', (types) => (types.Register.packed = 1)],
    ['C-10', 'Mod.f1 → Register.low', (types) => (types.Register.fields[0].bits = 4)],
    ['C-10', 'Mod.f1 → Register.low', (types) => delete types.Register.fields[0].bits],
    ['C-10', 'Mod.f1 → Register.$0', (types) => (types.Register.fields[1].bits = 6)],
    ['C-10', 'Mod.f1 → Register.wide', (types) => delete types.Register.fields[3].align],
    ['C-10', 'Mod.f2 → Shape.square.turned', (types) => (types.Shape.variants[1].fields[1].bits = 2)],
    ['C-6', 'Mod.f0 → Color → repr', (types) => (types.Color.repr = 'i8')],
    ['C-11', 'Mod.f0 → Color', (types) => (types.Color.open = true)],
    ['C-11', 'Mod.f0 → Color.green', (types) => (types.Color.variants[1].value = '8')],
    ['C-11', 'Mod.f0 → Color.green', (types) => types.Color.variants.pop()],
    ['C-11', 'Mod.f0 → Color.blue', (types) => types.Color.variants.push({ name: 'blue', value: '9' })],
    ['C-12', 'Mod.f2 → Shape → repr', (types) => (types.Shape.repr = ['C', 'u8'])],
    ['C-12', 'Mod.f2 → Shape → repr', (types) => (types.Shape.repr = ['u16'])],
    ['C-12', 'Mod.f2 → Shape.circle', (types) => types.Shape.variants.shift()],
    ['C-12', 'Mod.f2 → Shape.circle', (types) => (types.Shape.variants[0].value = '5')],
    [
      'C-12',
      'Mod.f2 → Shape.none',
      (types) => types.Shape.variants.push({ name: 'none', value: '2', fields: [] }),
    ],
    ['C-12', 'Mod.f2 → Shape.circle', (types) => (types.Shape.variants[0].fields = [])],
    ['C-6', 'Mod.f2 → Shape.circle.radius', (types) => (types.Shape.variants[0].fields[0].type = 'f32')],
    ['C-6', 'Mod.f3 → pointee → Message.count → Ticket → inner', (types) => (types.Ticket.of = 'i32')],
  ])('%s: is reported at %s', (rule, path, change) => {
    // The pointee stands between the field and its type.
    const place = path.replace('Mod.f3 → Message', 'Mod.f3 → pointee → Message')
    const now = changed(change)
    for (const report of [compare(host, now), compare(now, host)]) {
      expect(report.map((one) => `${one.rule} ${one.path}`)).toEqual([`${rule} ${place}`])
      expect(report[0]!.expected).not.toBe(report[0]!.found)
      expect(report[0]!.summary).not.toBe('')
    }
  })

  it('C-8: is the same under another key of a bit field without a name', () => {
    const now = changed((types) => (types.Register.fields[1].name = '$other'))
    expect(compare(host, now)).toEqual([])
  })

  it('C-11, C-12: is the same in another order of values and forms', () => {
    const now = changed((types) => {
      types.Color.variants.reverse()
      types.Shape.variants.reverse()
    })
    expect(compare(host, now)).toEqual([])
    expect(compare(now, host)).toEqual([])
  })

  it('C-8: all differences are reported at once', () => {
    const now = changed((types) => {
      types.Color.variants[0].value = '1'
      types.Register.fields[0].bits = 4
      types.Shape.repr = ['u16']
    })
    expect(compare(host, now).map((one) => one.rule)).toEqual(['C-11', 'C-10', 'C-12'])
  })
})

/** Each way to change one number, text or list in what a reached type is made of. */
function mutationsOf(schema: InterfaceSchema): ((draft: Data) => void)[] {
  const mutations: ((draft: Data) => void)[] = []
  const at = (draft: Data, keys: readonly string[]): Data => keys.reduce((inner, key) => inner[key], draft)
  const visit = (value: unknown, keys: readonly string[]): void => {
    const last = keys.at(-1)!
    const set = (next: unknown) => (draft: Data) => void (at(draft, keys.slice(0, -1))[last] = next)
    if (typeof value === 'number') mutations.push(set(value + 1))
    else if (typeof value === 'boolean') mutations.push((draft) => delete at(draft, keys.slice(0, -1))[last])
    else if (typeof value === 'string' && last === 'value') mutations.push(set(`${value}9`))
    else if (
      typeof value === 'string' &&
      last !== 'kind' &&
      !keys.includes('params') &&
      !value.startsWith('$')
    )
      mutations.push(set('another'))
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(inner, [...keys, key])
  }
  visit(schema.types, ['types'])
  return mutations
}

/** The definitions that are compared: those of tagged unions stand for the structs and unions that they consist of. */
function comparedTypes(schema: InterfaceSchema): InterfaceSchema {
  const draft = structuredClone(schema) as Data
  const reached = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { type } = value as { type?: unknown }
    if (
      typeof type === 'string' &&
      Object.hasOwn(draft.types, type) &&
      !reached.has(type) &&
      Object.keys(value).length === 1
    ) {
      reached.add(type)
      visit(draft.types[type])
    }
    for (const inner of Object.values(value)) visit(inner)
  }
  visit(draft.fields)
  draft.types = Object.fromEntries(Object.entries(draft.types).filter(([name]) => reached.has(name)))
  return draft as InterfaceSchema
}

describe('interfaces with types of every kind', () => {
  const types = fc.array(anyType(), { minLength: 1, maxLength: 8 })

  it('C-6, C-8: fit themselves', () => {
    fc.assert(
      fc.property(types, (all) => {
        const schema = interfaceOf(all)
        expect(compare(schema, structuredClone(schema))).toEqual([])
      }),
    )
  })

  it('C-8, C-10, C-11, C-12, C-13: do not fit after any single change', () => {
    fc.assert(
      fc.property(types, fc.nat(), (all, choice) => {
        const schema = comparedTypes(interfaceOf(all))
        const mutations = mutationsOf(schema)
        fc.pre(mutations.length > 0)
        const now = structuredClone(schema)
        mutations[choice % mutations.length]!(now)
        const there = compare(schema, now)
        expect(there.length).toBeGreaterThan(0)
        expect(compare(now, schema).length).toBeGreaterThan(0)
        for (const one of there) expect(one.expected).not.toBe(one.found)
      }),
    )
  })
})
