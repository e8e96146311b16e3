import { DeclarationError } from '../errors/index.js'
import { describeValue } from './names.js'
import { pointer } from './pointer.js'
import { requireFixedSize } from './record.js'
import type { AnyType } from './type.js'

/** Which way a value behind a pointer goes: out of the function, or in and out again. */
export type OutDirection = 'out' | 'inout'

/**
 * A parameter through which a function gives something back: a pointer to memory for it. Made by {@link out} and
 * {@link inout}; it stands in a list of parameters only.
 */
export interface OutParameter<T extends AnyType = AnyType, D extends OutDirection = OutDirection> {
  /** Which way the value goes. */
  readonly direction: D
  /** The type of the value. */
  readonly pointee: T
  /** What native code gets. */
  readonly pointer: AnyType
}

/**
 * A parameter through which a function gives a value back. In C it is a pointer. The caller passes nothing for it: the
 * function gets a pointer to zeroed memory that lives as long as the call, and the value is part of what the call gives.
 *
 * @param pointee - The type of the value; of fixed size.
 * @throws {@link DeclarationError} `ABI-L006` for a type without a size.
 *
 * @see Rule K-17 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, i32, out, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Divide = fn([{ dividend: u32 }, { divisor: u32 }, { remainder: out(u32) }], u32)
 * using exported = exportFunction(Divide, (dividend, divisor) => ({
 *   returns: Math.floor(dividend / divisor),
 *   remainder: dividend % divisor,
 * }))
 * const divide = bindFunction(exported.address, Divide)
 * assert.deepEqual(divide(17, 5), { returns: 3, remainder: 2 })
 *
 * const Version = fn({ number: out(i32) })
 * using version = exportFunction(Version, () => 7)
 * assert.equal(bindFunction(version.address, Version)(), 7)
 * ```
 */
export function out<T extends AnyType>(pointee: T): OutParameter<T, 'out'> {
  return outParameter(pointee, 'out')
}

/**
 * A parameter whose value a function reads and changes. In C it is a pointer. The caller passes the value; the function
 * gets a pointer to a copy that lives as long as the call, and the changed value is part of what the call gives.
 *
 * @param pointee - The type of the value; of fixed size.
 * @throws {@link DeclarationError} `ABI-L006` for a type without a size.
 *
 * @see Rule K-17 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, inout, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Advance = fn({ position: inout(u32) })
 * using exported = exportFunction(Advance, (position) => position + 1)
 * assert.equal(bindFunction(exported.address, Advance)(41), 42)
 * ```
 */
export function inout<T extends AnyType>(pointee: T): OutParameter<T, 'inout'> {
  return outParameter(pointee, 'inout')
}

function outParameter<T extends AnyType, D extends OutDirection>(
  pointee: T,
  direction: D,
): OutParameter<T, D> {
  const type = pointee as AnyType | undefined
  if (typeof type?.measure !== 'function' || type.kind === 'void' || (type.inner ?? type).kind === 'unit') {
    throw new DeclarationError('nothing that a pointer could give back', {
      code: 'ABI-L006',
      rule: 'K-17',
      path: direction,
      expected: 'a type with a size',
      found: typeof type?.measure === 'function' ? type.name : describeValue(pointee),
    })
  }
  requireFixedSize(type, direction)
  return Object.freeze({ direction, pointee, pointer: pointer(pointee) })
}
