import { ValueError } from '../errors/index.js'
import { moveTogether } from '../ownership/index.js'
import { memoize } from './memoize.js'
import type { AnyType, Codec } from './type.js'

/**
 * Whether values of a type are moved where they are written or passed: because the type says so, or a part of it does.
 *
 * @see Rule O-3 of the specification.
 *
 * @internal
 */
export const movesValue: (type: AnyType) => boolean = memoize((type: AnyType): boolean => {
  const { isMoved, passing, inner } = type
  if (isMoved !== undefined) return isMoved
  if (inner !== undefined) return movesValue(inner)
  // A scalar contains nothing by value: what pointers and functions mention stays where it is.
  return passing.kind === 'aggregate' && (type.contains?.().some(movesValue) ?? false)
})

/**
 * The codec of a type whose parts may be moved: all of them are, or none.
 *
 * @see Rule O-4 of the specification.
 *
 * @internal
 */
export function movingTogether(type: AnyType, codec: Codec): Codec {
  if (type.isMoved === true || !movesValue(type)) return codec
  return {
    ...codec,
    set: (memory, offset, value, path) => moveTogether(() => codec.set(memory, offset, value, path)),
  }
}

/**
 * Refuses to copy the bytes of a value that owns something: both copies would own it.
 *
 * @see Rule O-4 of the specification.
 *
 * @internal
 */
export function refuseCopyOfMoved(type: AnyType, path: string): void {
  if (!movesValue(type)) return
  throw new ValueError('memory that owns something cannot be copied', {
    code: 'ABI-O004',
    rule: 'O-4',
    path,
    expected: `a new ${type.name}, made of what is to be moved`,
    found: `an accessor of ${type.name}`,
    hint: 'take what it owns out of it, and pass that',
  })
}
