/**
 * Whether a value is a list as TypeScript has it: an array or a typed array.
 *
 * @internal
 */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}
