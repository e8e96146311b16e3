import type { TupleOf } from '../../layout/function-typing.js'
import type { Infer, InputOf } from '../../layout/index.js'
import type { Declared } from '../wire/scalars.js'
import type { TraitMethod } from './method.js'
import type { Trait } from './trait.js'

/** Parameters by name. Several need the same TypeScript types; otherwise they are given as a list. */
export type TraitParameterRecord = Readonly<Record<string, Declared>>

/** Parameters in order: one record with a single key each. */
export type TraitParameterList = readonly TraitParameterRecord[]

/** What a method takes. */
export type TraitParameters = TraitParameterRecord | TraitParameterList

/** What is passed to a method, in order. */
export type PassedTo<P> = P extends TraitParameterList
  ? { -readonly [I in keyof P]: InputOf<P[I][keyof P[I]]> }
  : TupleOf<keyof P, InputOf<P[keyof P]>>

/** What an implementation of a method gets, in order. */
export type ReceivedBy<P> = P extends TraitParameterList
  ? { -readonly [I in keyof P]: Infer<P[I][keyof P[I]]> }
  : TupleOf<keyof P, Infer<P[keyof P]>>

/**
 * `unknown` where the order of the arguments is certain, else the message that the compiler shows: TypeScript does not
 * keep the order of object keys, so a record of several parameters is accepted only if all of them take the same.
 */
export type CertainOrder<P> = P extends TraitParameterList
  ? unknown
  : { [K in keyof P]: [InputOf<P[keyof P]>] extends [InputOf<P[K]>] ? true : false }[keyof P] extends true
    ? unknown
    : 'Parameters of different types need the list form, method([{ first: … }, { second: … }], …): TypeScript does not keep the order of object keys'

/** The method of a peer, as it is called. */
export type MethodCall<M> =
  M extends TraitMethod<infer P, infer R>
    ? (...values: PassedTo<P> extends infer Values extends unknown[] ? Values : never) => Infer<R>
    : never

/** A method as it is implemented. */
export type MethodBody<M> =
  M extends TraitMethod<infer P, infer R>
    ? (...values: ReceivedBy<P> extends infer Values extends unknown[] ? Values : never) => InputOf<R>
    : never

/**
 * The methods of a trait as they are called.
 *
 * @typeParam T - The trait.
 */
export type CallsOf<T> = T extends Trait<infer M> ? { readonly [K in keyof M]: MethodCall<M[K]> } : never

/**
 * The methods of a trait as they are implemented.
 *
 * @typeParam T - The trait.
 */
export type ImplementationOf<T> =
  T extends Trait<infer M> ? { readonly [K in keyof M]: MethodBody<M[K]> } : never
