import { dropParts } from '../layout/drop-value.js'
import { hostTarget, type Address, type AnyType, type Pointer } from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import { movesValue } from '../layout/moved-value.js'
import { nativeSpace } from '../memory/native-space.js'
import type { VectorWords } from './tables/vec-vtable.js'

/** How this side makes vectors of elements of one type. */
export interface HostVectors {
  /** Their table. */
  readonly table: Address
  /**
   * Gets a buffer.
   *
   * @param byteLength - 1 or more.
   * @returns 0 where no memory is left.
   */
  readonly allocate: (byteLength: number) => number
  /**
   * Gets a buffer for bytes that lie elsewhere in native memory, and copies them; for elements that are aligned to 16 bytes or
   * less.
   *
   * @param from - Where they lie.
   * @param byteLength - How many there are, 1 or more.
   * @returns 0 where no memory is left.
   */
  readonly duplicate: (from: number, byteLength: number) => number
  /** Frees a buffer whose elements own nothing any more. */
  readonly release: (buffer: number) => void
}

/**
 * What drops the elements of a vector, and frees its buffer.
 *
 * @internal
 */
export function destroyerOf(element: AnyType, release: (buffer: number) => void): (self: Pointer) => void {
  const { alignment } = layoutOf(element, hostTarget())
  return (self) => {
    const words = self.deref() as VectorWords
    const { buffer, length, capacity } = words
    Object.assign(words, { buffer: alignment, length: 0, capacity: 0 })
    try {
      dropElements(element, buffer, length)
    } finally {
      if (capacity > 0) release(buffer)
    }
  }
}

/**
 * Drops what elements own that lie one after the other.
 *
 * @param element - Their type.
 * @param address - Where the first one lies.
 * @param count - How many there are.
 *
 * @internal
 */
export function dropElements(element: AnyType, address: number, count: number): void {
  if (count === 0 || !movesValue(element)) return
  const { size } = layoutOf(element, hostTarget())
  const memory = nativeSpace.memoryAt(address, Math.max(1, size * count), element.name)
  const parts = Array.from({ length: count }, (_, index) => ({ type: element, offset: index * size }))
  dropParts(parts, { memory, offset: address - memory.base! })
}
