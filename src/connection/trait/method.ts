import { DeclarationError } from '../../errors/index.js'
import { unit } from '../../layout/index.js'
import { describeValue } from '../../layout/names.js'
import { checkOptions } from '../wire/check-declaration.js'
import { toWire, type Declared } from '../wire/scalars.js'
import type { ReceiverKind } from '../wire/schema.js'
import type { AnyWireType } from '../wire/wire-type.js'
import type { CertainOrder, TraitParameters } from './trait-typing.js'

/** Remarks on a method. */
export interface TraitMethodOptions {
  /** How the method takes its object: `shared` is Rust's `&self`, `mut` is `&mut self`, `pinned` is `self: Pin<&mut Self>`. */
  readonly receiver?: ReceiverKind
  /** Whether it is an `async` method of a Rust trait with the macro `async_trait`. It returns a `future`. */
  readonly asyncTrait?: boolean
  /** What it does, for reference pages. */
  readonly doc?: string
}

/** The TypeScript types of a method; never present at run time. */
export declare const traitMethodTyping: unique symbol

/**
 * A method of a trait that peers connect to. Made by {@link method}.
 *
 * @typeParam P - Its parameters.
 * @typeParam R - What it returns.
 */
export interface TraitMethod<P extends TraitParameters = any, R extends Declared = any> {
  /** Never present: carries the TypeScript types. */
  readonly [traitMethodTyping]?: { readonly parameters: P; readonly returns: R }
  /** Its parameters, without the object. */
  readonly parameters: readonly TraitParameter[]
  /** What it returns. */
  readonly returns: AnyWireType
  /** How it takes its object. */
  readonly receiver: ReceiverKind
  /** Whether it gives a promise: a method of Rust's macro `async_trait`. */
  readonly isAsync: boolean
  /** What it does. */
  readonly doc: string | undefined
  /**
   * What makes calls of it impossible, whatever the peer has: a trait that was adopted from a peer may say too little.
   *
   * @internal
   */
  readonly obstacles?: readonly MethodObstacle[] | undefined
}

/** A parameter or a result of which not enough is known for a call. */
export interface MethodObstacle {
  /** The name of the parameter; `result` for the result. */
  readonly place: string
  /** Why. */
  readonly reason: string
}

/** A parameter of a method. */
export interface TraitParameter {
  /** Its name. Peers do not compare it. */
  readonly name: string
  /** Its type. */
  readonly type: AnyWireType
}

/**
 * Declares a method of a trait.
 *
 * @param parameters - Its parameters by name, in the order of the Rust declaration; a list of records with one name each
 * where they take different types. Peers compare their order and their types, not their names.
 * @param returns - What it returns; nothing where it is left out.
 * @param options - How it takes its object, and remarks.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels,
 * `ABI-L001` for a bad name.
 *
 * @see Rule X-2 of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { method, Result, string, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Till = trait('Till', {
 *   version: 0,
 *   methods: {
 *     add: method({ cents: u32 }, Result(u32, string), { receiver: 'mut' }),
 *     close: method({}),
 *   },
 * })
 * assert.equal(Till.methods.get('add')?.receiver, 'mut')
 * ```
 */
export function method<const P extends TraitParameters, R extends Declared>(
  parameters: P & CertainOrder<P>,
  returns: R,
  options?: TraitMethodOptions,
): TraitMethod<P, R>
/**
 * Declares a method that returns nothing.
 *
 * @param parameters - Its parameters.
 */
export function method<const P extends TraitParameters>(
  parameters: P & CertainOrder<P>,
): TraitMethod<P, typeof unit>
export function method(
  parameters: TraitParameters,
  returns: Declared = unit,
  options: TraitMethodOptions = {},
): TraitMethod {
  checkOptions(options, 'method', 'receiver, asyncTrait or doc', 'X-2')
  const { receiver = 'shared', asyncTrait = false, doc } = options
  checkReceiver(receiver)
  const types = entriesOf(parameters).map(([name, type]) => {
    checkParameterName(name)
    return Object.freeze({ name, type: toWire(type, `method → ${name}`, 'parameter') })
  })
  const returned = toWire(returns, 'method → result', 'result')
  checkAsync(asyncTrait, returned)
  return Object.freeze({
    parameters: Object.freeze(types),
    returns: returned,
    receiver,
    doc,
    isAsync: asyncTrait,
  })
}

/** The names and types of parameters, in their order. */
function entriesOf(parameters: TraitParameters): [name: string, type: Declared][] {
  const records: readonly unknown[] = Array.isArray(parameters) ? parameters : [parameters]
  return records.flatMap((record) => {
    const entries = typeof record === 'object' && record !== null ? Object.entries(record) : undefined
    if (entries !== undefined && (records.length === 1 || entries.length === 1)) return entries
    throw new DeclarationError('these are no parameters of a method', {
      code: 'ABI-L006',
      rule: 'X-2',
      path: 'method',
      expected: 'an object with a type for each parameter, or a list of objects with one each',
      found: describeValue(record),
    })
  })
}

const receivers: readonly unknown[] = ['shared', 'mut', 'pinned'] satisfies ReceiverKind[]

function checkReceiver(receiver: unknown): void {
  if (receivers.includes(receiver)) return
  throw new DeclarationError('a method takes its object in another way', {
    code: 'ABI-L006',
    rule: 'X-2',
    path: 'method → receiver',
    expected: 'shared, mut or pinned',
    found: describeValue(receiver),
  })
}

function checkAsync(isAsync: unknown, returned: AnyWireType): void {
  if (isAsync === false || (isAsync === true && returned.comesLater === true)) return
  throw new DeclarationError('this cannot be an asynchronous method', {
    code: 'ABI-L006',
    rule: 'X-29',
    path: 'method → result',
    expected: isAsync === true ? 'a future(…)' : 'asyncTrait: true or false',
    found: isAsync === true ? returned.name : describeValue(isAsync),
  })
}

function checkParameterName(name: string): void {
  // The order of the parameters is theirs: numbers would be sorted before all other names.
  if (name !== '' && name !== '__proto__' && !/^\d+$/.test(name)) return
  throw new DeclarationError('this cannot be the name of a parameter', {
    code: 'ABI-L001',
    rule: 'X-2',
    path: 'method',
    expected: 'a name, not a number',
    found: JSON.stringify(name),
  })
}
