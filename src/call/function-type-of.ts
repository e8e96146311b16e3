import type { AnyType, FunctionType, Target } from '../layout/index.js'

/**
 * The signature of a type that is a function pointer, by whatever name.
 *
 * @internal
 */
export function functionTypeOf(type: AnyType, target: Target): FunctionType | undefined {
  const domain = type.passing.kind === 'scalar' ? type.domain?.(target) : undefined
  return domain?.kind === 'function' ? (domain.type as FunctionType) : undefined
}
