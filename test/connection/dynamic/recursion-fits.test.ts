// Recursions that two sides describe in different words.
import { describe, expect, it } from 'vitest'
import type { Schema } from 'abiding/connection'
import { recursionFits } from '../../../src/connection/dynamic/recursion-fits.js'

const text: Schema = { kind: 'primitive', name: 'string', layout: 0 }
const u8: Schema = { kind: 'primitive', name: 'u8' }
const vector = (item: Schema): Schema => ({ kind: 'vector', item, layout: 0 })
const option = (item: Schema): Schema => ({ kind: 'option', item })
const mention = (depth: number): Schema => ({ kind: 'recursion', depth })
const struct = (name: string, ...schemas: Schema[]): Schema => ({
  ...{ kind: 'struct', name, size: 8, alignment: 8 },
  fields: schemas.map((schema, index) => ({ name: `f${index}`, schema })),
})
const map = (key: Schema, value: Schema): Schema =>
  vector({
    ...{ kind: 'struct', name: 'KeyValuePair' },
    fields: [
      { name: 'key', schema: key },
      { name: 'value', schema: value },
    ],
  })

const chain = struct('Chain', u8, option(mention(1)))
const unrolled = struct('Chain', u8, option(chain))

describe('two descriptions of a recursion', () => {
  it.each<[string, Schema, Schema]>([
    ['a type and the same unrolled', chain, unrolled],
    ['types with other names', struct('Kette', u8, option(mention(1))), unrolled],
    ['the key of a HashMap and what it is', map(text, vector(mention(1))), map(text, vector(text))],
    // HashMap<String, Person> with tags: to a reader who knows it, nothing contradicts.
    [
      'a key within a struct',
      map(text, struct('P', vector(mention(1)))),
      map(text, struct('P', vector(text))),
    ],
    ['the same in a reference', { kind: 'reference', item: chain }, { kind: 'reference', item: unrolled }],
  ])('X-69: fit for %s', (_what, one, other) => {
    expect(recursionFits(one, other)).toBe(true)
    expect(recursionFits(other, one)).toBe(true)
  })

  it.each<[string, Schema, Schema]>([
    ['no recursion at all', u8, u8],
    ['another field', struct('Chain', text, option(mention(1))), unrolled],
    ['another number of fields', struct('Chain', option(mention(1))), unrolled],
    ['another container', struct('Chain', u8, vector(mention(1))), unrolled],
    ['another key', map(u8, vector(mention(1))), map(u8, vector(text))],
    ['a number that leads nowhere', vector(mention(9)), vector(vector(u8))],
    ['what nobody describes', vector({ kind: 'custom', name: 'x' }), vector(mention(1))],
    [
      'what nobody describes beside a recursion',
      struct('Chain', { kind: 'custom', name: 'x' }, option(mention(1))),
      struct('Chain', { kind: 'custom', name: 'x' }, option(mention(1))),
    ],
    ['an object', { kind: 'boxed', item: mention(1) }, chain],
  ])('X-69: do not fit for %s', (_what, one, other) => {
    expect(recursionFits(one, other)).toBe(false)
    expect(recursionFits(other, one)).toBe(false)
  })

  it('X-69: are compared in a time that has an end', () => {
    // Each mention may lead to any level, and so may the next one: all ways fail at the end alone.
    const nested = (levels: number, last: Schema): Schema =>
      levels === 0 ? last : struct(`N${levels}`, vector(nested(levels - 1, last)))
    expect(recursionFits(nested(4, mention(4)), nested(30, u8))).toBe(false)
  }, 10_000)
})
