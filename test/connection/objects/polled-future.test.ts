// Futures of peers that do with their wakers what they like.
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type * as Ffi from '../../../src/ffi/index.js'
import { promiseOf, type FutureObject } from '../../../src/connection/objects/polled-future.js'
import { futureOf } from '../../../src/connection/objects/promised-future.js'
import type { PollResult } from '../../../src/connection/objects/poll-result.js'
import type { Wake } from '../../../src/connection/objects/waker.js'

// Wakers without machine code: a peer gets the functions themselves.
vi.mock('../../../src/ffi/index.js', async (load) => ({
  ...(await load<typeof Ffi>()),
  signalEntry: () => undefined,
}))

/** A future that answers each poll as told. */
function scripted(
  ...answers: ((waker: Wake) => PollResult)[]
): FutureObject & { drops: number; polls: number } {
  return {
    drops: 0,
    polls: 0,
    abi_poll(waker) {
      return answers[this.polls++]!(waker)
    },
    [Symbol.dispose]() {
      this.drops += 1
    },
  }
}

const pending = undefined
const drop = (waker: Wake): PollResult => void waker[Symbol.dispose]()
const ready = (value: unknown) => (waker: Wake) => {
  waker[Symbol.dispose]()
  return { ready: value }
}

describe('a future of a peer', () => {
  it('X-27: is polled when the call is over, not before, and dropped when it is ready', async () => {
    const future = scripted(ready(5))
    const promise = promiseOf(future, 'five')
    expect(future.polls).toBe(0)
    expect(await promise).toBe(5)
    expect([future.polls, future.drops]).toEqual([1, 1])
  })

  it('X-28: is polled once for any number of wakes', async () => {
    let waker: Wake | undefined
    const future = scripted((given) => {
      waker = given
      return pending
    }, ready('done'))
    const promise = promiseOf(future, 'woken')
    await turn()
    for (let count = 0; count < 10; count++) waker!()
    expect(future.polls).toBe(1)
    expect(await promise).toBe('done')
    waker!()
    waker![Symbol.dispose]()
    await turn()
    expect([future.polls, future.drops]).toEqual([2, 1])
  })

  it('X-28: that wakes itself while it is polled lets others have their turn', async () => {
    const wakeMyself = (waker: Wake): PollResult => {
      waker()
      return drop(waker)
    }
    const future = scripted(wakeMyself, wakeMyself, wakeMyself, ready('at last'))
    const seen: number[] = []
    const promise = promiseOf(future, 'yielding')
    for (let count = 0; count < 3; count++) {
      await turn()
      seen.push(future.polls)
    }
    expect(await promise).toBe('at last')
    expect(seen[0]).toBeLessThan(4)
    expect([future.polls, future.drops]).toEqual([4, 1])
  })

  it('X-27: that fails rejects the promise, and is dropped', async () => {
    const future = scripted(() => {
      throw new RangeError('panicked')
    })
    await expect(promiseOf(future, 'failing')).rejects.toThrow('panicked')
    expect(future.drops).toBe(1)
  })

  it('X-27: is dropped when its promise is disposed of, which is rejected', async () => {
    const future = scripted(() => pending)
    const promise = promiseOf(future, 'unwanted')
    await turn()
    promise[Symbol.dispose]()
    promise[Symbol.dispose]()
    expect(future.drops).toBe(1)
    await expect(promise).rejects.toMatchObject({ code: 'ABI-J017', rule: 'X-27', path: 'unwanted' })
  })

  it('X-27: is not polled any more when its promise was disposed of', async () => {
    const [early, late] = [scripted(), scripted(ready(1))]
    promiseOf(early, 'early')[Symbol.dispose]()
    const promise = promiseOf(late, 'late')
    expect(await promise).toBe(1)
    promise[Symbol.dispose]()
    const inside = scripted((waker) => {
      unwanted[Symbol.dispose]()
      return ready(2)(waker)
    })
    const unwanted = promiseOf(inside, 'inside')
    const waking = scripted((waker) => {
      waker()
      return drop(waker)
    })
    const woken = promiseOf(waking, 'woken')
    await Promise.resolve()
    woken[Symbol.dispose]()
    await turn()
    await turn()
    await expect(unwanted).rejects.toMatchObject({ code: 'ABI-J017' })
    expect([early, late, inside, waking].map(({ polls, drops }) => [polls, drops])).toEqual([
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ])
  })

  it('X-30: that sleeps while nobody can wake it rejects the promise, and is dropped', async () => {
    const error = { code: 'ABI-J014', rule: 'X-30', path: 'forgotten' }
    const future = scripted(drop)
    await expect(promiseOf(future, 'forgotten')).rejects.toMatchObject(error)
    expect([future.polls, future.drops]).toEqual([1, 1])
  })

  it('X-30: may keep any of its wakers', async () => {
    const wakers: Wake[] = []
    const keep = (waker: Wake): PollResult => void wakers.push(waker)
    const future = scripted(keep, drop, keep, drop)
    const promise = promiseOf(future, 'forgotten')
    await turn()
    wakers[0]!()
    while (future.polls < 2) await turn()
    // The waker of the second poll is gone. The first one is still there, and is not that of another future.
    wakers[0]!()
    while (future.polls < 3) await turn()
    wakers[0]![Symbol.dispose]()
    await turn()
    expect(future.drops).toBe(0)
    wakers[1]!()
    wakers[1]![Symbol.dispose]()
    await expect(promise).rejects.toMatchObject({ code: 'ABI-J014' })
    expect([future.polls, future.drops]).toEqual([4, 1])
  })
})

describe('a future of this side', () => {
  function open() {
    let settle!: { resolve: (value: number) => void; reject: (error: Error) => void }
    const promise = new Promise<number>((resolve, reject) => (settle = { resolve, reject }))
    return { promise, ...settle }
  }

  function waker(): Wake & { wakes: number; drops: number } {
    const own = Object.assign(() => void own.wakes++, {
      wakes: 0,
      drops: 0,
      [Symbol.dispose]: () => void own.drops++,
    })
    return own
  }

  it('X-31: wakes the waker of the last poll, once, and drops all of them', async () => {
    const { promise, resolve } = open()
    const future = futureOf(promise, 'future')
    const [first, second, third] = [waker(), waker(), waker()]
    expect(future.abi_poll(first)).toBe(undefined)
    expect(future.abi_poll(second)).toBe(undefined)
    expect([first.drops, second.drops]).toEqual([1, 0])
    resolve(7)
    await turn()
    expect([first.wakes, second.wakes, second.drops]).toEqual([0, 1, 1])
    expect(future.abi_poll(third)).toEqual({ ready: 7 })
    expect([third.wakes, third.drops]).toEqual([0, 1])
  })

  it('X-31: gives its value once', async () => {
    const future = futureOf(Promise.resolve(1), 'future')
    await turn()
    future.abi_poll(waker())
    const last = waker()
    expect(() => future.abi_poll(last)).toThrow(
      expect.objectContaining({ code: 'ABI-J013', rule: 'X-31', path: 'future' }) as Error,
    )
    expect(last.drops).toBe(1)
  })

  it('X-31: that is dropped wakes nobody, and a rejection that nobody asks for is no error', async () => {
    const { promise, reject } = open()
    const future = futureOf(promise, 'future')
    const own = waker()
    future.abi_poll(own)
    future[Symbol.dispose]()
    future[Symbol.dispose]()
    reject(new Error('nobody asked'))
    await turn()
    expect([own.wakes, own.drops]).toEqual([0, 1])
  })
})
