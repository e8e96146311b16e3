import { DeclarationError } from '../../errors/index.js'
import type { AnyType } from '../../layout/index.js'
import { describeValue } from '../../layout/names.js'
import { layoutValue } from './layout-value.js'
import { scalarOf } from './scalar-types.js'
import type { AnyWireType, CallPlace } from './wire-type.js'

/** A type that values of a connection may have: a type of the layout layer without pointers, or one that is declared for connections. */
export type Declared = AnyWireType | AnyType

/**
 * The type of a connection that a declaration means.
 *
 * @param type - What was declared.
 * @param path - Where it stands, for the error.
 * @param place - Its place in a call; absent where it stands within another type.
 * @throws `DeclarationError` `ABI-L006` for what is no type, or none that travels in this place.
 *
 * @see Rule W-5 of the specification.
 *
 * @internal
 */
export function toWire(type: Declared, path: string, place?: CallPlace): AnyWireType {
  const declared = type as (Partial<AnyWireType> & Partial<AnyType>) | null | undefined
  if (typeof declared?.makeSchema === 'function') {
    const { standsAs, inPlace } = declared
    if (standsAs === undefined || standsAs === place || (standsAs === 'either' && place !== undefined))
      return place !== undefined && inPlace !== undefined ? inPlace(place) : (type as AnyWireType)
    throw new DeclarationError('a type that cannot stand here', {
      code: 'ABI-L006',
      rule: 'W-5',
      path,
      expected:
        place === undefined ? 'a type of values that are bytes alone' : `a type that can be a ${place}`,
      found: `${declared.name}, which ${standsAs === 'either' ? 'a parameter or a result' : `a ${standsAs}`} of a method may be`,
    })
  }
  const wire =
    typeof declared?.schema === 'function'
      ? (scalarOf(type as AnyType) ?? layoutValue(type as AnyType))
      : undefined
  if (wire !== undefined) return wire
  throw new DeclarationError('a type whose values do not travel over a connection', {
    code: 'ABI-L006',
    rule: 'W-5',
    path,
    expected:
      'a scalar of fixed width, a struct or an array of such, or a type for connections: string, list(…), record(…) and so on',
    found: declared?.name ?? describeValue(type),
  })
}
