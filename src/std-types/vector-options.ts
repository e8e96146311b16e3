import { ValueError } from '../errors/index.js'
import type { AnyType } from '../layout/index.js'
import { isSameType } from '../layout/same-type.js'
import { describeValue } from '../layout/names.js'
import { VectorAccessor } from './vector-accessor.js'

/** Who makes room for a new vector or string. */
export interface VectorOptions {
  /**
   * A vector of the same elements, whose table makes the room: what is made then belongs to the allocator of the library
   * that made this vector. Left out, the room is of this side.
   */
  readonly allocator?: object
}

/**
 * Where the table lies that makes room.
 *
 * @param options - What was given.
 * @param element - The type of the elements.
 * @param path - What is made, for errors.
 * @returns `undefined` where this side makes it.
 * @throws {@link ValueError} `ABI-V001` for what is no vector of such elements.
 *
 * @see Rule T-7 of the specification.
 *
 * @internal
 */
export function readAllocator(
  options: VectorOptions | undefined,
  element: AnyType,
  path: string,
): number | undefined {
  const allocator = options?.allocator
  if (allocator === undefined) return undefined
  if (allocator instanceof VectorAccessor && isSameType(allocator.$type.element, element)) {
    allocator.$assertUsable(`${path} → param allocator`)
    return allocator.$words.table
  }
  throw new ValueError('not a vector of the same elements', {
    code: 'ABI-V001',
    rule: 'T-7',
    path: `${path} → param allocator`,
    expected: `a vector of ${element.name}`,
    found: allocator instanceof VectorAccessor ? `a ${allocator.$type.name}` : describeValue(allocator),
  })
}
