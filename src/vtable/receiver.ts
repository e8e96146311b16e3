import { CallError } from '../errors/index.js'
import type { Address, ScalarPassing, Type } from '../layout/index.js'
import { ownershipOf } from '../ownership/index.js'
import { dataPointer } from './data-pointer.js'

/** An object whose data pointer is passed to a method that uses it up. */
interface Receiving {
  readonly $data: number
  $moveOut(where: string): void
}

/**
 * The first parameter of a method: the data pointer, which comes from the accessor and needs no check.
 *
 * @internal
 */
export const receiver: Type<Address, Address, number> = Object.freeze<Type<Address, Address, number>>({
  ...dataPointer,
  kind: 'receiver',
  passing: { ...(dataPointer.passing as ScalarPassing), accepts: () => 'true' },
})

/**
 * The first parameter of a method that uses its object up: the data pointer. Passing it moves the object out of its
 * owner, and the memory behind the pointer is freed when the method has returned.
 *
 * @see Rule B-7 of the specification.
 *
 * @internal
 */
export const movedReceiver: Type<unknown> = Object.freeze<Type<unknown>>({
  ...(dataPointer as Type<unknown>),
  kind: 'movedReceiver',
  name: 'movedReceiver',
  isMoved: true,
  passing: {
    ...(dataPointer.passing as ScalarPassing),
    toNative(value, path) {
      if (ownershipOf(value) === undefined) refuseLent(path)
      const object = value as Receiving
      object.$moveOut(path)
      return object.$data
    },
    accepts: undefined,
  },
})

/**
 * Refuses to use up an object that belongs to somebody else.
 *
 * @internal
 */
export function refuseLent(path: string): never {
  throw new CallError('only the owner of an object can give it away', {
    code: 'ABI-B003',
    rule: 'B-7',
    path,
    expected: 'an object that was made here, returned by value, or taken with own(…)',
    found: 'an object that somebody else owns',
    hint: 'clone it, or take it out of the memory that holds it with own(…)',
  })
}
