import {
  constPointer,
  generic,
  pointer,
  struct,
  usize,
  type AnyType,
  type ArrayView,
  type Infer,
  type InputOf,
  type Type,
  type TypedArrayOf,
  type View,
} from '../layout/index.js'
import { makeSlice } from './slice-type.js'

/** A list with its elements in memory, such as a vector. */
export interface WithElements<T extends AnyType> extends View {
  /** The elements. */
  readonly elements: ArrayView<T>
}

/** What can be written as a slice: what lies in the same memory already, or a list that is copied for the time of a call. */
export type RSliceInput<T extends AnyType> =
  ArrayView<T> | WithElements<T> | readonly InputOf<T>[] | TypedArrayOf<Infer<T>>

/** What can be written as a slice that is written to: what lies in the same memory already. */
export type RSliceMutInput<T extends AnyType> = ArrayView<T> | WithElements<T>

/** The type of slices. */
export interface RSliceType<T extends AnyType = AnyType, Input = RSliceInput<T>> extends Type<
  ArrayView<T>,
  Infer<T>[] | TypedArrayOf<Infer<T>>,
  Input
> {
  readonly kind: 'RSlice' | 'RSliceMut'
  /** Type of the elements. */
  readonly element: T
}

/**
 * Elements that somebody else owns: Rust's `&[T]`, laid out as `abi_stable`'s `RSlice`. It is read as an accessor of the
 * elements where they lie, with all that accessors of arrays can do.
 *
 * What lies in the same memory is passed as it is: a vector, an array that was allocated there, a part of one. Other lists
 * are copied to where they live as long as the call, or as the arena.
 *
 * @param element - Type of the elements.
 * @returns The same type for the same type of elements.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-11 and T-12 of the specification.
 *
 * @example
 * ```ts
 * import { NativeArena, RSlice, struct, u16 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Track = struct('Track', { samples: RSlice(u16) })
 * using arena = new NativeArena()
 * const track = arena.allocate(Track, { samples: [1, 2, 3] })
 * assert.equal(track.samples.length, 3)
 * assert.deepEqual([...track.samples.subarray(1)], [2, 3])
 * ```
 */
export const RSlice: <T extends AnyType>(element: T) => RSliceType<T> = generic(
  'RSlice',
  (name: string, element: AnyType) => {
    const representation = struct(
      name,
      { data: constPointer(element), length: usize },
      { doc: 'Elements that somebody else owns.' },
    )
    return makeSlice('RSlice', element, representation)
  },
) as never

/**
 * Elements that somebody else owns and that may be written to: Rust's `&mut [T]`, laid out as `abi_stable`'s `RSliceMut`.
 * It is read as {@link RSlice}. Only what lies in the same memory can be written as one: what native code changes in a copy
 * would be lost.
 *
 * @param element - Type of the elements.
 * @returns The same type for the same type of elements.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-11 and T-12 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, RSliceMut, RVec, u16 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Clear = fn({ samples: RSliceMut(u16) })
 * using exported = exportFunction(Clear, (given) => given.fill(0))
 * const clear = bindFunction(exported.address, Clear, 'clear')
 *
 * using samples = RVec(u16).from([1, 2, 3])
 * clear(samples)
 * assert.deepEqual(samples.toArray(), [0, 0, 0])
 * ```
 */
export const RSliceMut: <T extends AnyType>(element: T) => RSliceType<T, RSliceMutInput<T>> = generic(
  'RSliceMut',
  (name: string, element: AnyType) => {
    const representation = struct(
      name,
      { data: pointer(element), length: usize },
      { doc: 'Elements that somebody else owns, and that may be written to.' },
    )
    return makeSlice('RSliceMut', element, representation)
  },
) as never
