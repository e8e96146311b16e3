import type { AnyType } from '../layout/index.js'
import { memoize } from '../layout/memoize.js'
import { viewType } from '../layout/view.js'

/**
 * Makes the accessor classes of a family of types: one for each type, which knows it.
 *
 * @param Base - The class that they extend.
 *
 * @internal
 */
export function accessorClass<Base extends new (...parts: never[]) => object>(
  Base: Base,
): (type: AnyType) => Base {
  return memoize((type: AnyType): Base => {
    const Accessor = class extends (Base as unknown as new (...parts: unknown[]) => object) {}
    Object.defineProperty(Accessor, 'name', { value: type.name, configurable: true })
    Object.defineProperty(Accessor.prototype, '$type', { value: type })
    Object.defineProperty(Accessor.prototype, viewType, { value: type })
    return Accessor as unknown as Base
  })
}
