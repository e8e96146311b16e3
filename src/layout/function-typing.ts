import type { Address } from './address.js'
import type { FunctionOptions } from './function-options.js'
import type { FunctionType, nothing, NullableFunctionType } from './function-pointer.js'
import type { OutParameter } from './out-parameter.js'
import type { AnyType, InputOf, ViewOf } from './type.js'
import type { Vararg } from './vararg.js'

/** What stands behind the name of a parameter: its type, or what {@link out} and {@link inout} make of one. */
export type DeclaredParameter = AnyType | OutParameter

/** Parameters by name. With several keys, see {@link fn}. */
export type ParameterRecord = Readonly<Record<string, DeclaredParameter>>

/** Parameters in order: one record with a single key each. */
export type ParameterList = readonly ParameterRecord[]

/** What {@link fn} takes as parameters. */
export type Parameters = ParameterRecord | ParameterList

/** One of the members of a union, whichever: the last overload that inference finds in an intersection of functions. */
export type AnyOneOf<U> = (U extends unknown ? (give: () => U) => void : never) extends (
  give: infer Functions,
) => void
  ? Functions extends () => infer One
    ? One
    : never
  : never

/** As many values as there are keys in a union, whose order does not matter. */
export type TupleOf<Keys, Value, Tuple extends unknown[] = []> = [Keys] extends [never]
  ? Tuple
  : TupleOf<Exclude<Keys, AnyOneOf<Keys>>, Value, [...Tuple, Value]>

/** The names of the parameters for which a value is passed. */
export type PassedKeys<P> = {
  [K in keyof P]: P[K] extends OutParameter<AnyType, 'out'> ? never : K
}[keyof P]

/** The type of the value that is passed for a parameter. */
export type ParameterValue<D> = D extends OutParameter<infer T> ? T : D

/**
 * What may be passed for a function pointer. A bound function is told by its `async`: TypeScript would not know the types
 * of the parameters of a function expression if there were two forms of functions.
 */
export type FunctionArgument<P, R extends AnyType, O> =
  Implementation<P, R> | FunctionReference | AsyncCall<CallArguments<P, O>, CallResult<P, R, O>>

/** What may be passed for a parameter: for a function pointer also a function of JavaScript. */
export type ArgumentOf<D> =
  ParameterValue<D> extends FunctionType<infer P, infer R, infer O>
    ? unknown extends P
      ? InputOf<ParameterValue<D>>
      : FunctionArgument<P, R, O>
    : ParameterValue<D> extends NullableFunctionType<infer P, infer R, infer O>
      ? FunctionArgument<P, R, O> | null
      : InputOf<ParameterValue<D>>

/** The single declaration in an entry of a list of parameters. */
export type Declared<Entry> = Entry[keyof Entry]

/** The entries of a list of parameters for which a value is passed. */
export type PassedList<P, Passed extends unknown[] = []> = P extends readonly [infer First, ...infer Others]
  ? PassedList<
      Others,
      Declared<First> extends OutParameter<AnyType, 'out'> ? Passed : [...Passed, Declared<First>]
    >
  : P extends readonly []
    ? Passed
    : P extends readonly (infer Entry)[]
      ? Declared<Entry>[]
      : never

/** What a caller passes, in order. */
export type ArgumentsOf<P> = P extends ParameterList
  ? PassedList<P> extends infer List
    ? { [I in keyof List]: ArgumentOf<List[I]> }
    : never
  : P extends ParameterRecord
    ? TupleOf<PassedKeys<P>, ArgumentOf<P[PassedKeys<P>]>>
    : never

/** What an implementation receives, in order. */
export type ReceivedOf<P> = P extends ParameterList
  ? PassedList<P> extends infer List
    ? { [I in keyof List]: ViewOf<ParameterValue<List[I]>> }
    : never
  : P extends ParameterRecord
    ? TupleOf<PassedKeys<P>, ViewOf<ParameterValue<P[PassedKeys<P>]>>>
    : never

/**
 * `unknown` where the order of the arguments is certain, else the message that the compiler shows: TypeScript does not
 * keep the order of object keys, so a record of several parameters is accepted only if all that are passed have the same
 * type.
 */
export type CertainOrder<P> = P extends ParameterList
  ? unknown
  : P extends ParameterRecord
    ? {
        [K in PassedKeys<P>]: [ArgumentOf<P[PassedKeys<P>]>] extends [ArgumentOf<P[K]>] ? true : false
      }[PassedKeys<P>] extends true
      ? unknown
      : 'Parameters of different types need the list form, fn([{ first: … }, { second: … }], …): TypeScript does not keep the order of object keys'
    : never

/** All parameters by name. */
export type ByName<P> = P extends ParameterList
  ? { [Entry in P[number] as keyof Entry]: Entry[keyof Entry] }
  : P

/** The names of the parameters through which something comes back. */
export type OutKeys<D> = { [K in keyof D]: D[K] extends OutParameter ? K : never }[keyof D]

/** What comes back through them: read by a caller, given by an implementation. */
export type OutsOf<D, Side extends 'read' | 'given'> = {
  -readonly [K in OutKeys<D>]: D[K] extends OutParameter<infer T>
    ? Side extends 'read'
      ? ViewOf<T>
      : InputOf<T>
    : never
}

/** Whether a union of keys is a single key. */
export type IsOne<Keys> = [Keys] extends [never]
  ? false
  : [Exclude<Keys, AnyOneOf<Keys>>] extends [never]
    ? true
    : false

/** A result together with what comes back through pointers. */
export type WithOuts<D, R extends AnyType, Result, Side extends 'read' | 'given'> = string extends keyof D
  ? Result
  : [OutKeys<D>] extends [never]
    ? Result
    : [R] extends [typeof nothing]
      ? IsOne<OutKeys<D>> extends true
        ? OutsOf<D, Side>[OutKeys<D>]
        : OutsOf<D, Side>
      : { returns: Result } & OutsOf<D, Side>

/**
 * What a call gives: the result; where something comes back through `out` parameters, an object with it and with the
 * result as `returns`, or the only value there is.
 */
export type ResultOf<P, R extends AnyType> = WithOuts<ByName<P>, R, ViewOf<R>, 'read'>

/** What an implementation gives back, in the same form. */
export type GivenOf<P, R extends AnyType> = WithOuts<ByName<P>, R, InputOf<R>, 'given'>

/** What a call gives whose declaration asks for `errno`. */
export interface ResultWithErrno<Value> {
  /** What the call gives without that. */
  readonly value: Value
  /** The number of the error, 0 where the function set none. */
  readonly errno: number
}

/** What a call gives under some options. */
export type CallResult<P, R extends AnyType, O> = O extends { readonly errno: true }
  ? ResultWithErrno<ResultOf<P, R>>
  : ResultOf<P, R>

/** Arguments as a list that can be spread. */
export type Spread<Arguments> = Arguments extends unknown[] ? Arguments : never

/** What is passed under some options: behind the declared arguments of a variadic function come any others. */
export type CallArguments<P, O> = O extends { readonly variadic: true }
  ? [...Spread<ArgumentsOf<P>>, ...Vararg[]]
  : Spread<ArgumentsOf<P>>

/** A native function as a JavaScript function. */
export type BoundFunction<P, R extends AnyType, O = FunctionOptions> = unknown extends P
  ? (...args: never) => CallResult<P, R, O>
  : O extends { readonly variadic: true }
    ? (...args: CallArguments<P, O>) => CallResult<P, R, O>
    : ((...args: CallArguments<P, O>) => CallResult<P, R, O>) &
        AsyncCall<CallArguments<P, O>, CallResult<P, R, O>>

/** What makes the call off the JavaScript thread. */
export interface AsyncCall<Arguments extends unknown[], Result> {
  /**
   * Makes the call on another thread. The arguments are checked and copied at once.
   *
   * @returns What the call gives, when native code has returned.
   *
   * @see Rule K-15 of the specification.
   */
  readonly async: (...args: Arguments) => Promise<Result>
}

/** A JavaScript function that implements a declared signature. */
export type Implementation<P, R extends AnyType> = (...args: Spread<ReceivedOf<P>>) => GivenOf<P, R>

/** What may stand in for a native function: any function that takes and gives what the declaration says. */
export type SubstituteFor<T> =
  | ViewOf<T>
  | (T extends FunctionType<infer P, infer R, infer O>
      ? (...args: CallArguments<P, O>) => CallResult<P, R, O>
      : T extends NullableFunctionType<infer P, infer R, infer O>
        ? (...args: CallArguments<P, O>) => CallResult<P, R, O>
        : never)

/** Anything that has an entry point: a function that was exported to native code. */
export interface FunctionReference {
  /** The entry point. */
  readonly address: Address
}
