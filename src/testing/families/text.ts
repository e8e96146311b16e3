import fc from 'fast-check'
import { charArray, cString, nullable } from '../../layout/index.js'
import { draft, type Draft } from '../draft.js'
import type { Family } from '../grammar.js'

const encodings = ['utf-8', 'latin1'] as const

/**
 * Text.
 *
 * @internal
 */
export const textFamilies: readonly Family[] = [
  {
    kind: 'charArray',
    isNested: false,
    place: 'anywhere',
    drafts: ({ maxLength }) =>
      fc
        .record({
          length: fc.integer({ min: 1, max: Math.max(1, maxLength * 4) }),
          encoding: fc.constantFrom(undefined, ...encodings),
          terminated: fc.constantFrom(undefined, true, false),
        })
        .map(({ length, encoding, terminated }): Draft => {
          const options = {
            ...(encoding === undefined ? {} : { encoding }),
            ...(terminated === undefined ? {} : { terminated }),
          }
          const isUsual = Object.keys(options).length === 0
          const text = `charArray(${length}${isUsual ? '' : `, ${JSON.stringify(options)}`})`
          return draft(text, () => charArray(length, options))
        }),
  },
  {
    kind: 'cString',
    isNested: false,
    place: 'anywhere',
    drafts: () =>
      fc.constantFrom(
        draft('nullable(cString)', () => nullable(cString)),
        draft('cString', () => cString),
      ),
  },
]
