import type { Schema, TraitDefinition } from '../wire/schema.js'
import { compareUse } from './compare-use.js'
import { Comparison } from './comparison.js'

/**
 * Finds out what goes wrong once the side that is called uses a closure or an object that is passed to it. The crate
 * connects to the object then, as a caller of its own, and a call that passes it fails.
 *
 * @param later - Where to note what goes wrong.
 * @param path - The parameter.
 * @param caller - What the side that calls says of it.
 * @param callee - What the side that is called says of it.
 *
 * @see Rule X-42 of the specification.
 *
 * @internal
 */
export function compareLent(later: Comparison, path: string, caller: Schema, callee: Schema): void {
  const lent = definitionIn(caller)
  const used = definitionIn(callee)
  if (lent === undefined || used === undefined) return
  // Whoever gets the object calls it.
  const comparison = new Comparison(later.role === 'caller' ? 'callee' : 'caller')
  compareUse(comparison, path, used, lent)
  later.take(comparison.problems)
}

function definitionIn(schema: Schema): TraitDefinition | undefined {
  if (schema.kind === 'reference' || schema.kind === 'boxed') return definitionIn(schema.item)
  return schema.kind === 'trait' || schema.kind === 'closure' ? schema.definition : undefined
}
