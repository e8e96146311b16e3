import {
  domainOf,
  generic,
  type AnyType,
  type ArrayView,
  type Codec,
  type Infer,
  type InputOf,
  type Target,
  type Type,
  type TypedArrayOf,
  type View,
  type ViewOf,
} from '../layout/index.js'
import { mayGenerateCode } from '../layout/accessor/code-generation.js'
import { memoize } from '../layout/memoize.js'
import { copyOfElements, equalElements } from '../plain-types/slice-type.js'
import { hostVectors } from '../vtable/host-vectors.js'
import { vectorTypes } from '../vtable/tables/vec-vtable.js'
import { buildVector } from './build-vector.js'
import { RVecAccessor } from './r-vec-accessor.js'
import { readAllocator, type VectorOptions } from './vector-options.js'
import { checkedElements, type VectorDescriptor } from './vector-accessor.js'
import { classFor, vectorCodec } from './vector-codec.js'
import { compileMembers } from './vector-members.js'
import { madeVector } from './vector-made.js'
import { VectorWords } from './vector-words.js'

/** What can be written as a vector: a vector, which is moved, or a list of elements, of which one is made. */
export type RVecInput<T extends AnyType> =
  RVec<T> | readonly InputOf<T>[] | TypedArrayOf<Infer<T>> | ArrayView<T> | Iterable<InputOf<T>>

/** The plain value of a vector: a typed array where the elements are numbers that one can hold, an array otherwise. */
export type RVecValue<T extends AnyType> = Infer<T>[] | TypedArrayOf<Infer<T>>

/** The type of vectors of elements of one type. */
export interface RVecType<T extends AnyType = AnyType> extends Type<RVec<T>, RVecValue<T>, RVecInput<T>> {
  readonly kind: 'RVec'
  /** Type of the elements. */
  readonly element: T
  /**
   * Makes a vector.
   *
   * @param values - The elements: any list of them.
   * @param options - Who makes room.
   * @returns A vector that belongs to the caller.
   * @throws {@link ValueError} for what is no list, and where an element does not fit; {@link MemoryError} `ABI-M007` where
   * no memory is left.
   */
  readonly from: (values: RVecInput<T>, options?: VectorOptions) => RVec<T>
}

/**
 * A growable vector that is owned or was lent. What `elements`, `at` and loops give looks at the memory of the vector: it
 * is valid until the vector grows, shrinks, moves or is disposed of.
 *
 * @see Rules T-3 to T-8 of the specification.
 */
export interface RVec<T extends AnyType = AnyType>
  extends View<RVecType<T>>, Iterable<ViewOf<T>>, Disposable {
  /** Number of elements. */
  readonly length: number
  /** For how many elements there is room; `Infinity` where they take no bytes. */
  readonly capacity: number
  /**
   * The elements as an array on the same memory.
   *
   * @throws {@link MemoryError} `ABI-U001` where the words of the vector cannot be right, `ABI-M003` where the elements are
   * not mapped.
   */
  readonly elements: ArrayView<T>
  /**
   * Reads an element.
   *
   * @param index - From 0 to `length` - 1.
   * @throws {@link ValueError} `ABI-V003` for any other index.
   */
  at(index: number): ViewOf<T>
  /**
   * Writes an element. What the old one owned is dropped.
   *
   * @param index - From 0 to `length` - 1.
   * @param value - What may be written where the type of the elements is declared.
   * @throws {@link ValueError} `ABI-V003` for any other index, and where the value does not fit.
   */
  set(index: number, value: InputOf<T>): void
  /** Iterates over structs with one accessor that is moved from element to element, see {@link ArrayView.cursor}. */
  cursor(): Iterable<ViewOf<T>>
  /**
   * Appends elements.
   *
   * @param values - The elements.
   * @returns The new number of elements.
   * @throws {@link ValueError} where one does not fit: none is appended then; {@link MemoryError} `ABI-M007` where no
   * memory is left.
   */
  push(...values: InputOf<T>[]): number
  /**
   * Appends the elements of a list.
   *
   * @param values - Any list of elements.
   * @throws As {@link RVec.push}.
   */
  append(values: RVecInput<T>): void
  /** Takes the last element out: what it owns belongs to the caller. `undefined` where there is none. */
  pop(): ViewOf<T> | undefined
  /**
   * Drops the elements behind the first ones.
   *
   * @param length - How many stay.
   * @throws {@link ValueError} `ABI-V001` for what is no number of elements.
   */
  truncate(length: number): void
  /** Drops all elements and keeps the room. */
  clear(): void
  /**
   * Makes room for more elements than there are. The table of the vector makes it, whoever made the vector.
   *
   * @param additional - For how many more, 0 or more.
   * @throws {@link ValueError} `ABI-V001` for what is no number of elements, {@link MemoryError} `ABI-M007` where no memory
   * is left.
   */
  reserve(additional: number): void
  /** Gives back room that no element takes. */
  shrinkToFit(): void
  /** Copies the elements as plain values. */
  toArray(): Infer<T>[]
  /**
   * Copies the elements into a new typed array.
   *
   * @throws {@link MemoryError} `ABI-M009` for elements that no typed array can hold.
   */
  toTypedArray(): TypedArrayOf<Infer<T>>
  /**
   * The elements as a typed array on the same memory, see {@link ArrayView.asTypedArray}.
   *
   * @throws {@link MemoryError} `ABI-M009` for elements that no typed array can hold.
   */
  asTypedArray(): TypedArrayOf<Infer<T>>
}

/**
 * A growable vector: Rust's `Vec`, laid out as `abi_stable`'s `RVec`. Where one is declared, any list of elements may be
 * written too: a vector of this side is made of it, which goes along. Native code on any thread may grow and drop vectors
 * of this side.
 *
 * @param element - Type of the elements.
 * @returns The same type for the same type of elements.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-3 to T-8 of the specification.
 *
 * @example
 * ```ts
 * import { f64, RVec, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Point = struct('Point', { x: f64, y: f64 })
 * using points = RVec(Point).from([{ x: 1, y: 2 }])
 * points.push({ x: 3, y: 4 })
 * assert.equal(points.length, 2)
 * assert.equal(points.at(1).y, 4)
 *
 * using samples = RVec(f64).from([1.5, 2.5])
 * assert.deepEqual(samples.asTypedArray(), Float64Array.of(1.5, 2.5))
 * ```
 */
export const RVec: <T extends AnyType>(element: T) => RVecType<T> = generic('RVec', makeVec) as never

function makeVec(_name: string, element: AnyType): RVecType {
  const { vector } = vectorTypes(element)
  const type: RVecType = Object.freeze<RVecType>({
    ...(vector as unknown as RVecType),
    kind: 'RVec',
    element,
    isMoved: true,
    contains: () => [vector],
    makeCodec: (target) => vecCodec(type, target),
    copiesBytes: undefined,
    endsFlexible: undefined,
    domain: (target) => ({ kind: 'list', element: domainOf(element, target) }),
    defaultValue: () => [],
    prepare: () => void hostVectors(element),
    abiStable: { name: 'RVec', parameters: [element] },
    from(values, options) {
      const path = `${type.name}.from → param values`
      const vector = buildVector(type, values, path, readAllocator(options, element, `${type.name}.from`))
      return madeVector(type, vector, classOf(type)) as unknown as RVec
    },
  })
  return type
}

const classOf = memoize((type: VectorDescriptor) => {
  const Accessor = classFor(type, RVecAccessor)
  if (mayGenerateCode()) compileMembers(Accessor)
  return Accessor
})

function vecCodec(type: RVecType, target: Target): Codec {
  const { element } = type
  const codec = vectorCodec(type, target, {
    Accessor: () => classOf(type),
    build: (value, path) => buildVector(type, value, path),
    copy: (words, path) => copyOfElements(checkedElements(words, path)),
    json: (words, path) => checkedElements(words, path).toJSON(),
  })
  return {
    ...codec,
    equals: (memory, offset, otherMemory, otherOffset) => {
      const one = checkedElements(new VectorWords(element, memory, offset), type.name)
      const other = checkedElements(new VectorWords(element, otherMemory, otherOffset), type.name)
      return equalElements(element, one, other)
    },
  }
}
