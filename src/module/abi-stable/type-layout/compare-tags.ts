import type { DecodedTag } from './decoded-type.js'

type Entries = readonly (readonly [DecodedTag, DecodedTag])[]

const nothing: DecodedTag = { kind: 'null' }

/** The order of the kinds of tags, which is that of sets and maps of them. */
const ranks = ['null', 'bool', 'int', 'uint', 'string', 'ignored', 'array', 'set', 'map'] as const

/**
 * Whether a tag fits where another one is expected: a null fits everything, primitives are equal, arrays are as long and fit
 * element by element, sets and maps have what is expected and perhaps more, and ignored ones are not looked into.
 *
 * @param expected - The tag of the interface.
 * @param found - The tag of the implementation.
 * @returns Whether it fits.
 *
 * @see Rule A-31 of the specification.
 *
 * @example
 * ```ts
 * import { tagsFit } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const text = (value: string) => ({ kind: 'string', value }) as const
 * const small = { kind: 'set', elements: [text('a')] } as const
 * const large = { kind: 'set', elements: [text('b'), text('a')] } as const
 * assert(tagsFit(small, large))
 * assert(!tagsFit(large, small))
 * ```
 */
export function tagsFit(expected: DecodedTag, found: DecodedTag): boolean {
  if (expected.kind === 'null') return true
  if (expected.kind !== found.kind) return false
  switch (expected.kind) {
    case 'bool':
    case 'int':
    case 'uint':
    case 'string':
      return compareTags(expected, found) === 0
    case 'ignored':
      return true
    case 'array': {
      const [wanted, given] = [elementsOf(expected), elementsOf(found)]
      return wanted.length === given.length && wanted.every((one, index) => tagsFit(one, given[index]!))
    }
    case 'set':
    case 'map':
      return entriesFit(entriesOf(expected), entriesOf(found))
  }
}

/** Walks through both in their order: what stands before the entry that fits is the other side's own. */
function entriesFit(expected: Entries, found: Entries): boolean {
  if (expected.length > found.length) return false
  let next = 0
  return expected.every(([key, value]) => {
    while (next < found.length) {
      const [otherKey, otherValue] = found[next++]!
      if (tagsFit(key, otherKey) && tagsFit(value, otherValue)) return true
    }
    return false
  })
}

function elementsOf(tag: DecodedTag): readonly DecodedTag[] {
  return 'elements' in tag ? tag.elements.filter(({ kind }) => kind !== 'null') : []
}

/** The entries of a map, or of a set as a map to nothing, in their order and each key once: the last one counts. */
function entriesOf(tag: DecodedTag): Entries {
  const given: Entries =
    tag.kind === 'map' ? tag.entries : elementsOf(tag).map((element) => [element, nothing] as const)
  const sorted = given
    .filter(([key]) => key.kind !== 'null')
    .toSorted(([one], [other]) => compareTags(one, other))
  return sorted.filter(([key], index) => {
    const following = sorted[index + 1]
    return following === undefined || compareTags(key, following[0]) !== 0
  })
}

/** Orders tags: by kind, then by value, then by length. */
function compareTags(one: DecodedTag, other: DecodedTag): number {
  if (one.kind !== other.kind) return ranks.indexOf(one.kind) - ranks.indexOf(other.kind)
  if ('value' in one && 'value' in other)
    return one.value < other.value ? -1 : one.value > other.value ? 1 : 0
  if (one.kind === 'ignored' && other.kind === 'ignored') return compareTags(one.tag, other.tag)
  const [list, others] = [one, other].map((tag) =>
    tag.kind === 'array' ? elementsOf(tag) : entriesOf(tag).flat(),
  ) as [readonly DecodedTag[], readonly DecodedTag[]]
  for (const [index, tag] of list.entries()) {
    if (index >= others.length) return 1
    const order = compareTags(tag, others[index]!)
    if (order !== 0) return order
  }
  return list.length - others.length
}

/**
 * Spells a tag, for reports.
 *
 * @internal
 */
export function spellTag(tag: DecodedTag | undefined): string {
  if (tag === undefined) return 'none'
  switch (tag.kind) {
    case 'null':
      return 'null'
    case 'string':
      return JSON.stringify(tag.value)
    case 'bool':
    case 'int':
    case 'uint':
      return String(tag.value)
    case 'ignored':
      return `ignored ${spellTag(tag.tag)}`
    case 'array':
      return `[${tag.elements.map(spellTag).join(', ')}]`
    case 'set':
      return `{${tag.elements.map(spellTag).join(', ')}}`
    case 'map':
      return `{${tag.entries.map(([key, value]) => `${spellTag(key)}: ${spellTag(value)}`).join(', ')}}`
  }
}
