import type { BigIntArray, NumberArray } from './accessor/typed-elements.js'
import type { ArrayType } from './array.js'
import type { AnyType, Infer, InputOf, ViewOf } from './type.js'
import type { View } from './view.js'

/** The typed arrays that can hold plain values of a type. Which of them does depends on the type of the elements. */
export type TypedArrayOf<Value> = [Value] extends [number]
  ? NumberArray
  : [Value] extends [bigint]
    ? BigIntArray
    : never

/**
 * Accessor of an array.
 *
 * @see Rules L-13, L-18 and L-19 of the specification.
 */
export interface ArrayView<T extends AnyType> extends View<ArrayType<T>>, Iterable<ViewOf<T>> {
  /** Number of elements. */
  readonly length: number
  /**
   * Reads an element.
   *
   * @param index - From 0 to `length` - 1.
   * @throws ValueError `ABI-V003` for any other index.
   */
  at(index: number): ViewOf<T>
  /**
   * Writes an element.
   *
   * @param index - From 0 to `length` - 1.
   * @param value - What may be written where the element's type is declared.
   * @throws ValueError `ABI-V003` for any other index, and where the value does not fit.
   */
  set(index: number, value: InputOf<T>): void
  /**
   * Iterates over structs and other elements that are read through accessors with one accessor, which is moved from
   * element to element: no accessor is made per element. What a loop wants to keep it copies. Over other elements it
   * iterates as the array does.
   *
   * @throws Nothing of its own.
   */
  cursor(): Iterable<ViewOf<T>>
  /**
   * Copies all elements.
   *
   * @param target - A plain array, or the typed array that fits the elements.
   * @param start - The place in the target of the first element, from 0.
   * @returns The target.
   * @throws ValueError `ABI-V001` for another target, `ABI-V003` where it has no room.
   */
  copyTo<A extends Infer<T>[] | TypedArrayOf<Infer<T>>>(target: A, start?: number): A
  /**
   * Writes elements, in order, up to one that is refused. What fits and has the same bytes is copied at once.
   *
   * @param source - An array, a typed array or an accessor of an array.
   * @param start - The place of the first element that is written, from 0.
   * @throws ValueError `ABI-V001` for another source, `ABI-V003` where the elements do not fit in, and where a value is
   * refused.
   */
  copyFrom(source: readonly InputOf<T>[] | TypedArrayOf<Infer<T>> | ArrayView<T>, start?: number): void
  /**
   * Copies all elements into a new typed array.
   *
   * @throws MemoryError `ABI-M009` for elements that no typed array can hold.
   */
  toTypedArray(): TypedArrayOf<Infer<T>>
  /**
   * The elements as a typed array on the same memory. It knows nothing of who owns the memory, nor does it follow when a
   * WebAssembly memory grows.
   *
   * @throws MemoryError `ABI-M008` where the array does not lie at a multiple of its elements' size, `ABI-M009` for
   * elements that no typed array can hold and for another byte order than that of this machine.
   */
  asTypedArray(): TypedArrayOf<Infer<T>>
  /**
   * Writes one value to many elements.
   *
   * @param value - What may be written where the element's type is declared.
   * @param start - The first element, from 0.
   * @param end - The element behind the last one; the length of the array where it is left out.
   * @throws ValueError `ABI-V003` outside of the array, and where the value is refused.
   */
  fill(value: InputOf<T>, start?: number, end?: number): void
  /**
   * Copies elements as plain values.
   *
   * @param start - The first element, from 0.
   * @param end - The element behind the last one; the length of the array where it is left out.
   * @throws ValueError `ABI-V003` outside of the array.
   */
  slice(start?: number, end?: number): Infer<T>[]
  /**
   * An accessor of a part of the array, on the same memory.
   *
   * @param start - The first element, from 0.
   * @param end - The element behind the last one; the length of the array where it is left out.
   * @throws ValueError `ABI-V003` outside of the array.
   */
  subarray(start?: number, end?: number): ArrayView<T>
}
