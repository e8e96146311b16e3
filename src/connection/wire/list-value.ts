import { isTypedArray } from './built-ins.js'

/**
 * Whether a value is a list as TypeScript has it: an array or a typed array.
 *
 * @internal
 */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isTypedArray(value)
}
