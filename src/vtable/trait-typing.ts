import type { typing, View } from '../layout/index.js'
import type { Hasher } from './hasher.js'
import type { Method } from './method.js'
import type { Supertrait } from './supertrait.js'

/** The methods of a trait by name, in the order of their places in its table. */
export type Methods = Readonly<Record<string, Method>>

/** The methods of a trait as TypeScript calls them. */
export type MethodCalls<M extends Methods> = {
  readonly [K in keyof M]: M[K] extends Method<infer Call> ? Call : never
}

/** The methods of a trait as TypeScript implements them. */
export type MethodBodies<M extends Methods> = {
  readonly [K in keyof M]: M[K] extends Method<unknown, infer Body> ? Body : never
}

/** What a method does in objects that do not have it: a function of the object and of what the method takes. */
export type DefaultBody<M extends Methods, K extends keyof M> =
  M[K] extends Method<unknown, unknown, infer Values extends unknown[], infer Result>
    ? (self: MethodCalls<M>, ...values: Values) => Result
    : never

/** What some methods do in objects that do not have them. */
export type Defaults<M extends Methods, D> = {
  readonly [K in keyof D]: K extends keyof M ? DefaultBody<M, K> : never
}

/** The methods of a trait as they are called off the JavaScript thread. */
export type AsyncMethodCalls<M extends Methods> = {
  readonly [K in keyof M]: MethodCalls<M>[K] extends (...values: infer Values) => infer Result
    ? (...values: Values) => Promise<Result>
    : never
}

/** An object whose methods can be called off the JavaScript thread. */
export interface OffThreadCalls<M extends Methods> {
  /**
   * The methods, called off the JavaScript thread: each gives a promise. The arguments are checked and copied at once. The
   * trait must have the supertrait `Send`. While such a call is under way the object cannot be used otherwise, unless
   * the trait has the supertrait `Sync` and all calls only read.
   *
   * @see Rule B-15 of the specification.
   *
   * @example
   * ```ts
   * import { implementTrait, method, traitObject, u32 } from 'abiding'
   * import assert from 'node:assert/strict'
   *
   * const Counter = traitObject('Counter', {
   *   methods: { add: method('mut', { by: u32 }, u32) },
   *   supertraits: ['Send'],
   * })
   * let value = 40
   * using counter = implementTrait(Counter, { add: (by) => (value += by) })
   * assert.equal(await counter.$async.add(2), 42)
   * ```
   */
  readonly $async: AsyncMethodCalls<M>
}

/** An object that can be copied. */
export interface CloneCalls {
  /** Copies the object. The copy belongs to the caller. */
  clone(): this
}

/** An object that can be spelled for programmers. */
export interface DebugCalls {
  /**
   * Spells the object for programmers.
   *
   * @param alternate - Whether to use several lines, as `{:#?}` does.
   */
  debug(alternate?: boolean): string
  /** The same, unless the object can be spelled for people. */
  toString(): string
}

/** An object that can be spelled for people. */
export interface DisplayCalls {
  /**
   * Spells the object for people.
   *
   * @param alternate - Whether to use the other form that the object has, as `{:#}` does.
   */
  display(alternate?: boolean): string
  /** The same. */
  toString(): string
}

/** An object that can be equal to others. */
export interface PartialEqCalls {
  /** Whether the object and another one are equal. */
  equals(other: this): boolean
}

/** An object that can be compared to some others. */
export interface PartialOrdCalls {
  /** Negative, zero or positive, as for `sort`; `undefined` where the two cannot be compared. */
  partialCompare(other: this): number | undefined
}

/** An object that can be compared to others. */
export interface OrdCalls {
  /** Negative, zero or positive, as for `sort`. */
  compare(other: this): number
}

/** An object that can be hashed. */
export interface HashCalls {
  /** Feeds the object to a hasher. */
  hash(hasher: Hasher): void
}

/** An object that gives elements one after the other. */
export interface IteratorCalls<Item> {
  /** The next element. */
  next(): IteratorResult<Item, undefined>
  /** The object itself: `for (const element of object)`. */
  [Symbol.iterator](): Iterator<Item>
}

/** What objects can do because of their supertraits. */
export type SupertraitCalls<S extends Supertrait, Item> = ('Clone' extends S ? CloneCalls : unknown) &
  ('Debug' extends S ? DebugCalls : unknown) &
  ('Display' extends S ? DisplayCalls : unknown) &
  ('PartialEq' extends S ? PartialEqCalls : unknown) &
  ('PartialOrd' extends S ? PartialOrdCalls : unknown) &
  ('Ord' extends S ? OrdCalls : unknown) &
  ('Hash' extends S ? HashCalls : unknown) &
  ('Iterator' extends S ? IteratorCalls<Item> : unknown)

/** An implementation of `Clone`. */
export interface CloneBody {
  /** Copies the object: gives another one that implements the trait. */
  clone(): object
}

/** An implementation of `Debug`. */
export interface DebugBody {
  /**
   * Spells the object for programmers.
   *
   * @param alternate - Whether several lines are wanted.
   */
  debug(alternate: boolean): string
}

/** An implementation of `Display`. */
export interface DisplayBody {
  /**
   * Spells the object for people.
   *
   * @param alternate - Whether the other form is wanted that the object has.
   */
  display(alternate: boolean): string
}

/** An implementation of `PartialEq`. */
export interface PartialEqBody {
  /**
   * Whether the object and another one are equal.
   *
   * @param other - What was given to {@link implementTrait} for it.
   */
  equals(other: any): boolean
}

/** An implementation of `PartialOrd`. */
export interface PartialOrdBody {
  /**
   * Negative, zero or positive; `undefined` where the two cannot be compared.
   *
   * @param other - What was given to {@link implementTrait} for the other one.
   */
  partialCompare(other: any): number | undefined
}

/** An implementation of `Ord`. */
export interface OrdBody {
  /**
   * Negative, zero or positive.
   *
   * @param other - What was given to {@link implementTrait} for the other one.
   */
  compare(other: any): number
}

/** An implementation of `Iterator`: what every iterator of JavaScript has. */
export interface IteratorBody<Item> {
  /** The next element. */
  next(): IteratorResult<Item, unknown>
}

/** What implements the supertraits of an object. */
export type SupertraitBodies<S extends Supertrait, Item> = ('Clone' extends S ? CloneBody : unknown) &
  ('Debug' extends S ? DebugBody : unknown) &
  ('Display' extends S ? DisplayBody : unknown) &
  ('PartialEq' extends S ? PartialEqBody : unknown) &
  ('PartialOrd' extends S ? PartialOrdBody : unknown) &
  ('Ord' extends S ? OrdBody : unknown) &
  ('Hash' extends S ? HashCalls : unknown) &
  ('Iterator' extends S ? IteratorBody<Item> : unknown)

/** An object of a trait: its methods, those of its supertraits, and who owns it. */
export type TraitObject<M extends Methods, S extends Supertrait, Item> = MethodCalls<M> &
  OffThreadCalls<M> &
  SupertraitCalls<S, Item> &
  Disposable &
  View

/**
 * What {@link implementTrait} takes: the methods, of which those with a default may be left out, and those of the
 * supertraits. Its own dispose runs when the object is dropped.
 */
export type TraitImplementation<M extends Methods, S extends Supertrait, Item, Defaulted> = {
  readonly [K in Exclude<keyof M, Defaulted>]: MethodBodies<M>[K]
} & { readonly [K in keyof M & Defaulted]?: MethodBodies<M>[K] } & SupertraitBodies<S, Item> &
  Partial<Disposable>

/** The objects of a trait. */
export type ObjectOf<T> = T extends { readonly [typing]?: { readonly view: infer Object } } ? Object : never
