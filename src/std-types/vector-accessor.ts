import { MemoryError, ValueError } from '../errors/index.js'
import type { AnyType, ArrayView, Memory } from '../layout/index.js'
import { elementsAt } from '../layout/elements.js'
import { viewType } from '../layout/view.js'
import { nativeSpace } from '../memory/native-space.js'
import { Ownership, ownershipKey } from '../ownership/index.js'
import { checkElements } from '../plain-types/check-elements.js'
import { hostVectors } from '../vtable/host-vectors.js'
import { dropElements } from '../vtable/vector-elements.js'
import { checkMapped } from './check-mapped.js'
import { checkRoom } from './vector-room.js'
import type { VectorWords } from './vector-words.js'

/** A type whose values are vectors. */
export interface VectorDescriptor extends AnyType {
  /** The type of the elements. */
  readonly element: AnyType
}

/** Spells a value: Node's `inspect`. */
type Spell = (value: unknown, options?: object) => string

/**
 * The accessor of a vector, which it owns or which was lent to it.
 *
 * @see Rules T-3 to T-8 of the specification.
 *
 * @internal
 */
export abstract class VectorAccessor implements Disposable {
  /** The type: on the prototype. */
  declare readonly $type: VectorDescriptor
  declare readonly [viewType]: VectorDescriptor
  /** The title of its owner, where this is the owner. */
  readonly [ownershipKey]: Ownership | undefined
  readonly $words: VectorWords
  /** The elements as they were found last, and the word that led to them. */
  $elements: ArrayView<AnyType> | undefined
  $buffer = 0

  /**
   * Makes the accessor.
   *
   * @param words - The four words.
   * @param isOwner - Whether the vector belongs to the accessor.
   */
  constructor(words: VectorWords, isOwner: boolean) {
    this.$words = words
    this[ownershipKey] = isOwner
      ? new Ownership(this, { kind: 'vector', type: this.$type.name }, releaseOf(words))
      : undefined
  }

  /** The same as an owner, of what lies in memory that owns it. */
  abstract $asOwner(): VectorAccessor

  /** Drops the elements and frees the buffer, if this is the owner. Doing it twice is harmless. */
  [Symbol.dispose](): void {
    this[ownershipKey]?.dispose()
  }

  /** Where its words lie. Those of an owned vector are laid down for whoever asks. */
  get $memory(): Memory {
    this.$assertUsable()
    return this.$words.locate().memory
  }

  get $offset(): number {
    return this.$words.locate().offset
  }

  /** Gives it away by writing its words somewhere. */
  $moveTo(): void {
    throw new ValueError('this accessor cannot be moved to another place', {
      code: 'ABI-V001',
      rule: 'B-7',
      path: this.$type.name,
      hint: 'read what lies in the other place',
    })
  }

  /**
   * Gives the vector away: from now on somebody else owns it.
   *
   * @param memory - Where its words go.
   * @param where - The same in words, for the errors of later uses.
   */
  $moveInto(memory: Memory, offset: number, where: string): void {
    this[ownershipKey]!.moveOut(where)
    this.$words.copyTo(memory, offset)
    this.$words.unlay()
  }

  $assertUsable(path?: string): void {
    this[ownershipKey]?.assertOwned(path ?? this.$type.name)
  }

  /** How many elements there are. */
  get length(): number {
    this.$assertUsable()
    return this.$words.length
  }

  /** For how many elements there is room. */
  get capacity(): number {
    this.$assertUsable()
    return this.$words.capacity
  }

  /** The elements where they lie: checked when the words changed. */
  get elements(): ArrayView<AnyType> {
    this.$assertUsable()
    const known = this.$elements
    return known !== undefined && this.$words.areRemembered() ? known : this.$findElements()
  }

  /** Looks for the elements after the words changed. Where they cannot be there, none are known. */
  $findElements(): ArrayView<AnyType> {
    const words = this.$words
    // Before they are read: somebody else may change them meanwhile.
    words.remember()
    const { buffer } = words
    const known = this.$buffer === buffer ? this.$elements?.length : undefined
    this.$elements = undefined
    this.$elements = checkedElements(words, this.$type.name, known)
    this.$buffer = buffer
    return this.$elements
  }

  /** Makes room for more elements than there are. */
  reserve(additional: number): void {
    this.$assertUsable()
    checkCount(additional, `${this.$type.name}.reserve → param additional`)
    this.$reserve(this.$words.length + additional)
  }

  $reserve(needed: number): void {
    const words = this.$words
    if (needed <= words.capacity) return
    // Tables double what there is.
    const most = Math.max(needed, 2 * words.capacity)
    checkRoom(most * words.layout.size, `${this.$type.name}.reserve`)
    words.lend((address) => words.functions.grow_capacity_to(address, needed, 'Above'))
    if (words.capacity < needed) refuseGrowth(this.$type.name, needed, words.capacity)
  }

  /**
   * Makes room behind the elements.
   *
   * @returns Where it begins.
   */
  $roomFor(count: number): number {
    const { length } = this.elements
    this.$reserve(length + count)
    const words = this.$words
    const { size } = words.layout
    const address = words.buffer + length * size
    if (words.table !== hostVectors(words.element).table) checkMapped(address, count * size, this.$type.name)
    return address
  }

  /** Gives back room that no element takes. */
  shrinkToFit(): void {
    this.$assertUsable()
    const words = this.$words
    if (words.capacity === words.length || words.capacity === Infinity) return
    words.lend((address) => words.functions.shrink_to_fit(address))
  }

  /** Drops the elements behind the first ones. */
  truncate(length: number): void {
    this.$assertUsable()
    checkCount(length, `${this.$type.name}.truncate → param length`)
    const before = this.$words.length
    if (length >= before) return
    void this.elements
    const { buffer, layout } = this.$words
    this.$words.length = length
    dropElements(this.$type.element, buffer + length * layout.size, before - length)
  }

  /** Drops all elements and keeps the room. */
  clear(): void {
    this.truncate(0)
  }

  abstract toJSON(): unknown

  /** What is shown of it by `console.log`. */
  protected abstract $contents(): unknown

  /** Spells it for `console.log`. */
  [Symbol.for('nodejs.util.inspect.custom')](depth: number, options: object, inspect: Spell): string {
    const { name } = this.$type
    const state = this[ownershipKey]?.state
    if (state === 'moved' || state === 'disposed') return `${name} { ${state} }`
    if (depth < 0) return `[${name}]`
    try {
      return `${name} ${inspect(this.$contents(), { ...options, depth })}`
    } catch (error) {
      return `${name} { ${String(error)} }`
    }
  }
}

/**
 * The elements of a vector, after making sure that they can be there.
 *
 * @param words - The words of the vector.
 * @param path - What is read, for errors.
 * @param known - How many elements were found in the same buffer before.
 *
 * @internal
 */
export function checkedElements(words: VectorWords, path: string, known = 0): ArrayView<AnyType> {
  checkWords(words, path)
  const { buffer, length, layout, space, element } = words
  if (length > known && space === nativeSpace && words.table !== hostVectors(element).table)
    checkMapped(buffer + known * layout.size, (length - known) * layout.size, path)
  return elementsAt(element, space, buffer, length, path)
}

/**
 * Refuses words that cannot be those of a vector.
 *
 * @internal
 */
export function checkWords({ buffer, length, capacity, layout }: VectorWords, path: string): void {
  if (length > capacity) {
    throw new MemoryError('a vector that is longer than its buffer', {
      code: 'ABI-U001',
      rule: 'T-4',
      path,
      expected: `at most ${capacity} elements`,
      found: String(length),
    })
  }
  checkElements(buffer, length, layout, path)
}

/** Made where the accessor is not in sight, so that it cannot keep the accessor alive. */
function releaseOf(words: VectorWords): () => void {
  return () => {
    try {
      words.lend((address) => words.functions.destructor(address))
    } finally {
      words.unlay()
    }
  }
}

/**
 * Refuses what is no number of elements.
 *
 * @internal
 */
export function checkCount(count: unknown, path: string): void {
  if (Number.isSafeInteger(count) && (count as number) >= 0) return
  throw new ValueError('not a number of elements', {
    code: 'ABI-V001',
    rule: 'T-5',
    path,
    expected: 'a whole number from 0 on',
    found: String(count),
  })
}

function refuseGrowth(path: string, needed: number, capacity: number): never {
  throw new MemoryError('a vector that did not grow', {
    code: 'ABI-U001',
    rule: 'T-5',
    path,
    expected: `room for ${needed} elements`,
    found: `room for ${capacity}`,
  })
}
