/**
 * One way in which two sides of a connection, or two versions of a trait, do not fit.
 *
 * @see Rule X-36 of the specification.
 */
export interface Problem {
  /** Where it lies, in the words of the declaration of this side: `Till.add → note`, `Till.add → result.change[]`. */
  readonly path: string
  /** The rule of the specification that it breaks, as in `X-38`. */
  readonly rule: string
  /** One sentence without a full stop. */
  readonly message: string
  /** What this side declares. */
  readonly expected: string
  /** What the other side has. */
  readonly found: string
  /** What to do about it. */
  readonly hint?: string | undefined
}
