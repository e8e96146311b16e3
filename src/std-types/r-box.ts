import { generic, type AnyType } from '../layout/index.js'
import { rBox, type BoxType } from '../vtable/index.js'

/**
 * A value behind a pointer, which owns it: Rust's `Box`, laid out as `abi_stable`'s `RBox`.
 *
 * A box owns what its value owns. Where a box is declared, a value of its type may be passed as well: it is put into a box
 * of this side, which goes along.
 *
 * @param referent - The type of the value.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-50 and B-8 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, RBox, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Open = fn({ box: RBox(u32) }, u32)
 * using exported = exportFunction(Open, (box) => box.intoInner())
 * const open = bindFunction(exported.address, Open, 'open')
 *
 * using box = RBox(u32).new(7)
 * assert.equal(box.deref(), 7)
 * assert.equal(open(box), 7)
 * assert.equal(open(8), 8)
 * ```
 */
export const RBox: <T extends AnyType>(referent: T) => BoxType<T> = generic(
  'RBox',
  <T extends AnyType>(name: string, referent: T) => rBox(name, referent),
)
