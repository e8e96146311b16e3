// The order of imported declarations.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { call, referencesIn, text, type Expression } from '../../src/import/expression.js'
import { inOrder, type Ordered } from '../../src/import/order.js'

/** A struct that contains those before it in the list, and points to any. */
const graph = fc.integer({ min: 1, max: 9 }).chain((count) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, index) =>
      fc.record({
        isAlias: fc.boolean(),
        contains: fc.uniqueArray(fc.nat({ max: Math.max(0, index - 1) }), { maxLength: index === 0 ? 0 : 3 }),
        pointsTo: fc.uniqueArray(fc.nat({ max: count - 1 }), { maxLength: 4 }),
      }),
    ),
  ),
)

const key = (index: number): string => `struct ${index}`

function asDeclarations(nodes: typeof graph extends fc.Arbitrary<infer T> ? T : never): Ordered[] {
  return nodes.map(({ isAlias, contains, pointsTo }, index): Ordered => {
    // Typedefs mention only what is no typedef, so that only structs close a cycle.
    const mentioned = pointsTo.filter((other) => !isAlias || !nodes[other]!.isAlias)
    const parts = isAlias
      ? mentioned.slice(0, 1)
      : [...new Set([...contains.filter((one) => !nodes[one]!.isAlias), ...mentioned])]
    const references = parts.map((part): Expression => ({ kind: 'reference', to: key(part) }))
    if (isAlias)
      return { key: key(index), expression: call('nullable', ...references), needs: parts.map(key) }
    const entries = references.map((value, field) => ({ key: `f${field}`, value }))
    return {
      key: key(index),
      expression: call('struct', text(key(index)), { kind: 'record', isTall: true, entries }),
      needs: contains.filter((one) => !nodes[one]!.isAlias).map(key),
    }
  })
}

describe('the order of imported declarations', () => {
  it('I-9: puts each behind what it needs, and makes late only what cannot be earlier', () => {
    fc.assert(
      fc.property(graph, (nodes) => {
        const declared = asDeclarations(nodes)
        const ordered = inOrder(declared)
        expect(ordered.map((one) => one.key).sort()).toEqual(declared.map((one) => one.key).sort())
        const placed = new Set<string>()
        for (const { key: own, expression, needs } of ordered) {
          for (const needed of needs) expect(placed.has(needed), `${own} needs ${needed}`).toBe(true)
          for (const { value, isLate } of entriesOf(expression))
            expect(isLate === true).toBe(!referencesIn(value).every((other) => placed.has(other)))
          placed.add(own)
        }
      }),
    )
  })

  it('I-9: keeps the order of the header where nothing is mentioned', () => {
    const all = ['b', 'a', 'c'].map((one): Ordered => ({ key: one, expression: text(one), needs: [] }))
    expect(inOrder(all).map((one) => one.key)).toEqual(['b', 'a', 'c'])
  })
})

function entriesOf(expression: Expression): { value: Expression; isLate?: boolean }[] {
  if (expression.kind !== 'call') return []
  return expression.arguments.flatMap((one) => (one.kind === 'record' ? one.entries : []))
}
