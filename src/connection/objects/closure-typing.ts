import type { Infer, InputOf } from '../../layout/index.js'
import type { PassedTo, ReceivedBy } from '../trait/trait-typing.js'

/** A closure of a peer: a function. */
export type ClosureOf<P, R> = (
  ...values: PassedTo<P> extends infer Values extends unknown[] ? Values : never
) => Infer<R>

/** A closure of a peer that belongs to this side until it is disposed of. */
export type OwnedClosure<P, R> = ClosureOf<P, R> & {
  /** Drops it. Doing it twice is harmless. */
  [Symbol.dispose](): void
}

/** A function that a peer gets as a closure. */
export type ClosureInput<P, R> = (
  ...values: ReceivedBy<P> extends infer Values extends unknown[] ? Values : never
) => InputOf<R>
