import type { NativeFunction } from './functions.js'

/**
 * Calls that are under way at once. The FFI refuses more than 256, calls back included; refusing one that comes from
 * another thread ends the process, so most of them are left to those.
 */
const mostAtOnce = 64

/** What a call comes to: the error of the FFI, or what native code gave. */
export type Return = (error: unknown, result: unknown) => void

/** A native function that the FFI can run on another thread. */
interface AsyncFunction extends NativeFunction {
  readonly async: (...values: unknown[]) => void
}

interface WaitingCall {
  readonly native: NativeFunction
  readonly values: readonly unknown[]
  readonly onReturn: Return
}

let underWay = 0
let waiting: WaitingCall[] = []
let next = 0

/**
 * Runs native code on a thread of the pool. The process stays alive until it has returned.
 *
 * @param native - What {@link functionAt} gave for a signature that is not variadic.
 * @param values - What it takes; aggregates are copied before this returns, unless the call has to wait for others.
 * @param onReturn - What runs on this thread when native code has returned, `errno` being what it left. Must not throw.
 *
 * @internal
 */
export function callOffThread(native: NativeFunction, values: readonly unknown[], onReturn: Return): void {
  if (underWay < mostAtOnce) start({ native, values, onReturn })
  else waiting.push({ native, values, onReturn })
}

function start({ native, values, onReturn }: WaitingCall): void {
  underWay += 1
  ;(native as AsyncFunction).async(...values, (error: unknown, result: unknown) => {
    onReturn(error, result)
    underWay -= 1
    startNext()
  })
}

function startNext(): void {
  const call = waiting[next]
  if (call === undefined) return
  next += 1
  // The queue is emptied at once when all of it has begun: taking from its front would move the rest each time.
  if (next === waiting.length) {
    waiting = []
    next = 0
  }
  start(call)
}
