import { layoutOf } from '../layout/layout.js'
import type { Codec, Memory, Target } from '../layout/index.js'
import { viewType } from '../layout/view.js'
import { ownershipKey } from '../ownership/index.js'
import { recordMove } from '../ownership/moves.js'
import { received } from '../vtable/received.js'
import { refuseLent } from '../vtable/receiver.js'
import { VectorAccessor, type VectorDescriptor } from './vector-accessor.js'
import { requireNative, VectorWords, wordsOfVector, writeVector, type NewVector } from './vector-words.js'

/** What single sorts of vectors do in their own ways. */
export interface VectorManner {
  /** The class of the accessors. */
  readonly Accessor: () => new (words: VectorWords, isOwner: boolean) => VectorAccessor
  /** Makes a vector of a plain value. */
  readonly build: (value: unknown, path: string) => NewVector
  /** The same for native code that gets it at once, where that is done in another way. */
  readonly give?: ((value: unknown, path: string) => NewVector) | undefined
  /** Copies the elements out of memory. */
  readonly copy: (words: VectorWords, path: string) => unknown
  /** The same as what `JSON.stringify` accepts. */
  readonly json: (words: VectorWords, path: string) => unknown
}

/**
 * Reads and writes vectors. What comes by value belongs to whoever reads it; what is read out of memory with an address
 * belongs to that memory. A plain value becomes a vector of this side, which belongs to where it is written.
 *
 * @see Rules T-3 to T-6 of the specification.
 *
 * @internal
 */
export function vectorCodec(
  type: VectorDescriptor,
  target: Target,
  { Accessor, build, give = build, copy, json }: VectorManner,
): Omit<Codec, 'equals'> {
  const { size, alignment } = layoutOf(type, target)
  const { element } = type
  const wordsAt = (memory: Memory, offset: number): VectorWords => new VectorWords(element, memory, offset)
  return {
    size,
    alignment,
    get(memory, offset) {
      const Made = Accessor()
      if (memory.base !== undefined) return new Made(wordsAt(memory, offset), false)
      return received(memory, offset, () => new Made(wordsAt(memory, offset), true))
    },
    set(memory, offset, value, path) {
      requireNative(memory.space, path)
      if (value instanceof VectorAccessor && value.$type === type) {
        if (value[ownershipKey] === undefined) refuseLent(path)
        value.$moveInto(memory, offset, path)
        return
      }
      const vector = build(value, path)
      writeVector(memory, offset, vector)
      recordMove(vector)
    },
    words(value, path, { space }) {
      if (value instanceof VectorAccessor) return undefined
      requireNative(space, path)
      const vector = give(value, path)
      recordMove(vector)
      return wordsOfVector(vector)
    },
    copy: (memory, offset, path = type.name) => copy(wordsAt(memory, offset), path),
    json: (memory, offset) => json(wordsAt(memory, offset), type.name),
  }
}

type ConcreteClass = new (words: VectorWords, isOwner: boolean) => Concrete
type Concrete = Pick<VectorAccessor, keyof VectorAccessor>

/**
 * Makes the class of the accessors of a type.
 *
 * @param Base - What all such types share.
 *
 * @internal
 */
export function classFor<Accessor extends VectorAccessor>(
  type: VectorDescriptor,
  Base: abstract new (words: VectorWords, isOwner: boolean) => Accessor,
): new (words: VectorWords, isOwner: boolean) => Accessor {
  const Made = class extends (Base as unknown as ConcreteClass) {}
  Object.defineProperty(Made, 'name', { value: type.name, configurable: true })
  Object.defineProperty(Made.prototype, '$type', { value: type })
  Object.defineProperty(Made.prototype, viewType, { value: type })
  return Made as unknown as new (words: VectorWords, isOwner: boolean) => Accessor
}
