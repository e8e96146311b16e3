import { hostTarget, isView, locationOf, type AnyType } from '../../layout/index.js'
import { codecOf } from '../../layout/layout.js'

/**
 * Makes plain values of what native code passes as a type, which are read as accessors where they have parts.
 *
 * @param type - The type of the layout layer.
 * @returns `undefined` where the values are plain already.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function plainReader(type: AnyType): ((value: unknown) => unknown) | undefined {
  if (type.passing.kind === 'scalar' || type.isVoidInC === true || type.kind === 'void') return undefined
  const codec = codecOf(type, hostTarget())
  return (value) => {
    if (!isView(value)) return value
    const { memory, offset } = locationOf(value)
    return codec.copy(memory, offset)
  }
}
