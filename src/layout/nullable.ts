import { DeclarationError } from '../errors/index.js'
import { describeValue } from './names.js'
import type { AnyType } from './type.js'

/** A type that has a form which may be null. */
export interface Nullable extends AnyType {
  /** Makes that form. */
  readonly nullableForm: () => AnyType
}

/**
 * The form of a pointer or function pointer that may be null. Null is read and written as `null`, which is also its
 * default value.
 *
 * @param type - A type made by `pointer`, `constPointer` or `fn`.
 * @throws {@link DeclarationError} `ABI-L006` for any other type.
 *
 * @see Rule L-10 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, nullable, pointer, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Slot = struct('Slot', { value: nullable(pointer(u32)) })
 * assert.equal(bufferMemory(new ArrayBuffer(16)).at(Slot, 8).value, null)
 * ```
 */
export function nullable<T extends Nullable>(type: T): ReturnType<T['nullableForm']> {
  if (typeof (type as AnyType | undefined)?.nullableForm !== 'function') {
    throw new DeclarationError('only pointers and function pointers can be null', {
      code: 'ABI-L006',
      rule: 'L-10',
      expected: 'pointer(…), constPointer(…) or fn(…)',
      found: (type as AnyType | undefined)?.name ?? describeValue(type),
    })
  }
  return type.nullableForm() as ReturnType<T['nullableForm']>
}
