import { AbidingError, ValueError } from '../errors/index.js'
import { equalPlaces } from './compare-places.js'
import { draftMemory } from './draft-memory.js'
import { codecOf } from './layout.js'
import type { MemoryLocation } from './memory.js'
import { isSameType } from './same-type.js'
import type { AnyType, InputOf } from './type.js'
import { isView, locationOf, typeOfView, type View } from './view.js'

/**
 * Whether two accessors of one type show the same value, or an accessor shows a plain value.
 *
 * Padding is ignored. Where both lie in layouts of the same target, bytes and bits are compared: two NaNs of the same
 * bits are equal, 0 and -0 are not, and an invalid bool is equal to itself. Text is compared, not where it lies. Pointers
 * are equal if their addresses are, which only means something in one memory; in two memories only null pointers are
 * equal. A plain value is equal if writing it would change nothing; one that cannot be written is not equal. Elements of
 * flexible arrays are not compared.
 *
 * @param view - An accessor.
 * @param other - An accessor of the same type, in any memory, or a plain value.
 * @throws {@link ValueError} `ABI-V001` where the first is no accessor or the second one of another type.
 *
 * @see Rule L-20 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, equals, struct, u16, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Reading = struct('Reading', { sensor: u8, value: u16 })
 * const one = bufferMemory(new ArrayBuffer(64)).allocate(Reading, { sensor: 1, value: 500 })
 * const other = bufferMemory(new ArrayBuffer(64)).allocate(Reading, one)
 * assert(equals(one, other))
 * assert(!equals(one, { sensor: 1, value: 501 }))
 * ```
 */
export function equals<T>(view: View<T>, other: View<T> | InputOf<T>): boolean {
  const type = typeOfView(view)
  const place = locationOf(view)
  if (!isView(other)) return equalsValue(type, place, other)
  if (!isSameType(type, typeOfView(other))) {
    throw new ValueError('accessors of two types', {
      code: 'ABI-V001',
      rule: 'L-20',
      expected: `an accessor of ${type.name}`,
      found: `an accessor of ${typeOfView(other).name}`,
    })
  }
  return equalPlaces(type, place, locationOf(other))
}

function equalsValue(type: AnyType, place: MemoryLocation, value: unknown): boolean {
  const { space } = place.memory
  const codec = codecOf(type, space.target)
  const memory = draftMemory(space, codec.sizeFor?.(value) ?? codec.size)
  try {
    codec.set(memory, 0, value, type.name)
  } catch (error) {
    if (error instanceof AbidingError) return false
    throw error
  }
  return equalPlaces(type, place, { memory, offset: 0 })
}
