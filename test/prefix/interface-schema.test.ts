import {
  array,
  canonicalJson,
  constPointer,
  doc,
  fn,
  missing,
  nullable,
  opaque,
  pointer,
  prefixType,
  RStr,
  since,
  struct,
  u32,
  u8,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Handle = opaque('Handle')
const Node = struct('Node', {
  value: u32,
  get next() {
    return nullable(pointer(Node))
  },
})
const Mod = prefixType('Mod', {
  version: '1.1.0',
  doc: 'Not in the schema.',
  prefix: { open: doc('Neither.', fn({ path: RStr }, pointer(Handle))) },
  lastPrefixField: 'open',
  suffix: {
    nodes: since('1.1.0', missing.panic(array(Node, 2))),
    bytes: since(
      '1.1.0',
      missing.with(nullable(constPointer(u8)), () => null),
    ),
    done: since('1.1.0', nullable(fn([{ handle: pointer(Handle) }, { code: u32 }]))),
  },
})

const RStrDefinition = {
  kind: 'struct',
  fields: [
    { name: 'data', type: { pointer: 'u8', const: true } },
    { name: 'length', type: 'usize' },
  ],
}

describe('the schema of an interface', () => {
  it('S-3: holds names, versions, fields and the types that they mention', () => {
    expect(Mod.schema()).toEqual({
      abiding: 1,
      interface: 'Mod',
      version: '1.1.0',
      lastPrefixField: 'open',
      fields: [
        {
          name: 'open',
          since: '1.0.0',
          type: {
            fn: {
              params: [{ name: 'path', type: { type: 'RStr' } }],
              returns: { pointer: { type: 'Handle' } },
            },
          },
        },
        { name: 'nodes', since: '1.1.0', type: { array: { type: 'Node' }, length: 2 } },
        { name: 'bytes', since: '1.1.0', type: { pointer: 'u8', const: true, nullable: true } },
        {
          name: 'done',
          since: '1.1.0',
          type: {
            fn: {
              params: [
                { name: 'handle', type: { pointer: { type: 'Handle' } } },
                { name: 'code', type: 'u32' },
              ],
              returns: 'void',
            },
            nullable: true,
          },
        },
      ],
      types: {
        RStr: RStrDefinition,
        Handle: { kind: 'opaque' },
        Node: {
          kind: 'struct',
          fields: [
            { name: 'value', type: 'u32' },
            { name: 'next', type: { pointer: { type: 'Node' }, nullable: true } },
          ],
        },
      },
    })
  })

  it('S-3: of an older version holds the fields and types of that version', () => {
    const { version, fields, types } = Mod.upTo('1.0.0').schema()
    expect(version).toBe('1.0.0')
    expect(fields.map((field) => field.name)).toEqual(['open'])
    expect(Object.keys(types).sort()).toEqual(['Handle', 'RStr'])
  })

  it('S-3: does not depend on descriptions and policies', () => {
    const bare = prefixType('Mod', {
      version: '1.1.0',
      prefix: { open: fn({ path: RStr }, pointer(Handle)) },
      lastPrefixField: 'open',
      missing: 'panic',
      suffix: {
        nodes: since('1.1.0', array(Node, 2)),
        bytes: since('1.1.0', nullable(constPointer(u8))),
        done: since('1.1.0', nullable(fn([{ handle: pointer(Handle) }, { code: u32 }]))),
      },
    })
    expect(canonicalJson(bare.schema())).toBe(canonicalJson(Mod.schema()))
  })

  it('S-3: has no last field of the prefix where there is no prefix', () => {
    const loose = prefixType('Loose', {
      version: '1.0.0',
      prefix: {},
      lastPrefixField: undefined as never,
      suffix: { a: u8 },
    })
    expect(loose.schema()).toMatchObject({ lastPrefixField: null, fields: [{ name: 'a' }], types: {} })
  })

  it('L-9: two types of one name are refused', () => {
    const Two = prefixType('Two', {
      version: '1.0.0',
      prefix: { a: struct('Same', { x: u8 }), b: struct('Same', { x: u32 }) },
      lastPrefixField: 'b',
    })
    expect(refusal(() => Two.schema())).toMatchObject({ code: 'ABI-L005', rule: 'L-9', path: 'Same' })
  })
})
