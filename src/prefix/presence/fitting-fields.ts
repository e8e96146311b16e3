import type { Mask } from '../mask.js'
import type { NewExtent } from './presence.js'

/**
 * The fields that end within some bytes.
 *
 * @see Rule R-2 of the specification.
 *
 * @internal
 */
export function fittingFields({ layout, size }: Pick<NewExtent, 'layout' | 'size'>): Mask {
  return layout.fields.reduce(
    (mask, place, index) => (place.offset + place.size <= size ? mask | (1n << BigInt(index)) : mask),
    0n,
  )
}
