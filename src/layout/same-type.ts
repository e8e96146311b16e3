import type { AnyType } from './type.js'

/**
 * Whether two types are the same. Array types have no name of their own: two of them are the same if their elements and
 * lengths are.
 *
 * @see Rule L-13 of the specification.
 *
 * @internal
 */
export function isSameType(one: AnyType, other: AnyType): boolean {
  if (one === other) return true
  const [first, second] = [one, other] as readonly { readonly element?: AnyType; readonly length?: number }[]
  if (first!.element === undefined || second!.element === undefined || first!.length === undefined)
    return false
  return first!.length === second!.length && isSameType(first!.element, second!.element)
}
