import { DeclarationError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'
import {
  fn,
  type AnyType,
  type ArgumentsOf,
  type CertainOrder,
  type FunctionOptions,
  type FunctionType,
  type GivenOf,
  type Implementation,
  type nothing,
  type ParameterList,
  type ParameterRecord,
  type Parameters,
  type ReceivedOf,
  type ResultOf,
  type ThreadRule,
} from '../layout/index.js'

/**
 * How a method takes the object: `ref` to read it, `mut` to change it, `owned` to use it up. Rust's `&self`, `&mut self`
 * and `self`.
 */
export type Receiver = 'ref' | 'mut' | 'owned'

/** Remarks on a method. */
export interface MethodOptions {
  /** Version of the trait that brought it; the first one where it is left out. */
  readonly since?: string
  /** Who may call an implementation in JavaScript. */
  readonly thread?: ThreadRule
  /** What it does, for headers and reference pages. */
  readonly doc?: string
}

/** How a method is called. */
export type MethodCall<P, R extends AnyType> = (
  ...values: ArgumentsOf<P> extends infer Values extends unknown[] ? Values : never
) => ResultOf<P, R>

/** The TypeScript types of a method; never present at run time. */
export declare const methodTyping: unique symbol

/**
 * A method of a trait. Made by {@link method}.
 *
 * @typeParam Call - How it is called.
 * @typeParam Body - How it is implemented.
 * @typeParam Values - What an implementation receives.
 * @typeParam Result - What an implementation gives.
 */
export interface Method<Call = unknown, Body = unknown, Values = unknown, Result = unknown> {
  /** Tells a method from other declarations. */
  readonly declares: 'method'
  /** Never present: carries the TypeScript types. */
  readonly [methodTyping]?: {
    readonly call: Call
    readonly body: Body
    readonly values: Values
    readonly result: Result
  }
  /** How it takes the object. */
  readonly receiver: Receiver
  /** Its parameters behind the object, and its result. */
  readonly signature: FunctionType
  /** Its parameters as they were declared, in order. */
  readonly parameters: ParameterList
  /** Version of the trait that brought it. */
  readonly since: string | undefined
  /** What it does. */
  readonly doc: string | undefined
}

const receivers: readonly unknown[] = ['ref', 'mut', 'owned'] satisfies Receiver[]

/**
 * A method of a trait.
 *
 * @param receiver - How it takes the object: `ref`, `mut` or `owned`.
 * @param parameters - What it takes behind the object, as {@link fn} does.
 * @param returns - The type of the result; left out for none.
 * @param options - The version that brought it, who may call it, and what it does.
 * @throws {@link DeclarationError} `ABI-B001` for an impossible receiver or thread rule, and what {@link fn} throws.
 *
 * @see Rule B-3 of the specification.
 *
 * @example
 * ```ts
 * import { method, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const add = method('mut', { by: u32 }, u32, { doc: 'Adds to the counter.' })
 * assert.equal(add.receiver, 'mut')
 * ```
 */
export function method<const P extends Parameters, R extends AnyType = typeof nothing>(
  receiver: Receiver,
  parameters: P & CertainOrder<P>,
  returns?: R,
  options: MethodOptions = {},
): Method<MethodCall<P, R>, Implementation<P, R>, ReceivedOf<P>, GivenOf<P, R>> {
  if (!receivers.includes(receiver)) refuse('method', "'ref', 'mut' or 'owned'", receiver)
  const { since, thread, doc } = options
  const signature = fn<P, R, FunctionOptions>(parameters, returns, thread === undefined ? {} : { thread })
  const list: ParameterList = Array.isArray(parameters)
    ? (parameters as ParameterList)
    : Object.entries(parameters as ParameterRecord).map(([name, type]) => ({ [name]: type }))
  return Object.freeze({
    declares: 'method',
    receiver,
    signature: signature,
    parameters: list,
    since,
    doc,
  })
}

function refuse(path: string, expected: string, found: unknown): never {
  throw new DeclarationError('not how a method is declared', {
    code: 'ABI-B001',
    rule: 'B-3',
    path,
    expected,
    found: describeValue(found),
  })
}
