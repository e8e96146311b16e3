import { DeclarationError } from '../errors/index.js'
import type { AnyType } from './type.js'

/**
 * The default value of a type.
 *
 * @throws {@link DeclarationError} `ABI-L004` where it has none.
 *
 * @internal
 */
export function defaultOf(type: AnyType, path: string): unknown {
  if (type.defaultValue !== undefined) return type.defaultValue()
  throw new DeclarationError('this type has no default value', {
    code: 'ABI-L004',
    rule: 'L-14',
    path,
    expected: 'a number, a bool, a string, a nullable pointer, or a struct or array of such',
    found: type.name,
    hint: 'make a pointer or function nullable(…): its default is null',
  })
}
