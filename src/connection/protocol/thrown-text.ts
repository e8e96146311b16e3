/**
 * What a peer is told of something that was thrown. Never empty: the crate takes an empty text for success.
 *
 * @see Rule X-15 of the specification.
 *
 * @internal
 */
export function thrownText(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
    return text === '' ? 'something was thrown' : text
  } catch {
    return 'something was thrown that has no text'
  }
}
