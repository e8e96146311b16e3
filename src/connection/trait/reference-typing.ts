import type { AnyType, ArrayView, Infer, InputOf } from '../../layout/index.js'
import type { Declared } from '../wire/scalars.js'
import type { ListInput } from '../wire/sequences.js'

/** Numbers one after the other: a typed array where there is one for their type, else an array. */
export interface Numbers<Item extends number | bigint> extends ArrayLike<Item>, Iterable<Item> {
  /** How many there are. */
  readonly length: number
  /** A part of them. */
  slice(start?: number, end?: number): Numbers<Item>
}

/** What reading a slice gives. */
export type SliceOf<T> = [Infer<T>] extends [number]
  ? Numbers<number>
  : [Infer<T>] extends [bigint]
    ? Numbers<bigint>
    : Infer<T>[]

/** What may be passed as a slice: a list, numbers that lie side by side, or an accessor of an array. */
export type SliceInput<T extends Declared> =
  ListInput<InputOf<T>> | (T extends AnyType ? ArrayView<T> : never)
