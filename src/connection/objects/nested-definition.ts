import { definitionOf, type AnyTrait } from '../trait/trait.js'
import type { Schema } from '../wire/schema.js'

/** The traits that are being described, the innermost last. */
const around: AnyTrait[] = []

/**
 * Describes a trait whose objects a method takes or gives. A trait that leads to itself is described once more within
 * itself, and then as the number of definitions to go up.
 *
 * @param trait - The trait.
 * @param version - The version of the trait that the method belongs to.
 * @param describe - Makes the schema of the definition.
 *
 * @see Rule X-22 of the specification.
 *
 * @internal
 */
export function nestedDefinition(
  trait: AnyTrait,
  version: number,
  describe: (definition: ReturnType<typeof definitionOf>) => Schema,
): Schema {
  const index = around.lastIndexOf(trait)
  if (index >= 0) return { kind: 'recursion', depth: around.length - index }
  around.push(trait)
  try {
    return describe(definitionOf(trait, version))
  } finally {
    around.pop()
  }
}
