import { compareLent } from '../negotiation/compare-lent.js'
import { compareOwnedObjects } from '../negotiation/compare-owned-objects.js'
import { compareUse } from '../negotiation/compare-use.js'
import { Comparison } from '../negotiation/comparison.js'
import type { Problem } from '../negotiation/problem.js'
import { definitionOf, type AnyTrait } from '../trait/trait.js'
import { decodeDefinition, encodeDefinitionFile } from '../wire/container.js'
import type { TraitDefinition } from '../wire/schema.js'

/**
 * Compares what a trait is in a version with what it was when that version was written down: whether its peers of today,
 * and those of that day, can still call each other.
 *
 * @param declaration - The trait.
 * @param version - The version.
 * @param recorded - What was written down.
 * @returns All that breaks.
 *
 * @see Rule X-49 of the specification.
 *
 * @internal
 */
export function compareVersions(
  declaration: AnyTrait,
  version: number,
  recorded: TraitDefinition,
): readonly Problem[] {
  const path = `${declaration.name}@${version}`
  const today = asRecorded(definitionOf(declaration, version))
  const before = asRecorded(recorded)
  const namesOf = (method: string): readonly string[] =>
    declaration.methods.get(method)?.parameters.map(({ name }) => name) ?? []
  const found = new Comparison('caller')
  compareOwnedObjects(found, path, today, before, false, namesOf)
  for (const role of ['caller', 'callee'] as const) {
    const comparison = new Comparison(role)
    const [caller, callee] = role === 'caller' ? [today, before] : [before, today]
    compareUse(comparison, path, caller, callee, namesOf, (at, one, other) =>
      compareLent(comparison, at, one, other),
    )
    found.take(comparison.problems)
  }
  return found.problems
}

/** What a file tells of a definition: nothing of who made a method asynchronous, and how. */
function asRecorded(definition: TraitDefinition): TraitDefinition {
  return decodeDefinition(encodeDefinitionFile(definition), definition.name)
}
