/**
 * The state of the border between JavaScript and native code in this thread.
 *
 * No exception may cross native frames: one that is thrown in an exported function waits here until the call from
 * JavaScript that led there returns, and is thrown again by it.
 *
 * @see Rule K-5 of the specification.
 *
 * @internal
 */
export const border: { depth: number; failure: { readonly error: unknown } | undefined } = { depth: 0, failure: undefined }

/**
 * Throws what waits at the border.
 *
 * @internal
 */
export function rethrow(): never {
  const { error } = border.failure!
  border.failure = undefined
  throw error
}

/**
 * Keeps an exception away from native code.
 *
 * @internal
 */
export function holdBack(error: unknown): void {
  if (border.depth > 0) {
    border.failure ??= { error }
    return
  }
  // No call from JavaScript led here: the exception is as uncaught as one in an event handler.
  queueMicrotask(() => {
    throw error
  })
}
