import { expect, it } from 'vitest'
import { tagsFit, type DecodedTag } from '../../../../src/index.js'

const int = (value: number): DecodedTag => ({ kind: 'int', value: BigInt(value) })
const list = (kind: 'array' | 'set', ...elements: DecodedTag[]): DecodedTag => ({ kind, elements })
const nothing: DecodedTag = { kind: 'null' }
const ignored = (tag: DecodedTag): DecodedTag => ({ kind: 'ignored', tag })

it('A-31: tags fit where the crate says that they do', () => {
  expect(tagsFit(nothing, int(1))).toBe(true)
  expect(tagsFit(int(1), nothing)).toBe(false)
  expect(tagsFit(int(1), int(1))).toBe(true)
  expect(tagsFit(int(1), { kind: 'uint', value: 1n })).toBe(false)
  expect(tagsFit(ignored(int(1)), ignored(int(2)))).toBe(true)
  expect(tagsFit(list('array', int(1), nothing), list('array', int(1)))).toBe(true)
  expect(tagsFit(list('array', int(1)), list('array', int(1), int(2)))).toBe(false)
  expect(tagsFit(list('set', int(3), int(1)), list('set', int(1), int(2), int(3)))).toBe(true)
  expect(tagsFit(list('set', int(1), int(4)), list('set', int(1), int(2), int(3)))).toBe(false)
  const map = (value: number): DecodedTag => ({ kind: 'map', entries: [[int(1), int(value)]] })
  expect(tagsFit(map(2), map(2))).toBe(true)
  expect(tagsFit(map(2), map(3))).toBe(false)
})
