import { ValueError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'
import type { Address } from '../layout/index.js'
import type { ComparisonOptions } from './compare-schemas.js'
import { ownershipOf } from '../ownership/index.js'
import { implement, type ImplementedPrefix } from './implement.js'
import type { ImplementationOf, ModuleOf, PrefixType } from './prefix-type.js'

/** What nobody disposes of: native code may use it as long as the process lives. */
const leaked: ImplementedPrefix[] = []

/**
 * Implements an interface for as long as the process lives: for roots and tables that native code keeps and never gives
 * back. The memory is never freed, and the functions are never taken back.
 *
 * A function that was written in TypeScript can be called as long as the thread that made it runs. An instance that is
 * leaked in a worker keeps its data when the worker ends, and its functions must not be called any more: leak it in the main
 * thread instead.
 *
 * @param type - The interface; of an older version with `Type.upTo(version)`.
 * @param implementation - A function for each function field, a value for each other one.
 * @returns Where the instance lies.
 * @throws What {@link implement} throws.
 *
 * @see Rule P-19 of the specification.
 *
 * @example
 * ```ts
 * import { fn, leakIntoPrefix, prefixType, u32, viewPrefix } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Clock = prefixType('Clock', { version: '1.0.0', prefix: { now: fn({}, u32) }, lastPrefixField: 'now' })
 * const address = leakIntoPrefix(Clock, { now: () => 1234 })
 * assert.equal(viewPrefix(Clock, address).now(), 1234)
 * ```
 */
export function leakIntoPrefix<T extends PrefixType>(type: T, implementation: ImplementationOf<T>): Address {
  return leak(type, implementation).address
}

function leak<T extends PrefixType>(type: T, implementation: ImplementationOf<T>): ImplementedPrefix<T> {
  const instance = implement(type, implementation)
  // It is no leak to be reported: it is meant to live on.
  ownershipOf(instance)!.unlist()
  leaked.push(instance)
  return instance
}

/**
 * An instance that is made when it is first needed, and lives as long as the process from then on. Made by
 * {@link staticPrefix}.
 *
 * @typeParam T - The prefix type.
 */
export class StaticPrefix<T extends PrefixType = PrefixType> {
  /** The version of the interface that is implemented. */
  readonly type: T
  readonly #supply: () => ImplementationOf<T>
  #instance: ImplementedPrefix<T> | undefined

  /** @internal */
  constructor(type: T, supply: () => ImplementationOf<T>) {
    this.type = type
    this.#supply = supply
  }

  get #made(): ImplementedPrefix<T> {
    return (this.#instance ??= leak(this.type, this.#supply()))
  }

  /** What native code is handed. */
  get address(): Address {
    return this.#made.address
  }

  /**
   * The instance as native code and other versions see it.
   *
   * @param type - The version of the interface to see it as; the implemented one where it is left out.
   * @param options - How strict to be.
   * @throws {@link IncompatibleModuleError} `ABI-S002` where the implemented interface does not fit the given one.
   */
  as<V extends PrefixType = T>(type?: V, options: ComparisonOptions = {}): ModuleOf<V> {
    return this.#made.as(type, options)
  }
}

/**
 * Declares an instance that lives as long as the process, and makes it when it is first needed. What
 * {@link leakIntoPrefix} says of threads holds for it: each thread that loads the module with the declaration makes one of
 * its own.
 *
 * @param type - The interface; of an older version with `Type.upTo(version)`.
 * @param supply - Gives the implementation. Called once; again where it throws, or gives what does not fit.
 * @returns The instance, where its address and its accessor object can be asked for.
 * @throws {@link ValueError} `ABI-V001` where the supplier is no function.
 *
 * @see Rule P-19 of the specification.
 *
 * @example
 * ```ts
 * import { fn, prefixType, staticPrefix, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Clock = prefixType('Clock', { version: '1.0.0', prefix: { now: fn({}, u32) }, lastPrefixField: 'now' })
 * const clock = staticPrefix(Clock, () => ({ now: () => 1234 }))
 * assert.equal(clock.as().now(), 1234)
 * assert.equal(clock.address, clock.address)
 * ```
 */
export function staticPrefix<T extends PrefixType>(
  type: T,
  supply: () => ImplementationOf<T>,
): StaticPrefix<T> {
  if (typeof supply === 'function') return new StaticPrefix(type, supply)
  throw new ValueError('what supplies an implementation is a function', {
    code: 'ABI-V001',
    rule: 'P-19',
    path: type.name,
    expected: 'a function without parameters that gives the implementation',
    found: describeValue(supply),
  })
}
