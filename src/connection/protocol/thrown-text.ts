import { types } from 'node:util'

/**
 * What a peer is told of something that was thrown. Never empty: the crate takes an empty text for success.
 *
 * @see Rule X-15 of the specification.
 *
 * @internal
 */
export function thrownText(thrown: unknown): string {
  try {
    const text = isError(thrown) ? thrown.message || thrown.name : String(thrown)
    return text === '' ? 'something was thrown' : text
  } catch {
    return 'something was thrown that has no text'
  }
}

/** Whether something is an error, of any realm. */
function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || types.isNativeError(thrown)
}
