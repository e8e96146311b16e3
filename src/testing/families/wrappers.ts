import fc from 'fast-check'
import { array, transparent } from '../../layout/index.js'
import { draft, namedDraft } from '../draft.js'
import type { Family } from '../grammar.js'

/**
 * Types around one other type.
 *
 * @internal
 */
export const wrapperFamilies: readonly Family[] = [
  {
    kind: 'array',
    isNested: true,
    place: 'anywhere',
    drafts: ({ values, maxLength, allows }, depth) =>
      fc
        .tuple(
          values(depth - 1),
          fc.integer({ min: allows('emptyArray') ? 0 : 1, max: Math.max(1, maxLength) }),
        )
        .map(([element, length]) =>
          draft(`array(${element.text}, ${length})`, () => array(element.build(), length), [element]),
        ),
  },
  {
    kind: 'transparent',
    isNested: true,
    place: 'anywhere',
    drafts: ({ values }, depth) =>
      values(depth - 1).map((inner) =>
        namedDraft(
          'Alias',
          (name) => `transparent('${name}', ${inner.text})`,
          (name) => transparent(name, inner.build()),
          [inner],
        ),
      ),
  },
]
