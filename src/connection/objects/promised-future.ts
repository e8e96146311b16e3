import { CallError } from '../../errors/index.js'
import type { FutureObject } from './polled-future.js'
import type { PollResult } from './poll-result.js'
import type { Wake } from './waker.js'

type State =
  | { readonly kind: 'pending' | 'over' }
  | { readonly kind: 'fulfilled'; readonly value: unknown }
  | { readonly kind: 'rejected'; readonly reason: unknown }

/**
 * A future for the value of a promise, for a peer. A promise that is rejected makes the poll fail, of which the peer
 * learns as of a panic.
 *
 * @param promise - The promise.
 * @param name - What it is called in errors.
 *
 * @see Rule X-31 of the specification.
 *
 * @internal
 */
export function futureOf(promise: PromiseLike<unknown>, name: string): FutureObject {
  return new PromisedFuture(promise, name)
}

class PromisedFuture implements FutureObject {
  readonly #name: string
  #state: State = { kind: 'pending' }
  #waker: Wake | undefined

  constructor(promise: PromiseLike<unknown>, name: string) {
    this.#name = name
    promise.then(
      (value) => this.#settle({ kind: 'fulfilled', value }),
      (reason: unknown) => this.#settle({ kind: 'rejected', reason }),
    )
  }

  abi_poll(waker: Wake): PollResult {
    const state = this.#state
    // Who polls anew waits with the new waker alone.
    this.#dropWaker()
    if (state.kind === 'pending') {
      this.#waker = waker
      return undefined
    }
    waker[Symbol.dispose]()
    this.#state = { kind: 'over' }
    if (state.kind === 'fulfilled') return { ready: state.value }
    if (state.kind === 'rejected') throw state.reason
    throw new CallError('a future that was polled after its end', {
      code: 'ABI-J013',
      rule: 'X-31',
      path: this.#name,
      expected: 'no poll after the one that gave the value',
      found: 'another one',
    })
  }

  [Symbol.dispose](): void {
    this.#state = { kind: 'over' }
    this.#dropWaker()
  }

  #settle(state: State): void {
    if (this.#state.kind !== 'pending') return
    this.#state = state
    const waker = this.#waker
    this.#waker = undefined
    if (waker === undefined) return
    try {
      waker()
    } finally {
      waker[Symbol.dispose]()
    }
  }

  #dropWaker(): void {
    const waker = this.#waker
    this.#waker = undefined
    waker?.[Symbol.dispose]()
  }
}
