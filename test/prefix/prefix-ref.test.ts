// References to prefix types, in memory of this process: what they give, take and refuse.
import {
  array,
  bufferMemory,
  exportFunction,
  fn,
  hasField,
  implement,
  layoutOf,
  missing,
  NativeArena,
  nullable,
  prefixRef,
  prefixType,
  since,
  snapshot,
  staticPrefix,
  struct,
  targets,
  u32,
  viewPrefix,
  type Address,
  type AnyType,
  type PrefixType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Leaf = prefixType('Leaf', {
  version: '1.1.0',
  prefix: { id: u32 },
  lastPrefixField: 'id',
  suffix: { twice: since('1.1.0', missing.panic(fn({ value: u32 }, u32))) },
})
const Tree = prefixType('Tree', {
  version: '1.0.0',
  prefix: { leaf: prefixRef(Leaf), other: nullable(prefixRef(Leaf)) },
  lastPrefixField: 'other',
  suffix: {
    pick: missing.panic(
      fn([{ one: prefixRef(Leaf) }, { other: nullable(prefixRef(Leaf)) }], prefixRef(Leaf)),
    ),
  },
})
const leaf = (id: number) => implement(Leaf, { id, twice: (value) => value * 2 })
const oldLeaf = (id: number) => implement(Leaf.upTo('1.0.0'), { id })

describe('a reference', () => {
  it('P-16: is a pointer in memory, in schemas and in C', () => {
    const type = prefixRef(Leaf)
    for (const target of Object.values(targets))
      expect(layoutOf(type, target)).toEqual({ size: target.pointerSize, alignment: target.pointerSize })
    expect(type.schema()).toEqual({ pointer: { type: 'Leaf' }, const: true })
    expect(nullable(type).schema()).toEqual({ pointer: { type: 'Leaf' }, const: true, nullable: true })
    expect(type.declareC('leaf')).toBe('const Leaf *leaf')
    expect(type.declareC('leaf', true)).toBe('const Leaf * const leaf')
    expect([type.name, nullable(type).name]).toEqual(['prefixRef(Leaf)', 'nullable(prefixRef(Leaf))'])
    expect(Tree.schema().types['Leaf']).toMatchObject({ kind: 'prefix', version: '1.1.0' })
  })

  it('P-16: is declared of prefix types alone', () => {
    for (const wrong of [undefined, null, u32, 'Leaf', {}, struct('S', { a: u32 })])
      expect(refusal(() => prefixRef(wrong as never))).toMatchObject({ code: 'ABI-L002', rule: 'P-16' })
    expect(refusal(() => prefixRef(() => u32 as never).name)).toMatchObject({ code: 'ABI-L002' })
  })

  it('P-16: takes implementations, accessor objects, static instances and addresses', () => {
    using one = leaf(1)
    const constant = staticPrefix(Leaf, () => ({ id: 2, twice: (value) => value }))
    const given = [one, one.as(), one.address, constant, constant.as(), constant.address]
    const ids = given.map((value) => {
      using tree = implement(Tree, { leaf: value, other: value, pick: (first) => first })
      return [tree.as().leaf.id, tree.as().other?.id]
    })
    expect(ids).toEqual([1, 1, 1, 2, 2, 2].map((id) => [id, id]))
  })

  it('P-16: refuses instances of other interfaces, null, and what is none', () => {
    using one = leaf(1)
    using tree = implement(Tree, { leaf: one, other: null, pick: (first) => first })
    const Other = prefixType('Leaf', {
      version: '1.0.0',
      prefix: { id: u32, more: u32 },
      lastPrefixField: 'more',
    })
    using other = implement(Other, { id: 1, more: 2 })
    const { pick } = tree.as()
    for (const wrong of [
      tree,
      tree.as(),
      other,
      other.as(),
      {},
      'x',
      1.5,
      -8,
      undefined,
      { type: Leaf.fields },
    ]) {
      expect(refusal(() => pick(wrong as never, null))).toMatchObject({
        code: 'ABI-V001',
        rule: 'P-16',
        path: 'Tree.pick → param one',
      })
    }
    expect(refusal(() => pick(other as never, null)).found).toBe('an instance of Leaf 1.0.0')
    expect(refusal(() => pick(null as never, null))).toMatchObject({ code: 'ABI-V001' })
    expect(refusal(() => pick(0 as Address, null))).toMatchObject({ code: 'ABI-M001', rule: 'P-16' })
    expect(refusal(() => implement(Tree, { leaf: null as never, other: null, pick }))).toMatchObject({
      path: 'Tree.leaf',
    })
  })

  it('P-17: gives the accessor object of the instance, the same one for the same address', () => {
    using one = leaf(1)
    using tree = implement(Tree, { leaf: one, other: one, pick: (first, other) => other ?? first })
    const { leaf: seen, other, pick } = tree.as()
    expect(seen).toBe(other)
    expect(pick(seen, null)).toBe(seen)
    expect(seen.twice(4)).toBe(8)
    expect((tree.as() as unknown as { toJSON(): unknown }).toJSON()).toEqual({
      leaf: `0x${one.address.toString(16)}`,
      other: `0x${one.address.toString(16)}`,
    })
  })

  it('P-17: is part of structs, parameters and results', () => {
    const Options = struct('Options', { leaf: prefixRef(Leaf), all: array(nullable(prefixRef(Leaf)), 2) })
    using arena = new NativeArena()
    using one = leaf(5)
    const options = arena.allocate(Options, { leaf: one, all: [null, one.as()] })
    expect([options.leaf.id, options.all.at(0), options.all.at(1)?.id]).toEqual([5, null, 5])
    expect(snapshot(options).leaf).toBe(options.leaf)
    const Hand = fn({ leaf: prefixRef(Leaf) }, prefixRef(Leaf))
    using exported = exportFunction(Hand, (given) => given)
    using tree = implement(Tree, { leaf: one, other: null, pick: (first) => first })
    expect(tree.as().pick(one, null)).toBe(tree.as().leaf)
    expect(exported.address).toBeGreaterThan(0)
  })

  it('P-17: follows the policies of the reader, whatever version lies there', () => {
    using old = oldLeaf(3)
    using tree = implement(Tree, { leaf: old, other: null, pick: (first) => first })
    const seen = tree.as().leaf
    expect(hasField(seen, 'twice')).toBe(false)
    const error = refusal(() => seen.twice)
    expect(error).toMatchObject({ code: 'ABI-P004', found: 'version 1.0.0 with 1 fields' })
  })

  it('P-9: of an unknown maker the error says that nobody knows', () => {
    using arena = new NativeArena()
    const { memory, offset } = arena.allocateBytes(32, 8)
    memory.view.setBigUint64(offset, 1n, true)
    const address = (memory.base! + offset) as Address
    using tree = implement(Tree, { leaf: address, other: null, pick: (first) => first })
    expect(refusal(() => tree.as().leaf.twice)).toMatchObject({
      code: 'ABI-P004',
      found: 'an unknown version with an unknown number of fields',
    })
  })

  it('P-9: of a maker in Rust the layout data tell the version, if they can be read', () => {
    using arena = new NativeArena()
    const tree = (said: Uint8Array, spoil?: (words: DataView) => void) => {
      const { memory, offset } = arena.allocateBytes(160, 8)
      const address = memory.base! + offset
      const words = new DataView(memory.view.buffer, memory.view.byteOffset + offset, 160)
      const layout = [1, address + 32, 0, 0, 0, 0, address + 56, 0, 0, 0, 0, address + 120, said.length]
      layout.forEach((word, index) => words.setBigUint64(8 * index, BigInt(word), true))
      new Uint8Array(words.buffer, words.byteOffset + 120).set(said.subarray(0, 40))
      spoil?.(words)
      return viewPrefix(
        Tree,
        implement(Tree, { leaf: address as Address, other: null, pick: (first) => first }).address,
      )
    }
    const found = (said: string, spoil?: (words: DataView) => void): string | undefined =>
      refusal(() => tree(Buffer.from(said), spoil).leaf.twice).found
    const [known, unknown] = ['version 1.2.3 with', 'an unknown version with'].map(
      (start) => `${start} an unknown number of fields`,
    )
    expect(found('leaves;1.2.3')).toBe(known)
    for (const said of ['', 'leaves', 'leaves;', 'leaves;1.2', 'leaves;1.2.3;', 'l;1.2.3\n', '\xff;1.2.3'])
      expect(found(said)).toBe(unknown)
    // Each word in turn leads nowhere, or says something absurd.
    for (const at of [8, 48, 88, 96])
      for (const word of [0n, 1n, 0x10000n, 2n ** 47n - 8n, 2n ** 64n - 1n])
        expect(found('leaves;1.2.3', (words) => words.setBigUint64(at, word, true))).toBe(unknown)
  })

  it('P-17: forgets an instance that was disposed of', () => {
    const first = leaf(1)
    const arena = new NativeArena()
    const { memory, offset } = arena.allocateBytes(64, 8)
    const address = first.address
    using tree = implement(Tree, { leaf: first, other: null, pick: (given) => given })
    const seen = tree.as().leaf
    expect(seen.id).toBe(1)
    first[Symbol.dispose]()
    expect(refusal(() => seen.id)).toMatchObject({ code: 'ABI-M004' })
    expect(refusal(() => tree.as().pick(first, null))).toMatchObject({ code: 'ABI-M004' })
    expect(refusal(() => tree.as().pick(seen, null))).toMatchObject({ code: 'ABI-M004' })
    expect(address).toBeGreaterThan(0)
    expect(memory.view.getUint8(offset)).toBe(0)
    arena[Symbol.dispose]()
  })

  it('P-16: leads nowhere outside of native memory', () => {
    const Options = struct('Options', { leaf: nullable(prefixRef(Leaf)) })
    const options = bufferMemory(new ArrayBuffer(64)).at(Options, 8)
    expect(refusal(() => options.leaf)).toMatchObject({ code: 'ABI-M009', rule: 'P-16' })
    expect(refusal(() => (options.leaf = null))).toMatchObject({ code: 'ABI-M009', path: 'Options.leaf' })
  })
})

describe('a reference that cannot be followed', () => {
  const treeAt = (leafAddress: number): number => {
    const { memory, offset } = arena.allocateBytes(40, 8)
    memory.view.setBigUint64(offset, 0b11n, true)
    memory.view.setBigUint64(offset + 16, BigInt(leafAddress), true)
    return memory.base! + offset
  }
  const arena = new NativeArena()

  it('P-6: null where none is allowed is refused when the outer instance is bound', () => {
    expect(refusal(() => viewPrefix(Tree, treeAt(0)))).toMatchObject({
      code: 'ABI-M001',
      rule: 'P-16',
      path: 'Tree.leaf',
    })
  })

  it.each([
    ['misaligned', (address: number) => address + 4, 'ABI-P005'],
    ['unmapped', () => 0x20000, 'ABI-M003'],
    ['below all memory', () => 0x800, 'ABI-M001'],
    ['no address', () => 2 ** 50, 'ABI-M002'],
    ['without the prefix in its mask', (address: number) => address, 'ABI-P005'],
  ])('P-6, P-17: %s', (_, place, code) => {
    const { memory, offset } = arena.allocateBytes(64, 8)
    const tree = viewPrefix(Tree, treeAt(place(memory.base! + offset)))
    expect(refusal(() => tree.leaf)).toMatchObject({ code, path: 'Tree.leaf' })
    // Nothing is kept of what was refused.
    if (code === 'ABI-P005' && place(8) === 8) {
      memory.view.setBigUint64(offset, 1n, true)
      expect(tree.leaf.id).toBe(0)
    }
  })
})

describe('interfaces that refer to themselves', () => {
  it('P-16: through functions that give the type', () => {
    const Node: PrefixType<{ id: number; next: { id: number } | null }> = prefixType('Node', {
      version: '1.0.0',
      prefix: { id: u32, next: nullable(prefixRef((): PrefixType => Node)) },
      lastPrefixField: 'next',
    }) as never
    using last = implement(Node, { id: 1, next: null })
    using first = implement(Node, { id: 2, next: last })
    const seen = first.as()
    expect([seen.id, seen.next?.id]).toEqual([2, 1])
    expect(first.type.schema().types['Node']).toMatchObject({ kind: 'prefix' })
    expect(first.as(Node)).toMatchObject({ id: 2 })
  })

  it('P-16: through getters, each other', () => {
    const One: PrefixType = prefixType('One', {
      version: '1.0.0',
      prefix: {
        id: u32,
        get other(): AnyType {
          return nullable(prefixRef(Two))
        },
      },
      lastPrefixField: 'other',
    })
    const Two = prefixType('Two', {
      version: '1.0.0',
      prefix: { id: u32, one: nullable(prefixRef(One)) },
      lastPrefixField: 'one',
    })
    using one = implement(One, { id: 1, other: null })
    using two = implement(Two, { id: 2, one })
    expect(two.as().one).toMatchObject({ id: 1, other: null })
    expect(Object.keys(Two.schema().types).sort()).toEqual(['One', 'Two'])
  })

  it('P-1: what stands behind getters is checked when it is first needed', () => {
    const Late = prefixType('Late', {
      version: '1.0.0',
      prefix: {
        get a(): AnyType {
          return undefined as never
        },
      },
      lastPrefixField: 'a',
    })
    expect(refusal(() => Late.fields)).toMatchObject({ code: 'ABI-L002', path: 'Late.a' })
  })
})
