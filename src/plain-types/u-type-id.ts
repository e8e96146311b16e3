import {
  array,
  constPointer,
  generic,
  struct,
  taggedUnion,
  u8,
  untyped,
  type AnyType,
  type ArrayType,
  type PointerType,
  type StructType,
  type TaggedUnionType,
  type Type,
} from '../layout/index.js'

/**
 * What tells the types of Rust apart: where the library lies that has the type, and a number of its compiler. Two of them
 * that are equal come from the same library, and mean the same type there: compare them with {@link equals}. The layout is
 * that of `abi_stable`'s `UTypeId`, 24 bytes.
 *
 * @see Rule T-36 of the specification.
 *
 * @example
 * ```ts
 * import { layoutOf, UTypeId } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(layoutOf(UTypeId).size, 24)
 * ```
 */
export const UTypeId: StructType<{
  readonly executable_identity: PointerType<Type<never>>
  readonly type_id: ArrayType<typeof u8>
}> = struct(
  'UTypeId',
  { executable_identity: constPointer(untyped), type_id: array(u8, 16) },
  { abiStable: { name: 'UTypeId', parameters: [] } },
)

/**
 * Something to compare, or nothing, which equals nothing: the layout of `abi_stable`'s `MaybeCmp`. It is read as
 * `{ tag: 'Just', value }` or `{ tag: 'Nothing' }`.
 *
 * @param value - The type of what is compared.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rule T-36 of the specification.
 *
 * @example
 * ```ts
 * import { layoutOf, MaybeCmp, UTypeId } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(layoutOf(MaybeCmp(UTypeId)).size, 32)
 * ```
 */
export const MaybeCmp = generic('MaybeCmp', (name: string, value: AnyType) =>
  taggedUnion(
    name,
    u8,
    { Just: { value }, Nothing: {} },
    { abiStable: { name: 'MaybeCmp', parameters: [value] } },
  ),
) as <T extends AnyType>(
  value: T,
) => TaggedUnionType<{ readonly Just: { readonly value: T }; readonly Nothing: Record<never, never> }>
