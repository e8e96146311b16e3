import type { AnyTrait } from '../trait/trait.js'
import type { TraitDefinition } from '../wire/schema.js'
import { describeDefinition } from './describe-definition.js'
import { TypeMaker } from './make-types.js'

/**
 * A trait as a peer describes it: what it says is adopted, so that nothing has to be declared. Structs become objects, enums
 * objects with a `tag` or, where no variant has fields, strings, and whatever the format describes in a way of its own
 * becomes what it is for: maps, tuples, results, points in time, addresses.
 *
 * @param definition - What the peer says of its trait.
 * @param version - The version of the trait that it speaks of.
 * @throws `ValueError` `ABI-J027` for a definition that is too large, `DeclarationError` `ABI-L001` for a name that no
 * trait or method can have, `ABI-J001` for more than 64 methods or parameters.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { definitionOf, encodeWire, method, record, trait, traitOfDefinition } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Point = record('Point', { x: u32, y: u32 })
 * const Board = trait('Board', { version: 2, methods: { put: method({ at: Point }) } })
 * const adopted = traitOfDefinition(definitionOf(Board), 2)
 * const { type } = adopted.methods.get('put')!.parameters[0]!
 * assert.deepEqual([...encodeWire(type, { x: 1, y: 2 })], [1, 0, 0, 0, 2, 0, 0, 0])
 * ```
 */
export function traitOfDefinition(definition: TraitDefinition, version: number): AnyTrait {
  const described = describeDefinition(definition)
  return new TypeMaker(version, described).trait(described)
}
