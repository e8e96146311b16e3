// Definitions that the crate itself wrote, in both versions of the encoding.
import { f32, u32, u8 } from 'abiding'
import {
  decodeWire,
  encodeWire,
  list,
  option,
  record,
  schemaOf,
  string,
  tuple,
  type TraitDefinition,
  type WireType,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import {
  decodeDefinition,
  encodeDefinition,
  encodeDefinitionFile,
} from '../../../src/connection/wire/container.js'
import { refusal } from '../../support/refusal.js'

const u32Schema = { kind: 'primitive', name: 'u32' } as const

const adder: TraitDefinition = {
  name: 'AdderInterface',
  methods: [
    {
      name: 'add',
      returns: u32Schema,
      receiver: 'shared',
      isAsyncTrait: false,
      parameters: [u32Schema, u32Schema],
    },
  ],
}

const adderHex = {
  2: '7361766566696c650002000200000000 0e000000000000004164646572496e74657266616365 0100000000000000 0300000000000000616464 0306 6400 0200000000000000 0306 0306',
  1: '7361766566696c650001000100000000 0e000000000000004164646572496e74657266616365 0100000000000000 0300000000000000616464 0306 0200000000000000 0306 0306',
}

const fromHex = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex')

describe('the definition of a trait', () => {
  it.each([1, 2] as const)('W-20, W-21, W-22: as the crate writes it, in version %s', (version) => {
    expect(encodeDefinition(adder, version)).toEqual(new Uint8Array(fromHex(adderHex[version])))
    expect(decodeDefinition(fromHex(adderHex[version]), 'Adder')).toEqual(adder)
  })

  it('W-22: as a file of schemas holds it', () => {
    // trait T (version 1): fn f(&self, p: &P) -> u64, where P is { a: u32, b: u32 } in version 1.
    const hex =
      '7361766566696c65000200010000000001000000000000005401000000000000000100000000000000660308010000000000' +
      '00000e010100000000000000500200000000000000010800000000000000010400000000000000010000000000000061030601' +
      '0000000000000000010000000000000062030601040000000000000000'
    const bytes = fromHex(hex)
    const definition = decodeDefinition(bytes.subarray(0, 0x81), 'T')
    expect(definition.methods[0]?.parameters).toEqual([
      {
        kind: 'reference',
        item: {
          kind: 'struct',
          name: 'P',
          size: 8,
          alignment: 4,
          fields: [
            { name: 'a', schema: u32Schema, offset: 0 },
            { name: 'b', schema: u32Schema, offset: 4 },
          ],
        },
      },
    ])
    expect(encodeDefinitionFile(definition)).toEqual(new Uint8Array(bytes.subarray(0, 0x81)))
  })

  it.each([
    ['ABI-W004', 'another magic', '8' + adderHex[2].slice(1)],
    ['ABI-W004', 'a newer library', adderHex[2].replace('00020002', '00030002')],
    ['ABI-W004', 'a newer encoding', adderHex[2].replace('0002000200', '0002000300')],
    ['ABI-W004', 'a compressed file', adderHex[2].replace('02000000 00'.replace(' ', ''), '0200000001')],
    ['ABI-W002', 'a kind that does not exist', adderHex[2].replace('616464 0306', '616464 2006')],
    ['ABI-W002', 'a primitive that does not exist', adderHex[2].replace('616464 0306', '616464 0311')],
    ['ABI-W002', 'a receiver that does not exist', adderHex[2].replace('6400', '6700')],
    ['ABI-W001', 'more methods than bytes', adderHex[2].replace('0100000000000000', 'ffffffffffffff0f')],
    ['ABI-W001', 'an end too soon', adderHex[2].slice(0, -2)],
  ])('W-3, W-20, W-22: is refused with %s for %s', (code, _what, hex) => {
    expect(refusal(() => decodeDefinition(fromHex(hex), 'Adder'))).toMatchObject({ code })
  })

  it('W-3, W-20: of schemas 10,000 deep is refused with the place', () => {
    const header = fromHex(adderHex[2].slice(0, adderHex[2].indexOf('0306')))
    const bytes = Buffer.concat([header, Buffer.alloc(10_000, 7)])
    const error = refusal(() => decodeDefinition(bytes, 'Adder'))
    expect(error).toMatchObject({ code: 'ABI-W003', path: 'Adder → method 0.add → result' })
  })
})

describe('the schema of a type', () => {
  it('W-23: lists the fields of the version, without offsets', () => {
    const MyStruct = record('MyStruct', { name: string, age: u8, length: f32 })
    expect(schemaOf(MyStruct, 0)).toEqual({
      kind: 'struct',
      name: 'MyStruct',
      fields: [
        { name: 'name', schema: { kind: 'primitive', name: 'string', layout: 0 } },
        { name: 'age', schema: { kind: 'primitive', name: 'u8' } },
        { name: 'length', schema: { kind: 'primitive', name: 'f32' } },
      ],
    })
    expect(schemaOf(tuple(u8, option(u32)), 0)).toMatchObject({
      name: '2-Tuple',
      fields: [{ name: '0' }, { name: '1' }],
    })
  })

  it('W-12: may contain itself through a list that is declared once', () => {
    interface Tree {
      readonly size: number
      readonly kids: readonly Tree[]
    }
    const Tree: WireType<Tree> = record('Tree', {
      size: u8,
      get kids() {
        return Forest
      },
    })
    const Forest: WireType<Tree[], readonly Tree[]> = list(Tree)
    const forest = [{ size: 1, kids: [{ size: 2, kids: [] }] }]
    const bytes = encodeWire(Forest, forest)
    expect(bytes.length).toBe(8 + 1 + 8 + 1 + 8)
    expect(decodeWire(Forest, bytes)).toEqual(forest)
  })

  it('W-12, W-23: that contains itself says how far up it is', () => {
    interface Tree {
      v: number
      kids: Tree[]
    }
    const Tree: ReturnType<typeof record> = record('Tree', {
      v: u8,
      get kids() {
        return list(Tree)
      },
    })
    const inner = { kind: 'vector', item: { kind: 'recursion', depth: 1 }, layout: 0 }
    const fields = (kids: object): object[] => [
      { name: 'v', schema: { kind: 'primitive', name: 'u8' } },
      { name: 'kids', schema: kids },
    ]
    const tree = { kind: 'struct', name: 'Tree', fields: fields(inner) }
    expect(schemaOf(Tree, 0)).toEqual({ ...tree, fields: fields({ kind: 'vector', item: tree, layout: 0 }) })
  })
})
