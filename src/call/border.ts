import {
  blockWord,
  renewCallbacks,
  takeRefusedCalls,
  threadBlock,
  whenCallsAreRefused,
} from '../ffi/index.js'
import { refusalError } from './threads/refusal-error.js'

/** An exception that waits until the call from JavaScript that led to it returns. */
interface Failure {
  readonly error: unknown
  /** How many calls from JavaScript were under way. */
  readonly depth: number
  /** What waits for an outer call. */
  readonly outer: Failure | undefined
}

const { words } = threadBlock
const { depth: depthWord, ticket: ticketWord, attention: attentionWord } = blockWord

/** What waits to be thrown, the one for the innermost call first. */
let waiting: Failure | undefined

/**
 * The state of the border between JavaScript and native code in this thread: how many calls from JavaScript are under
 * way, and what waits to be thrown. The number is kept where other threads can see it.
 *
 * No exception may cross native frames: one that is thrown in an exported function waits here until the call from
 * JavaScript that led there returns, and is thrown again by it.
 *
 * @see Rule K-5 of the specification.
 *
 * @internal
 */
export const border = {
  get depth(): number {
    return words[depthWord]!
  },
  set depth(depth: number) {
    words[depthWord] = depth
  },
  get failure(): Failure | undefined {
    return waiting
  },
  set failure(failure: Failure | undefined) {
    waiting = failure
    if (failure !== undefined) words[attentionWord] = 1
  },
}

/**
 * What a generated call does at the border, as source text. `$words` is {@link borderWords}, `$discardStale` is
 * {@link discardStale}.
 *
 * @internal
 */
export const borderSource = {
  /** Before the arguments are prepared, which may make entry points: the call is not under way yet. */
  begin: `if ($words[${attentionWord}] !== 0) $discardStale()
    const depth = $words[${depthWord}]`,
  /** Right before native code is called. */
  enter: `$words[${depthWord}] = depth + 1
    $words[${ticketWord}] = $words[${ticketWord}] + 1`,
  /** Where something was thrown, perhaps before native code was called, before it is held back. */
  fail: `$words[${depthWord}] = depth + 1`,
  /** However native code came back. */
  leave: `$words[${depthWord}] = depth`,
  /** Whether {@link rethrow} is to be called then. */
  needsAttention: `$words[${attentionWord}] !== 0`,
} as const

/**
 * The words that generated calls read and write.
 *
 * @internal
 */
export const borderWords = words

/**
 * Forgets what waits for calls that are over. Where JavaScript ran out of its stack at the border, the exception took its
 * own way, and what was held back for the same call must not be thrown by one that has nothing to do with it.
 *
 * @internal
 */
export function discardStale(): void {
  while (waiting !== undefined && waiting.depth > words[depthWord]!) waiting = waiting.outer
  renewCallbacks()
}

/**
 * Says that the arguments of a call are about to be prepared, which may make entry points: the call is not under way yet.
 *
 * @returns What the other functions are to be given.
 *
 * @internal
 */
export function beginCall(): number {
  if (words[attentionWord] !== 0) discardStale()
  return words[depthWord]!
}

/**
 * Says that native code is about to be called.
 *
 * @internal
 */
export function enterNative(depth: number): void {
  words[depthWord] = depth + 1
  words[ticketWord]! += 1
}

/**
 * Keeps back what was thrown while a call was prepared or under way, until it is left.
 *
 * @internal
 */
export function failCall(depth: number, error: unknown): void {
  words[depthWord] = depth + 1
  holdBack(error)
}

/**
 * Says that native code came back, however it did.
 *
 * @internal
 */
export function leaveNative(depth: number): void {
  words[depthWord] = depth
}

/**
 * Whether {@link rethrow} is to be called.
 *
 * @internal
 */
export function needsAttention(): boolean {
  return words[attentionWord] !== 0
}

/**
 * Throws what waits for a call that has just returned. What waits for a call around it goes on waiting.
 *
 * @internal
 */
export function rethrow(): void {
  // First, so that news that come meanwhile are looked at next time.
  Atomics.store(words, attentionWord, 0)
  const { depth } = border
  const refused = takeRefusedCalls(true)
  const isFirst = waiting === undefined || waiting.depth <= depth
  if (refused.length > 0 && isFirst) {
    waiting = { error: refusalError(refused), depth: depth + 1, outer: waiting }
  }
  const hasNested = renewCallbacks()
  const failure = waiting
  if (failure !== undefined && failure.depth > depth) waiting = failure.outer
  if (waiting !== undefined || hasNested) words[attentionWord] = 1
  if (failure !== undefined && failure.depth > depth) throw failure.error
}

/**
 * Keeps an exception away from native code. The first one of a call is kept, as in JavaScript, where nothing runs after
 * it.
 *
 * @internal
 */
export function holdBack(error: unknown): void {
  // What still waits for a call that is over was superseded by the exception that ended it.
  while (border.failure !== undefined && border.failure.depth > border.depth)
    border.failure = border.failure.outer
  if (border.depth > 0) {
    if (border.failure?.depth !== border.depth)
      border.failure = { error, depth: border.depth, outer: border.failure }
    return
  }
  // No call from JavaScript led here: the exception is as uncaught as one in an event handler.
  queueMicrotask(() => {
    throw error
  })
}

// Calls from other threads that were refused while JavaScript was in no native call.
whenCallsAreRefused((refused) => holdBack(refusalError(refused)))
