import type { CallsOf, MethodCall } from '../trait/trait-typing.js'
import type { Trait } from '../trait/trait.js'
import type { ConnectionDescription } from './description.js'

/** The method of a peer, as it is called on another thread. */
export type AsyncMethodCall<M> =
  MethodCall<M> extends (...values: infer Values) => infer Result
    ? (...values: Values) => Promise<Result>
    : never

/**
 * The methods of a trait as they are called on another thread.
 *
 * @typeParam T - The trait.
 */
export type AsyncCallsOf<T> =
  T extends Trait<infer M> ? { readonly [K in keyof M]: AsyncMethodCall<M[K]> } : never

/**
 * What every connection has beside the methods of its trait.
 *
 * @typeParam T - The trait.
 */
export interface ConnectionMembers<T> extends Disposable {
  /** The same methods, called on another thread: they give promises. */
  readonly $async: AsyncCallsOf<T>
  /**
   * Whether the peer has a method.
   *
   * @param method - The name of a method.
   */
  $has(method: string): boolean
  /** Which versions met, and how each method is called. */
  $describe(): ConnectionDescription
  /**
   * Whether an argument is passed as a pointer to where it lies, without being written as bytes.
   *
   * @param method - The name of a method of the trait.
   * @param parameter - The number of the parameter, from 0.
   */
  $passableByRef(method: string, parameter: number): boolean
  /** Drops the object. Doing it twice is harmless. */
  [Symbol.dispose](): void
}

/**
 * An object of a peer: the methods of its trait as functions, and what a connection tells of itself.
 *
 * @typeParam T - The trait.
 */
export type Connection<T> = CallsOf<T> & ConnectionMembers<T>
