import { checkIsType } from './function-pointer.js'
import type { ArgumentOf } from './function-typing.js'
import type { AnyType } from './type.js'

/** An argument of a variadic function behind the declared ones: its type and its value. */
export type Vararg<T extends AnyType = AnyType> = readonly [type: T, value: ArgumentOf<T>]

/**
 * An argument of a variadic function, whose type nobody declared. It is passed as C passes it: an `f32` as a `double`,
 * and an integer, a `bool` or a character that is smaller than an `int` as an `int`.
 *
 * @param type - The type that native code expects here.
 * @param value - What to pass.
 * @throws {@link DeclarationError} `ABI-L002` for what is no type.
 *
 * @see Rule K-18 of the specification.
 *
 * @example
 * ```ts
 * import { bindSymbol, c_int, cString, fn, NativeArena, openLibrary, pointer, u8, usize, vararg, array } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const libc = openLibrary('libc.so.6')
 * const Format = fn([{ text: pointer(u8) }, { size: usize }, { format: cString }], c_int, { variadic: true })
 * const format = bindSymbol(libc, 'snprintf', Format)
 *
 * using arena = new NativeArena()
 * const { memory, offset } = arena.allocateBytes(16)
 * const text = (memory.base! + offset) as never
 * assert.equal(format(text, 16, '%d bottles', vararg(c_int, 99)), 10)
 * ```
 */
export function vararg<T extends AnyType>(type: T, value: ArgumentOf<T>): Vararg<T> {
  checkIsType(type, 'vararg')
  return Object.freeze([type, value] as const)
}
