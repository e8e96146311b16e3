import type { MemoryLocation } from '../layout/index.js'
import { memoize } from '../layout/memoize.js'
import { viewType } from '../layout/view.js'
import { ObjectAccessor, type ObjectClass } from './object-accessor.js'
import type { ObjectFunctions } from './object-functions.js'
import { installMethods } from './object-methods.js'
import { installSupertraits } from './object-supertraits.js'
import type { ObjectType } from './trait-object.js'

const classOf = memoize((type: ObjectType): ObjectClass => {
  const Accessor = class extends ObjectAccessor {}
  Object.defineProperty(Accessor, 'name', { value: type.trait.name, configurable: true })
  Object.defineProperty(Accessor.prototype, '$type', { value: type })
  Object.defineProperty(Accessor.prototype, viewType, { value: type })
  installMethods(Accessor.prototype, type)
  installSupertraits(Accessor.prototype, type)
  return Accessor
})

/**
 * An object that belongs to the accessor.
 *
 * @internal
 */
export function ownObject(
  type: ObjectType,
  functions: ObjectFunctions,
  data: number,
  box: number,
): ObjectAccessor {
  return new (classOf(type))(functions, data, box, true)
}

/**
 * An object that belongs to somebody else.
 *
 * @param location - Where its words lie, for one in memory that owns it.
 *
 * @internal
 */
export function lendObject(
  type: ObjectType,
  functions: ObjectFunctions,
  data: number,
  box: number,
  location?: MemoryLocation,
): ObjectAccessor {
  return new (classOf(type))(functions, data, box, false, location)
}
