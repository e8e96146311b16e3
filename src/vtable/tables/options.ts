import { struct, taggedUnion, u8, usize, type AnyType, type Type } from '../../layout/index.js'

/** What reading an optional value gives. */
export type OptionValue<Value> = { readonly tag: 'RSome'; readonly value: Value } | { readonly tag: 'RNone' }

/**
 * A value or none, Rust's `ROption<T>`.
 *
 * @param name - What the value is called in C names.
 * @param value - Its type.
 *
 * @internal
 */
export function optionOf(name: string, value: AnyType): Type<OptionValue<unknown>> {
  return taggedUnion(`ROption_${name}`, u8, { RSome: { value }, RNone: {} })
}

/**
 * A number of elements, where it is known.
 *
 * @internal
 */
export const OptionalUsize = optionOf('usize', usize)

/**
 * The least number of elements, and the greatest one, where there is one.
 *
 * @internal
 */
export const SizeHint = struct('Tuple2_usize_ROption_usize', { least: usize, greatest: OptionalUsize })
