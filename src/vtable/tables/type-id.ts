import { array, constPointer, fn, struct, taggedUnion, u8, untyped } from '../../layout/index.js'

/**
 * What tells Rust types apart within one library: where the library lies, and a number of the compiler. Two that are
 * equal come from the same library.
 *
 * @internal
 */
export const UTypeId = struct('UTypeId', {
  executable_identity: constPointer(untyped),
  type_id: array(u8, 16),
})

/**
 * A type id, or nothing, which equals nothing.
 *
 * @internal
 */
export const MaybeTypeId = taggedUnion('MaybeCmp_UTypeId', u8, { Just: { value: UTypeId }, Nothing: {} })

/**
 * Gives the type id.
 *
 * @internal
 */
export const typeIdFunction = fn({}, UTypeId)

/**
 * Gives the type id, where there is one.
 *
 * @internal
 */
export const maybeTypeIdFunction = fn({}, MaybeTypeId)
