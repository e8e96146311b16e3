import type { Schema } from '../wire/schema.js'

/** A schema within others, from the innermost to the outermost. */
export interface EnclosingSchema<Found> {
  /** The schema. */
  readonly schema: Schema
  /** What it lies in. */
  readonly parent: EnclosingSchema<Found> | undefined
  /** How it is found in its parent. */
  readonly step: (parent: Schema) => Schema | undefined
  /** Whether it is one that a recursion counts: what a list holds. Boxes are counted, too, but nobody shows them. */
  readonly isCounted: boolean
  /** What was made of it; there when all is made. */
  found: Found | undefined
}

/**
 * What a recursion leads to. Its number alone does not tell, for boxes are counted and not shown. So the type around it is
 * looked for further out, where the same field shows what it holds; else it is a list that holds the type around it. Where
 * the number says something else, nothing is believed.
 *
 * @param site - The recursion.
 * @param depth - Its number.
 * @returns Nothing where it cannot be told.
 *
 * @see Rule X-46 of the specification.
 *
 * @internal
 */
export function recursionTarget<Found>(
  site: EnclosingSchema<Found>,
  depth: number,
): EnclosingSchema<Found> | undefined {
  const steps: EnclosingSchema<Found>['step'][] = []
  let around: EnclosingSchema<Found> | undefined = site
  while (around !== undefined && nameOf(around.schema) === undefined) {
    steps.unshift(around.step)
    around = around.parent
  }
  if (around === undefined) return undefined
  const counted = enclosing(site).filter(({ isCounted }) => isCounted)
  const shown = shownFurtherOut(site, around, steps)
  const last = counted[depth - 1]
  if (last !== undefined) return last === (shown ?? around) ? last : undefined
  // Fewer are shown than the number says: what is meant lies in a box.
  return shown === undefined || shown.isCounted ? undefined : shown
}

/** What stands in the place of a recursion where the type around it is shown in full. */
function shownFurtherOut<Found>(
  site: EnclosingSchema<Found>,
  around: EnclosingSchema<Found>,
  steps: readonly EnclosingSchema<Found>['step'][],
): EnclosingSchema<Found> | undefined {
  for (const outer of enclosing(around)) {
    if (nameOf(outer.schema) !== nameOf(around.schema)) continue
    const held = steps.reduce<Schema | undefined>((schema, step) => schema && step(schema), outer.schema)
    const shown = enclosing(site).find(({ schema }) => schema === held)
    if (shown !== undefined) return shown
  }
  return undefined
}

/** All that something lies in, the innermost first. */
function enclosing<Found>({ parent }: EnclosingSchema<Found>): readonly EnclosingSchema<Found>[] {
  const found: EnclosingSchema<Found>[] = []
  for (let at = parent; at !== undefined; at = at.parent) found.push(at)
  return found
}

/** Types of the crate that hold whatever they are made for. */
const generic = /^(KeyValuePair|Key|Result|\d+-Tuple)$/

function nameOf(schema: Schema): string | undefined {
  const isNamed = schema.kind === 'struct' || schema.kind === 'enum'
  return isNamed && !generic.test(schema.name) ? `${schema.kind} ${schema.name}` : undefined
}
