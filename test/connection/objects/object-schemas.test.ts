// What peers are told of objects, against what the crate savefile-abi says of the same declarations.
import { u32, unit } from 'abiding'
import {
  boxedClosure,
  boxedTrait,
  closure,
  future,
  method,
  Result,
  str,
  trait,
  traitMut,
  traitRef,
  definitionOf,
  schemaOf,
  type AnyTrait,
  type AnyWireType,
  type Schema,
  type TraitDefinition,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { SchemaReader, writeSchema } from '../../../src/connection/wire/schema-codec.js'
import { WireReader } from '../../../src/connection/wire/wire-reader.js'
import { WireWriter } from '../../../src/connection/wire/wire-writer.js'

const Simple = trait('Simple', {
  version: 0,
  methods: { do_call: method({ x: u32 }, u32) },
  bounds: ['Send', 'Sync'],
})

const simple =
  '10 00 00 00 00 00 00 00 53 69 6d 70 6c 65 2b 53 79 6e 63 2b 53 65 6e 64 01 00 00 00 00 00 00 00 07 00 00 00 00 00 00 00 64 6f 5f 63 61 6c 6c 03 06 64 00 01 00 00 00 00 00 00 00 03 06'
const docall = '06 00 00 00 00 00 00 00 64 6f 63 61 6c 6c'
const one = '01 00 00 00 00 00 00 00'

/** Schemas of the crate by how Rust spells the type. */
const vectors: readonly [spelled: string, type: AnyWireType, hex: string][] = [
  [
    '&dyn Fn(u32, &str) -> u32',
    closure([{ a: u32 }, { b: str }], u32),
    `0e 0b 00 04 00 00 00 00 00 00 00 5f 5f 30 5f ${one} ${docall} 03 06 64 00 02 00 00 00 00 00 00 00 03 06 0d`,
  ],
  [
    '&mut dyn FnMut(u32) -> u32',
    closure({ a: u32 }, u32, { mut: true }),
    `0e 0b 01 04 00 00 00 00 00 00 00 5f 5f 31 5f ${one} ${docall} 03 06 65 00 ${one} 03 06`,
  ],
  [
    'Box<dyn Fn(u32) -> u32 + Send + Sync>',
    boxedClosure({ a: u32 }, u32, { send: true, sync: true }),
    `0a 0b 00 15 00 00 00 00 00 00 00 5f 5f 32 5f 6f 77 6e 69 6e 67 5f 2b 53 79 6e 63 2b 53 65 6e 64 ${one} ${docall} 03 06 64 00 ${one} 03 06`,
  ],
  ['&dyn Simple', traitRef(Simple), `0e 0f 00 ${simple}`],
  ['&mut dyn Simple', traitMut(Simple), `0e 0f 01 ${simple}`],
  ['Box<dyn Simple>', boxedTrait(Simple), `0a 0f 00 ${simple}`],
  [
    'Result<Box<dyn Fn() -> u32>, ()>',
    Result(boxedClosure({}, u32), unit),
    `02 06 00 00 00 00 00 00 00 52 65 73 75 6c 74 02 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 4f 6b 00 ${one} 02 00 00 00 00 00 00 00 6f 6b 0a 0b 00 0b 00 00 00 00 00 00 00 5f 5f 34 5f 6f 77 6e 69 6e 67 5f ${one} ${docall} 03 06 64 00 00 00 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00 45 72 72 00 ${one} 03 00 00 00 00 00 00 00 65 72 72 06 00 01 00 00 00`,
  ],
  [
    'Pin<Box<dyn Future<Output = u32>>>',
    future(u32),
    `12 00 12 00 00 00 00 00 00 00 5f 5f 35 5f 66 75 74 75 72 65 5f 77 72 61 70 70 65 72 ${one} 08 00 00 00 00 00 00 00 61 62 69 5f 70 6f 6c 6c 07 03 06 66 00 ${one} 0a 0b 00 15 00 00 00 00 00 00 00 5f 5f 38 5f 6f 77 6e 69 6e 67 5f 2b 53 79 6e 63 2b 53 65 6e 64 ${one} ${docall} 06 64 00 00 00 00 00 00 00 00 00`,
  ],
]

/** Whatever hidden traits are called: in Rust they have numbers, which depend on what else a compiler has seen. */
function withoutHiddenNames(value: unknown): unknown {
  const nameless = JSON.stringify(value, (key, part: unknown) => {
    const hidden = key === 'definition' ? (part as TraitDefinition) : undefined
    const [first] = hidden?.methods ?? []
    if (first?.name !== 'docall' && first?.name !== 'abi_poll') return part
    return { ...hidden, name: hidden?.name.replace(/^[^+]*/, 'hidden') }
  })
  return JSON.parse(nameless)
}

function schemaOfHex(hex: string): Schema {
  const reader = new WireReader(Uint8Array.from(hex.split(' '), (digits) => Number.parseInt(digits, 16)))
  const schema = new SchemaReader(reader, 2).schema()
  expect(reader.left).toBe(0)
  return schema
}

describe('objects in schemas', () => {
  it.each(vectors)('X-20: %s is described as by the crate', (spelled, type, hex) => {
    expect(type.name).toBe(spelled)
    const described = schemaOf(type, 3)
    expect(withoutHiddenNames(described)).toEqual(withoutHiddenNames(schemaOfHex(hex)))
    const writer = new WireWriter()
    writeSchema(writer, described, 2)
    expect(new SchemaReader(new WireReader(writer.finish()), 2).schema()).toEqual(described)
  })

  it('X-20: bounds of futures are told apart from those of other traits', () => {
    const bounds = (options: Parameters<typeof future>[1]): unknown => {
      const { kind, isSend, isSync, isUnpin, definition } = schemaOf(future(u32, options), 0) as Schema & {
        kind: 'future'
      }
      return [kind, isSend, isSync, isUnpin, definition.name]
    }
    expect(bounds({ send: true })).toEqual(['future', true, false, false, 'Future<Output = u32>'])
    expect(bounds({ sync: true })).toEqual(['future', false, true, false, 'Future<Output = u32>'])
    expect(bounds({ unpin: true })).toEqual(['future', false, false, true, 'Future<Output = u32>'])
  })

  it('X-29: a method of the macro async_trait says so', () => {
    const Async = trait('Async', {
      version: 0,
      methods: { add: method({ a: u32, b: u32 }, future(u32, { send: true }), { asyncTrait: true }) },
    })
    expect(definitionOf(Async).methods[0]?.isAsyncTrait).toBe(true)
  })

  it('X-22: a trait that leads to itself is described once more, and then as a step up', () => {
    const Node: AnyTrait = trait('Node', {
      version: 0,
      methods: {
        child: method(
          {},
          boxedTrait((): AnyTrait => Node),
        ),
        visit: method({ by: closure({ node: traitRef((): AnyTrait => Node) }) }),
      },
    })
    const [child, visit] = definitionOf(Node).methods
    const inner = (child?.returns as { item: { definition: TraitDefinition } }).item.definition
    expect(inner.methods[0]?.returns).toEqual({ kind: 'boxed', item: { kind: 'recursion', depth: 1 } })
    const closureIn = inner.methods[1]?.parameters[0] as { item: { definition: TraitDefinition } }
    expect(closureIn.item.definition.methods[0]?.parameters[0]).toEqual({
      kind: 'reference',
      item: { kind: 'recursion', depth: 2 },
    })
    const outer = (visit?.parameters[0] as typeof closureIn).item.definition.methods[0]?.parameters[0]
    expect(outer).toMatchObject({ kind: 'reference', item: { kind: 'trait', definition: { name: 'Node' } } })
  })
})

describe('objects in declarations', () => {
  it('X-20: stand where Rust lets them stand', () => {
    const lent = { code: 'ABI-L006', expected: 'a type that can be a result' }
    expect(() => method({}, closure({}))).toThrow(expect.objectContaining(lent))
    expect(() => method({}, traitRef(Simple))).toThrow(expect.objectContaining(lent))
    expect(() => method({}, traitMut(Simple))).toThrow(expect.objectContaining(lent))
    expect(() => method({ f: future(u32) })).toThrow(expect.objectContaining({ code: 'ABI-L006' }))
    const inside = { code: 'ABI-L006', expected: 'a type of values that are bytes alone' }
    expect(() => future(boxedTrait(Simple))).toThrow(expect.objectContaining(inside))
    expect(() => future(Result(boxedClosure({}), u32))).toThrow(expect.objectContaining(inside))
    method({ a: boxedClosure({}), b: boxedClosure({}) }, Result(boxedTrait(Simple), future(u32)))
  })

  it('X-20: are of traits', () => {
    const wrong = { code: 'ABI-L006', rule: 'X-20' }
    for (const bad of [undefined, null, {}, 5, u32]) {
      expect(() => traitRef(bad as never)).toThrow(expect.objectContaining(wrong))
    }
    const later = boxedTrait(() => u32 as never)
    expect(() => schemaOf(later, 0)).toThrow(expect.objectContaining(wrong))
  })

  it('X-29: only methods that give futures are asynchronous', () => {
    const wrong = expect.objectContaining({ code: 'ABI-L006', rule: 'X-29' }) as Error
    expect(() => method({}, u32, { asyncTrait: true })).toThrow(wrong)
    expect(() => method({}, future(u32), { asyncTrait: 1 as never })).toThrow(wrong)
  })
})
