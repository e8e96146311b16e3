import { nativeSpace } from '../memory/native-space.js'
import type { VectorAccessor, VectorDescriptor } from './vector-accessor.js'
import { VectorWords, writeVector, type NewVector } from './vector-words.js'

/**
 * The owner of a vector that was just made.
 *
 * @internal
 */
export function madeVector<Accessor extends VectorAccessor>(
  type: VectorDescriptor,
  vector: NewVector,
  Accessor: new (words: VectorWords, isOwner: boolean) => Accessor,
): Accessor {
  const memory = { view: new DataView(new ArrayBuffer(32)), base: undefined, space: nativeSpace }
  writeVector(memory, 0, vector)
  return new Accessor(new VectorWords(type.element, memory, 0), true)
}
