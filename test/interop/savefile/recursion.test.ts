// Types that contain themselves, in every way that the crate describes in words of its own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectDynamic } from 'abiding/connection'
import { afterAll, describe, expect, it } from 'vitest'
import { NativeEntry } from '../../../src/connection/protocol/native-entry.js'
import { openLibrary } from '../../../src/ffi/index.js'
import { traitDeclarations } from '../../../src/inspect/declare/trait-declarations.js'
import { requireTool } from '../../support/tools.js'
import { refusal } from '../../support/refusal.js'
import { buildCrate } from '../../support/cargo-crate.js'
import { connectRecursion } from './declared-recursion.abi.js'

const hasCargo = requireTool('cargo')
const library = hasCargo ? buildCrate('savefile/savefile-recursion') : ''

const chain = { value: 1, next: { value: 2, next: { value: 3, next: undefined } } }
const file = {
  size: 1,
  inside: { name: 'a', first: { size: 2, inside: { name: 'b', first: undefined } } },
}
const outer = {
  inner: { value: 1, again: { inner: { value: 2, again: { inner: { value: 3, again: undefined } } } } },
}
const one = (number: number): object => ({ tag: 'One', 0: number })
const both = (left: object, right: object): object => ({ tag: 'Both', 0: left, 1: right })
const leaf = { value: 3, inside: new Map<string, never>() }
const branch = { value: 2, inside: new Map([['b', leaf]]) }
const nested = { value: 1, inside: new Map([['a', branch]]) }

describe.runIf(hasCargo)('a recursion in a definition of the crate', () => {
  const peer = connectDynamic(library, 'Recursion')
  afterAll(() => peer[Symbol.dispose]())

  it.each<[string, unknown]>([
    ['chain', chain],
    ['boxed_chain', chain],
    ['folder', file.inside],
    ['file', file],
    ['outer', outer],
    ['sum', both(one(1), both(both(one(2), one(3)), one(4)))],
    ['hashed', nested],
    ['sorted', nested],
    ['sorted_values', new Map([['z', nested]])],
  ])('X-69: is what it means for %s', (method, value) => {
    expect(peer[method]!(value)).toEqual(value)
  })

  it('X-69: is what it means for boxes that are items, and for keys of a map', () => {
    const trees = [{ value: 2, trees: [{ value: 3, trees: [] }] }]
    expect(peer['forest']!({ value: 1, trees })).toEqual(trees)
    const tags = new Map([['a', ['b', 'c']]])
    expect(peer['tags']!(tags)).toEqual({ tags })
  })

  it('X-70: means nothing where the crate loses the type', () => {
    const error = refusal(() => peer['lost']!(new Map([['a', new Map([['b', 1]])]])))
    expect(error).toMatchObject({ code: 'ABI-J018' })
    expect(error.message).toContain('X-70')
    const described = peer.$describe().methods.filter(({ problems }) => problems.length > 0)
    expect(described.map(({ name }) => name)).toEqual(['lost'])
  })
})

describe.runIf(hasCargo)('the declaration of types that contain themselves', () => {
  it('X-72: is written with their types of TypeScript', () => {
    const entry = new NativeEntry(openLibrary(library).symbol('abi_entry_Recursion')!)
    const answer = { version: 0, definition: entry.definition(2, 0) }
    const text = readFileSync(join(import.meta.dirname, 'declared-recursion.abi.ts'), 'utf8')
    expect(traitDeclarations('libsavefile_recursion.so', [answer])).toBe(text)
  })

  it('X-69, X-72: fits the plugin, whose words for a recursion are others', () => {
    using declared = connectRecursion(library)
    expect(declared.chain(chain)).toEqual(chain)
    expect(declared.boxed_chain(chain)).toEqual(chain)
    expect(declared.file(file)).toEqual(file)
    expect(declared.sorted({ value: 1, inside: new Map([['a', leaf]]) }).inside.get('a')).toEqual(leaf)
    expect(declared.hashed({ value: 1, inside: new Map([['a', leaf]]) }).inside.get('a')).toEqual(leaf)
    expect(declared.tags(new Map([['a', ['b', 'c']]])).tags.get('a')).toEqual(['b', 'c'])
  })
})
