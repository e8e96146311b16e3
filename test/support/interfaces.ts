// Random schemas of interfaces as plain data, and changes of them that are labelled beforehand: what a comparison must
// find, at which place.
import type { InterfaceSchema, SchemaNode } from 'abiding'
import fc from 'fast-check'

/** A schema that can be changed. */
export type Draft = { -readonly [K in keyof InterfaceSchema]: any }
type Node = any

/** The place of a type in a schema, as comparisons spell it behind the owner. */
export interface Site {
  /** As in `Mod.field` or `→ Struct.field`, with the steps into the type. */
  readonly path: string
  readonly inStruct: boolean
  readonly node: Node
  readonly replace: (node: SchemaNode) => void
}

const scalarNames = ['u8', 'i32', 'u64', 'f64', 'bool', 'usize']
const structNames = ['Alpha', 'Beta', 'Gamma']

const nodes = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: fc.constantFrom(...scalarNames), weight: 4 },
    { arbitrary: fc.constantFrom(...structNames, 'Hidden').map((type) => ({ type })), weight: 2 },
    {
      arbitrary: fc.record(
        { pointer: tie('node'), const: fc.constant(true), nullable: fc.constant(true) },
        { requiredKeys: ['pointer'] },
      ),
      weight: 1,
    },
    { arbitrary: fc.record({ array: tie('node'), length: fc.integer({ min: 1, max: 9 }) }), weight: 1 },
    {
      arbitrary: fc.record(
        {
          fn: fc.record({
            params: fc
              .array(tie('node'), { maxLength: 3 })
              .map((types) => types.map((type, index) => ({ name: `p${index}`, type }))),
            returns: fc.oneof(fc.constant('void'), tie('node')),
          }),
          nullable: fc.constant(true),
        },
        { requiredKeys: ['fn'] },
      ),
      weight: 2,
    },
  ),
})).node

/** An interface of version 1.3.0 with a prefix and a suffix. All types that it defines can be reached from its fields. */
export const interfaceSchema: fc.Arbitrary<InterfaceSchema> = fc
  .record({
    prefix: fc.array(nodes, { minLength: 1, maxLength: 4 }),
    suffix: fc.array(nodes, { maxLength: 4 }),
    structs: fc.tuple(...structNames.map(() => fc.array(nodes, { minLength: 1, maxLength: 3 }))),
  })
  .map(({ prefix, suffix, structs }) => {
    const all: [string, unknown][] = structs.map((members, index) => [
      structNames[index]!,
      { kind: 'struct', fields: members.map((type, at) => ({ name: `m${at}`, type })) },
    ])
    const schema: Draft = {
      abiding: 1,
      interface: 'Mod',
      version: '1.3.0',
      lastPrefixField: `f${prefix.length - 1}`,
      fields: [...prefix, ...suffix].map((type, index) => ({
        name: `f${index}`,
        since: index < prefix.length ? '1.0.0' : '1.2.0',
        type,
      })),
      types: Object.fromEntries([...all, ['Hidden', { kind: 'opaque' }]]),
    }
    const reached = reachable(schema)
    schema.types = Object.fromEntries(Object.entries(schema.types).filter(([name]) => reached.has(name)))
    return schema
  })

export const draftOf = (schema: InterfaceSchema): Draft => structuredClone(schema)

function reachable(schema: Draft): Set<string> {
  const found = new Set<string>()
  const visit = (node: Node): void => {
    if (node.type !== undefined && !found.has(node.type)) {
      found.add(node.type)
      for (const field of schema.types[node.type].fields ?? []) visit(field.type)
    }
    for (const [inner] of inside(node)) visit(inner)
  }
  for (const field of schema.fields) visit(field.type)
  return found
}

/** The types inside of a type, with the step to each and the way to replace it. */
function inside(node: Node): [node: Node, step: string, replace: (node: Node) => void][] {
  if (node.pointer !== undefined) return [[node.pointer, ' → pointee', (inner) => (node.pointer = inner)]]
  if (node.array !== undefined) return [[node.array, ' → element', (inner) => (node.array = inner)]]
  if (node.fn === undefined) return []
  return [
    ...node.fn.params.map((param: Node) => [
      param.type,
      ` → param ${param.name}`,
      (inner: Node) => (param.type = inner),
    ]),
    [node.fn.returns, ' → returns', (inner) => (node.fn.returns = inner)],
  ]
}

/** All places of types in a schema. */
export function sitesOf(schema: Draft): Site[] {
  const sites: Site[] = []
  const visit = (node: Node, path: string, inStruct: boolean, replace: (node: Node) => void): void => {
    sites.push({ node, path, inStruct, replace })
    for (const [inner, step, set] of inside(node)) visit(inner, path + step, inStruct, set)
  }
  const visitFields = (fields: Node[], owner: string, inStruct: boolean): void => {
    for (const field of fields)
      visit(field.type, `${owner}.${field.name}`, inStruct, (node) => (field.type = node))
  }
  visitFields(schema.fields, schema.interface, false)
  for (const [name, type] of Object.entries<Node>(schema.types))
    visitFields(type.fields ?? [], `→ ${name}`, true)
  return sites
}

/** What a change of a type breaks. */
export interface TypeChange {
  readonly name: string
  readonly rule: 'C-6' | 'C-7'
  readonly applies: (node: Node) => boolean
  readonly apply: (site: Site) => void
}

const toggle = (node: Node, key: string): void => {
  if (node[key] === undefined) node[key] = true
  else delete node[key]
}

/** Every way in which a single type can be changed. */
export const typeChanges: readonly TypeChange[] = [
  {
    name: 'another scalar',
    rule: 'C-6',
    applies: (node) => typeof node === 'string',
    apply: (site) => site.replace(site.node === 'i16' ? 'u16' : 'i16'),
  },
  {
    name: 'a scalar instead of something else',
    rule: 'C-6',
    applies: (node) => typeof node !== 'string',
    apply: (site) => site.replace('i16'),
  },
  {
    name: 'const or not',
    rule: 'C-6',
    applies: (node) => node.pointer !== undefined,
    apply: (site) => toggle(site.node, 'const'),
  },
  {
    name: 'nullable or not',
    rule: 'C-6',
    applies: (node) => node.pointer !== undefined || node.fn !== undefined,
    apply: (site) => toggle(site.node, 'nullable'),
  },
  {
    name: 'another length',
    rule: 'C-6',
    applies: (node) => node.array !== undefined,
    apply: (site) => (site.node.length += 1),
  },
  {
    name: 'a parameter more',
    rule: 'C-7',
    applies: (node) => node.fn !== undefined,
    apply: (site) => site.node.fn.params.push({ name: 'added', type: 'u8' }),
  },
  {
    name: 'a parameter less',
    rule: 'C-7',
    applies: (node) => node.fn?.params.length > 0,
    apply: (site) => site.node.fn.params.pop(),
  },
]
