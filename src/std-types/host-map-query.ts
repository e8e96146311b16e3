import type { Hasher } from '../vtable/index.js'
import { lendHasher } from '../vtable/host-hasher.js'
import type { HostMapState, Slot } from './host-map-state.js'

/** What native code asks for, as an accessor shows it: something that can be compared with keys, and hashed. */
export interface Query {
  readonly is_equal: (key: number, query: number) => boolean
  readonly hash: (query: number, hasher: object) => void
  readonly query: number
}

/** Below this, comparing all keys is faster than hashing. */
const few = 8

/**
 * Finds what native code asks for. How native code hashes a key is not known, so keys are compared one by one; what was
 * found once is found by the bytes that were hashed for it.
 *
 * @see Rule T-65 of the specification.
 *
 * @internal
 */
export function findQuery(state: HostMapState, { is_equal, hash, query }: Query): Slot | undefined {
  const isWanted = (slot: Slot): boolean => is_equal(slot.key, query)
  if (state.slots.size <= few) return firstOf(state.slots.values(), isWanted)
  const pieces: string[] = []
  const hasher: Hasher = { write: (bytes) => void pieces.push(bytes.join()) }
  lendHasher(hasher, (lent) => hash(query, lent))
  const hashed = pieces.join(';')
  const known = state.found.get(hashed)
  if (known?.isIn === true && isWanted(known)) return known
  const slot = firstOf(state.slots.values(), isWanted)
  if (slot === undefined) state.found.delete(hashed)
  else state.found.set(hashed, slot)
  return slot
}

function firstOf(slots: Iterable<Slot>, isWanted: (slot: Slot) => boolean): Slot | undefined {
  for (const slot of slots) if (isWanted(slot)) return slot
  return undefined
}
