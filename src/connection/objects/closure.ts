import type { unit } from '../../layout/index.js'
import type { CertainOrder, TraitParameters } from '../trait/trait-typing.js'
import type { Declared } from '../wire/scalars.js'
import type { AnyWireType, WireType } from '../wire/wire-type.js'
import { closureParts, type ClosureOptions, type ClosureSignature } from './closure-parts.js'
import type { ClosureInput, ClosureOf, OwnedClosure } from './closure-typing.js'
import { objectType } from './object-type.js'

/**
 * A closure that is lent for a call: Rust's `&dyn Fn`, or with `mut` its `&mut dyn FnMut`. A parameter. A plain function
 * is passed; an implementation gets a plain function, which it can call until it returns.
 *
 * @param parameters - What it takes, as for a {@link method}.
 * @param returns - What it returns; nothing where it is left out.
 * @param options - Whether it is an `FnMut`, and its bounds.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels, `ABI-L001` for a bad name.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { closure, method, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Sieve = trait('Sieve', {
 *   version: 0,
 *   methods: { count: method([{ limit: u32 }, { keep: closure({ candidate: u32 }, u32) }], u32) },
 * })
 * assert.equal(Sieve.methods.get('count')?.parameters[1]?.type.name, '&dyn Fn(u32) -> u32')
 * ```
 */
export function closure<const P extends TraitParameters, R extends Declared>(
  parameters: P & CertainOrder<P>,
  returns: R,
  options?: ClosureOptions,
): WireType<ClosureOf<P, R>, ClosureInput<P, R>>
/**
 * A closure that is lent and returns nothing.
 *
 * @param parameters - What it takes.
 */
export function closure<const P extends TraitParameters>(
  parameters: P & CertainOrder<P>,
): WireType<ClosureOf<P, typeof unit>, ClosureInput<P, typeof unit>>
export function closure(...signature: ClosureSignature): AnyWireType {
  return objectType(closureParts('lent', ...signature))
}

/**
 * A closure that whoever gets it owns: Rust's `Box<dyn Fn>`, or with `mut` its `Box<dyn FnMut>`. A parameter or a result.
 * A plain function is passed; what comes from a peer is a function with `[Symbol.dispose]()`, which drops it. It may be
 * called long after the connection is disposed of.
 *
 * @param parameters - What it takes, as for a {@link method}.
 * @param returns - What it returns; nothing where it is left out.
 * @param options - Whether it is an `FnMut`, and its bounds.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels, `ABI-L001` for a bad name.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { boxedClosure, method, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Scale = trait('Scale', {
 *   version: 0,
 *   methods: { scaler: method({ factor: u32 }, boxedClosure({ value: u32 }, u32, { send: true, sync: true })) },
 * })
 * assert.equal(Scale.methods.get('scaler')?.returns.name, 'Box<dyn Fn(u32) -> u32 + Send + Sync>')
 * ```
 */
export function boxedClosure<const P extends TraitParameters, R extends Declared>(
  parameters: P & CertainOrder<P>,
  returns: R,
  options?: ClosureOptions,
): WireType<OwnedClosure<P, R>, ClosureInput<P, R>>
/**
 * A closure that whoever gets it owns, and that returns nothing.
 *
 * @param parameters - What it takes.
 */
export function boxedClosure<const P extends TraitParameters>(
  parameters: P & CertainOrder<P>,
): WireType<OwnedClosure<P, typeof unit>, ClosureInput<P, typeof unit>>
export function boxedClosure(...signature: ClosureSignature): AnyWireType {
  return objectType(closureParts('owned', ...signature))
}
