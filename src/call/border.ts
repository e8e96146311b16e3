/** An exception that waits until the call from JavaScript that led to it returns. */
interface Failure {
  readonly error: unknown
  /** How many calls from JavaScript were under way. */
  readonly depth: number
  /** What waits for an outer call. */
  readonly outer: Failure | undefined
}

/**
 * The state of the border between JavaScript and native code in this thread: how many calls from JavaScript are under
 * way, and what waits to be thrown.
 *
 * No exception may cross native frames: one that is thrown in an exported function waits here until the call from
 * JavaScript that led there returns, and is thrown again by it.
 *
 * @see Rule K-5 of the specification.
 *
 * @internal
 */
export const border: { depth: number; failure: Failure | undefined } = { depth: 0, failure: undefined }

/**
 * Throws what waits for a call that has just returned. What waits for a call around it goes on waiting.
 *
 * @internal
 */
export function rethrow(): void {
  const { failure } = border
  if (failure === undefined || failure.depth <= border.depth) return
  border.failure = failure.outer
  throw failure.error
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
