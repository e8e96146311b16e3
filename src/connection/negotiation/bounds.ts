import type { TraitDefinition } from '../wire/schema.js'

/**
 * The name of a trait without its bounds.
 *
 * @internal
 */
export function nameOf({ name }: TraitDefinition): string {
  return name.split('+', 1)[0]!
}

/**
 * The bounds of a trait: `Sync` and `Send`, and whatever a peer may think of later.
 *
 * @internal
 */
export function boundsOf({ name }: TraitDefinition): readonly string[] {
  return name.split('+').slice(1)
}
