import type { Memory } from '../layout/index.js'

const known = new WeakMap<Memory, Map<number, object>>()

/**
 * What came by value belongs to whoever reads it. Reading the same place twice gives the same owner.
 *
 * @param memory - Where it was received: memory without an address.
 * @param offset - Where it lies there.
 * @param make - Makes the owner.
 *
 * @see Rule B-7 of the specification.
 *
 * @internal
 */
export function received(memory: Memory, offset: number, make: () => object): object {
  let places = known.get(memory)
  if (places === undefined) known.set(memory, (places = new Map<number, object>()))
  let owner = places.get(offset)
  if (owner === undefined) places.set(offset, (owner = make()))
  return owner
}
