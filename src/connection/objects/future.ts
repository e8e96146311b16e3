import type { Infer, InputOf } from '../../layout/index.js'
import { method } from '../trait/method.js'
import { hiddenMethods } from '../wire/hidden-methods.js'
import { toWire, type Declared } from '../wire/scalars.js'
import { unfit, type WireType } from '../wire/wire-type.js'
import { hiddenName, hiddenTrait } from './hidden-trait.js'
import { nestedDefinition } from './nested-definition.js'
import { objectType } from './object-type.js'
import { pollResult } from './poll-result.js'
import { promiseOf, type FutureObject, type FuturePromise } from './polled-future.js'
import { futureOf } from './promised-future.js'
import { wakerType } from './waker.js'

/** What a future allows. */
export interface FutureOptions {
  /** Whether it may be moved to other threads. */
  readonly send?: boolean
  /** Whether several threads may use it at once. */
  readonly sync?: boolean
  /** Whether it may be moved in memory after it was polled. */
  readonly unpin?: boolean
}

/**
 * A value that comes later: a promise. Rust's `Pin<Box<dyn Future<Output = T>>>`, and what methods of its macro
 * `async_trait` give. A result. An implementation gives a promise, as an `async` method does; who calls gets a promise.
 * A future of a peer is polled without being asked, and dropped when its promise is disposed of; a promise that is rejected
 * is a panic to the peer.
 *
 * @param value - The type of the value. Whatever the version of the trait is, it travels in version 0, as Rust has it.
 * @param options - Its bounds.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels, or an object: a future gives bytes alone.
 *
 * @see Rules X-20 and X-27 to X-31 of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { future, method, string, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Kitchen = trait('Kitchen', {
 *   version: 0,
 *   methods: {
 *     cook: method({ dish: string }, future(u32, { send: true })),
 *     serve: method({ dish: string }, future(u32, { send: true }), { asyncTrait: true }),
 *   },
 * })
 * assert.equal(Kitchen.methods.get('cook')?.returns.name, 'Pin<Box<dyn Future<Output = u32> + Send>>')
 * ```
 */
export function future<T extends Declared>(
  value: T,
  options: FutureOptions = {},
): WireType<FuturePromise<Infer<T>>, PromiseLike<InputOf<T>>> {
  const type = toWire(value, 'future → value')
  const { send: isSend = false, sync: isSync = false, unpin: isUnpin = false } = options
  const bounds = [isSend && 'Send', isSync && 'Sync', isUnpin && 'Unpin'].filter((bound) => bound !== false)
  const name = `Pin<Box<dyn ${[`Future<Output = ${type.name}>`, ...bounds].join(' + ')}>>`
  const polled = method({ waker: wakerType }, pollResult(type), { receiver: 'pinned' })
  const traitIn = hiddenTrait({
    name: hiddenName(`Future<Output = ${type.name}>`),
    method: hiddenMethods.future,
    declaration: polled,
    bounds: [],
  })
  const trait = traitIn(0)
  return objectType<FuturePromise<Infer<T>>, PromiseLike<InputOf<T>>>({
    kind: 'future',
    name,
    standsAs: 'result',
    giving: 'owned',
    traitIn: () => trait,
    comesLater: true,
    makeSchema: (version) =>
      nestedDefinition(trait, version, (definition) => ({
        kind: 'future',
        isSend,
        isSync,
        isUnpin,
        definition,
      })),
    check(promise: unknown) {
      if (typeof (promise as Partial<PromiseLike<unknown>> | null | undefined)?.then !== 'function')
        throw unfit(promise, 'a promise')
    },
    implement: (promise: PromiseLike<unknown>) => futureOf(promise, name),
    receive: (object) => promiseOf(object as FutureObject, name),
  })
}
