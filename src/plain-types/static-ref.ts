import { generic, type AnyType } from '../layout/index.js'
import { borrowedPointer, type BorrowedPointerType } from './borrowed-pointer.js'

/**
 * A pointer to a value that lives as long as the process: Rust's `&'static T`, laid out as `abi_stable`'s `StaticRef`. It is never null, and is read as a {@link Pointer}.
 *
 * Where one is declared, a pointer, an accessor of the value, or a box or shared pointer that holds it may be passed.
 *
 * @param referent - The type of the value.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rule T-54 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, RBox, StaticRef, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Read = fn({ value: StaticRef(u32) }, u32)
 * using exported = exportFunction(Read, (value) => value.deref())
 * const read = bindFunction(exported.address, Read, 'read')
 *
 * using box = RBox(u32).new(7)
 * assert.equal(read(box), 7)
 * ```
 */
export const StaticRef: <T extends AnyType>(referent: T) => BorrowedPointerType<T> = generic(
  'StaticRef',
  <T extends AnyType>(name: string, referent: T) => borrowedPointer(name, 'StaticRef', referent, true),
)
