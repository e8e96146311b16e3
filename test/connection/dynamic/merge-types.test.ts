// Types of a definition that are one, and what that may cost.
import { describe, expect, it } from 'vitest'
import type { Draft } from '../../../src/connection/dynamic/described.js'
import { mergeTypes } from '../../../src/connection/dynamic/merge-types.js'
import { WireProblem } from '../../../src/connection/wire/wire-problem.js'

const u8: Draft = { form: { kind: 'constant', name: 'u8' }, parts: [] }
const container = (name: 'option' | 'tuple', ...parts: Draft[]): Draft => ({
  form: { kind: 'container', name },
  parts,
})
const record = (name: string, ...parts: Draft[]): Draft => ({
  form: { kind: 'record', name, fields: parts.map((_part, index) => String(index)) },
  parts,
})

/** The code of the problem with a type. */
function problemOf(root: Draft): string | undefined {
  try {
    mergeTypes(root, new Map())
    return undefined
  } catch (error) {
    if (error instanceof WireProblem) return error.details.code
    throw error
  }
}

/** A type that mentions so many others where it is written out. */
function doubled(levels: number, wrap: (inner: Draft, level: number) => Draft): Draft {
  let type = u8
  for (let level = 0; level < levels; level++) type = wrap(container('tuple', type, type), level)
  return type
}

describe('types of a definition', () => {
  it('X-66: are one where they are the same all the way', () => {
    const { parts } = mergeTypes(
      container('tuple', record('A', container('option', u8)), record('A', container('option', { ...u8 }))),
      new Map(),
    )
    expect(parts[0]).toBe(parts[1])
    const differing = mergeTypes(
      container('tuple', record('A', u8), record('A', container('option', u8))),
      new Map(),
    )
    expect(differing.parts[0]).not.toBe(differing.parts[1])
  })

  it('X-66: are refused where their text would have no end', () => {
    expect(problemOf(doubled(15, (inner) => inner))).toBeUndefined()
    expect(problemOf(doubled(17, (inner) => inner))).toBe('ABI-J027')
    expect(problemOf(doubled(17, (inner, level) => record(`R${level}`, inner)))).toBeUndefined()
    const endless = container('option')
    endless.parts.push(endless)
    expect(problemOf(endless)).toBe('ABI-J027')
  })

  it('X-66: are refused where it takes too long to tell them apart', () => {
    let chain = u8
    for (let level = 0; level < 2000; level++) chain = container('option', chain)
    expect(problemOf(chain)).toBe('ABI-J027')
  })
})
