import type { AnyWireType } from '../wire/wire-type.js'
import { layoutCompatible } from './layout-compatible.js'
import { spellSchema } from './spell-schema.js'
import type { Schema } from '../wire/schema.js'

/** How an argument is passed, and why. */
export interface ArgumentPassing {
  /** Whether it is passed as a pointer to where the value lies. */
  readonly byReference: boolean
  /** Why, in a few words. */
  readonly reason: string
}

/**
 * Whether an argument is passed as a pointer. Equal schemas are no proof: boxes and cells are not told from what they hold.
 * So the declaration of this side has to know where its values lie in memory, as well.
 *
 * @param type - The type that this side declares.
 * @param version - The version of this side.
 * @param own - What this side says of it, in that version.
 * @param peer - What the other side says of it, in its own version.
 *
 * @see Rule X-45 of the specification.
 *
 * @internal
 */
export function argumentByReference(
  type: AnyWireType,
  version: number,
  own: Schema,
  peer: Schema,
): ArgumentPassing {
  if (own.kind === 'str') return asBytes('text is always lent')
  if (own.kind === 'boxed') return asBytes('an object changes hands')
  if (own.kind !== 'reference') return asBytes('it is passed by value')
  if (own.item.kind === 'trait' || own.item.kind === 'closure') return asBytes('an object is lent')
  if (type.byReference?.(version) === undefined) {
    return asBytes(`this side does not know where a ${type.name} lies in memory`)
  }
  if (!layoutCompatible(own, peer)) {
    return asBytes(`the peer lays out ${spellSchema(peer)} in another way, or does not say how`)
  }
  return { byReference: true, reason: 'a pointer: it lies in memory in the same way on both sides' }
}

function asBytes(why: string): ArgumentPassing {
  return { byReference: false, reason: why }
}
