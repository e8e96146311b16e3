import { CallError } from '../../errors/index.js'
import type { PollResult } from './poll-result.js'
import { keepWaiting, makeWaker, type Wake } from './waker.js'

/** The object of a peer that stands for a future. */
export interface FutureObject {
  /** Asks for the value. */
  abi_poll(waker: Wake): PollResult
  /** Drops it. */
  [Symbol.dispose](): void
}

/** A promise for the value of a peer's future. */
export type FuturePromise<Value> = Promise<Value> & {
  /** Drops the future, unless it is settled: the promise is rejected. Doing it twice is harmless. */
  [Symbol.dispose](): void
}

/**
 * A promise for the value of a peer's future. The future is polled once the call that gave it is over, and then each time
 * that somebody woke it; it is dropped when there is a value, when polling it fails, when nobody is left who could wake it,
 * and when the promise is disposed of.
 *
 * @param future - The future. It belongs to the promise from now on.
 * @param name - What it is called in errors.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function promiseOf(future: FutureObject, name: string): FuturePromise<unknown> {
  let polled!: PolledFuture
  const promise = new Promise((resolve, reject) => (polled = new PolledFuture(future, name, resolve, reject)))
  polled.start()
  const dispose = (): void => {
    // Who drops a future does not ask for its value.
    promise.catch(() => undefined)
    polled.drop()
  }
  return Object.assign(promise, { [Symbol.dispose]: dispose })
}

class PolledFuture {
  readonly #future: FutureObject
  readonly #name: string
  readonly #resolve: (value: unknown) => void
  readonly #reject: (error: unknown) => void
  #stopWaiting: (() => void) | undefined
  #state: 'polled' | 'asleep' | 'awake' | 'settled' = 'awake'
  /** Whether somebody woke it while it was polled. */
  #isWoken = false
  /** How many of its wakers somebody has. */
  #wakers = 0

  constructor(
    future: FutureObject,
    name: string,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#future = future
    this.#name = name
    this.#resolve = resolve
    this.#reject = reject
  }

  start(): void {
    this.#stopWaiting = keepWaiting()
    queueMicrotask(() => this.#poll())
  }

  drop(): void {
    if (this.#state === 'settled') return
    const error = new CallError('a future that was dropped before it was ready', {
      code: 'ABI-J017',
      rule: 'X-27',
      path: this.#name,
      expected: 'a promise that is kept until it is settled',
      found: 'one that was disposed of',
    })
    this.#settle(() => this.#reject(error))
  }

  #poll(): void {
    if (this.#isSettled()) return
    this.#state = 'polled'
    this.#isWoken = false
    let result: PollResult
    const { wake, look } = makeWaker({ onWake: () => this.#wake(), onDrop: () => this.#forget() })
    this.#wakers += 1
    try {
      result = this.#future.abi_poll(wake)
    } catch (error) {
      if (this.#isSettled()) return
      return this.#settle(() => this.#reject(error))
    }
    if (this.#isSettled()) return
    if (result !== undefined) {
      const { ready } = result
      return this.#settle(() => this.#resolve(ready))
    }
    look()
    if (this.#isWoken) return this.#pollSoon()
    this.#state = 'asleep'
    if (this.#wakers === 0) this.#refuseSleep()
  }

  /** Whether it was dropped, as may happen while it is polled. */
  #isSettled(): boolean {
    return this.#state === 'settled'
  }

  #pollSoon(): void {
    this.#state = 'awake'
    // Others of the event loop have their turn in between, whoever wakes itself over and over.
    setImmediate(() => this.#poll())
  }

  #wake(): void {
    this.#isWoken = true
    if (this.#state === 'asleep') this.#pollSoon()
  }

  #forget(): void {
    this.#wakers -= 1
    if (this.#wakers === 0 && this.#state === 'asleep') this.#refuseSleep()
  }

  #refuseSleep(): void {
    this.#settle(() =>
      this.#reject(
        new CallError('a future that nobody can wake any more', {
          code: 'ABI-J014',
          rule: 'X-30',
          path: this.#name,
          expected: 'a peer that keeps the waker of the last poll until it calls it',
          found: 'one that is not ready, and dropped all wakers',
        }),
      ),
    )
  }

  #settle(tell: () => void): void {
    this.#state = 'settled'
    this.#stopWaiting!()
    try {
      this.#future[Symbol.dispose]()
    } catch (error) {
      // The value is there, or an error that says more.
      return void queueMicrotask(() => {
        tell()
        throw error
      })
    }
    tell()
  }
}
