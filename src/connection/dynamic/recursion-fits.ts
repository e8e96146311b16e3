import type { Schema } from '../wire/schema.js'
import { WireProblem } from '../wire/wire-problem.js'
import { SchemaDescriber } from './describe-schema.js'
import type { Form } from './described.js'
import type { Place } from './place.js'
import { candidatesFor } from './resolve-recursion.js'

/** How many pairs of types are compared. */
const mostPairs = 20_000

/**
 * Whether two schemas that describe a recursion in different words can be those of one type. Boxes, which schemas do not show,
 * are counted; so the same type is described in one way or another, depending on what holds it. And the crate calls some types
 * within the values of a `HashMap` a recursion that are none.
 *
 * @param one - A schema.
 * @param other - The schema of the other side.
 * @returns Whether a recursion occurs, and nothing contradicts that both mean the same.
 *
 * @see Rule X-69 of the specification.
 *
 * @internal
 */
export function recursionFits(one: Schema, other: Schema): boolean {
  const places = placesOf(one)
  const others = placesOf(other)
  const all = [...places, ...others]
  if (places[0] === undefined || others[0] === undefined) return false
  if (all.every(({ recursion }) => recursion === undefined)) return false
  const numbers = new Map(all.map((place, index) => [place, index]))
  const comparison = new PlaceComparison(numbers)
  return comparison.fits(places[0], others[0], new Set())
}

/** The places of a schema, the outermost first; none where an object is the outermost. */
function placesOf(schema: Schema): readonly Place[] {
  const places: Place[] = []
  try {
    const describer = new SchemaDescriber(places, () => ({
      form: { kind: 'unknown', reason: 'an object' },
      parts: [],
    }))
    describer.outermost(schema, 'parameter')
    return places
  } catch (error) {
    if (error instanceof WireProblem) return []
    throw error
  }
}

class PlaceComparison {
  readonly #numbers: ReadonlyMap<Place, number>
  #pairs = 0

  constructor(numbers: ReadonlyMap<Place, number>) {
    this.#numbers = numbers
  }

  /** Whether two places fit, where those that are being compared already are taken to. */
  fits(one: Place, other: Place, assumed: ReadonlySet<string>): boolean {
    const pair = `${this.#numbers.get(one)} ${this.#numbers.get(other)}`
    if (assumed.has(pair)) return true
    if (++this.#pairs > mostPairs) return false
    const known = new Set(assumed).add(pair)
    if (one.recursion !== undefined)
      return candidatesFor(one, one.recursion).some(({ place }) => this.fits(place, other, known))
    if (other.recursion !== undefined)
      return candidatesFor(other, other.recursion).some(({ place }) => this.fits(one, place, known))
    // Of what nobody describes, nobody knows whether it is the same.
    if (one.draft.form.kind === 'unknown') return false
    if (wireForm(one.draft.form) !== wireForm(other.draft.form)) return false
    if (one.children.length !== other.children.length) return false
    return one.children.every((child, index) => this.fits(child, other.children[index]!, known))
  }
}

/** What peers compare of a type: not the names of fields and of types, but those of variants. */
function wireForm(form: Form): string {
  switch (form.kind) {
    case 'record':
      return 'fields'
    case 'variants':
      return JSON.stringify([
        form.discriminantSize,
        ...form.forms.map(({ name, fields }) => [name, fields.length]),
      ])
    case 'choice':
      return JSON.stringify([form.discriminantSize, ...form.names.map((name) => [name, 0])])
    case 'container':
      return form.name === 'tuple' ? 'fields' : form.name
    default:
      return JSON.stringify(form)
  }
}
