/**
 * Prints why a command failed.
 *
 * @param error - What was thrown.
 * @param withStack - Whether to print where it was thrown, too.
 * @returns The exit code.
 *
 * @internal
 */
export function reportFailure(error: unknown, withStack: boolean): number {
  if (isAbidingError(error)) {
    console.error(withStack ? stackOf(error) : error.message)
  } else {
    console.error(`This is a mistake in abiding itself, please report it.\n${stackOf(error)}`)
  }
  return 1
}

/**
 * Whether an error is one of this library, of whichever copy of it: a declaration may have been made by another one.
 *
 * @internal
 */
export function isAbidingError(error: unknown): error is Error & { readonly code: string } {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined
  return typeof code === 'string' && code.startsWith('ABI-')
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = error.stack ?? String(error)
  return error.cause === undefined ? own : `${own}\nCaused by: ${stackOf(error.cause)}`
}
