/**
 * The most bytes of a notice: those of the longest name, where each of its characters takes three.
 *
 * @internal
 */
export const longestNotice = 720

/**
 * What the standard error is told where a call that may not be given up has waited for so long that it may wait for ever.
 *
 * @param path - The function that was called.
 * @param timeout - How long JavaScript has made no native call, or not come back from one, in milliseconds.
 *
 * @see Rule X-90 of the specification.
 *
 * @internal
 */
export function waitingNotice(path: string, timeout: number): string {
  // There is limited room for it, and the end is what helps.
  const name = path.length > 120 ? `${path.slice(0, 119)}…` : path
  return (
    `abiding: ${name}: another thread waits for the end of its call, in the midst of which JavaScript has been in one native ` +
    `call or computation for ${timeout} ms. If that waits for the thread, both wait for ever (rule X-90): make calls that ` +
    'wait with .async.\n'
  )
}
