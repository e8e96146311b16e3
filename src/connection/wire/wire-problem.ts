import { ValueError, type AbidingError, type ErrorCode } from '../../errors/index.js'

/** What is wrong with a value or with bytes, and how it is told. */
export interface ProblemDetails {
  /** Stable code of the cause. */
  readonly code: ErrorCode
  /** The rule that was broken. */
  readonly rule: string
  /** What would have been right. */
  readonly expected?: string
  /** What was there instead. */
  readonly found?: string
  /** What to do about it. */
  readonly hint?: string
  /** What led to it. */
  readonly cause?: unknown
}

/**
 * Something is wrong somewhere inside of a value. It collects the path on its way out, so that values without a fault pay
 * nothing for paths.
 *
 * @internal
 */
export class WireProblem extends Error {
  readonly #inner: string[] = []

  /** Makes a problem at the innermost place. */
  constructor(
    readonly summary: string,
    readonly details: ProblemDetails,
  ) {
    super(summary)
  }

  /** Says in what the place lies: `.name` of a field, `[3]` of an element. */
  within(segment: string): this {
    this.#inner.unshift(segment)
    return this
  }

  /** The error for the caller. */
  toError(path: string): AbidingError {
    return new ValueError(this.summary, { ...this.details, path: path + this.#inner.join('') })
  }
}

/**
 * Passes a problem on from inside of something.
 *
 * @internal
 */
export function within(segment: string, error: unknown): unknown {
  // The stack of JavaScript has an end: whoever nests values that deep is told so.
  if (error instanceof RangeError && /call stack/i.test(error.message)) return tooDeep()
  return error instanceof WireProblem ? error.within(segment) : error
}

/**
 * Runs something, and throws what is wrong as an error with a path.
 *
 * @internal
 */
export function withPath<Result>(path: string, run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw toError(path, error)
  }
}

/**
 * What is wrong as an error with a path.
 *
 * @internal
 */
export function toError(path: string, error: unknown): unknown {
  const problem = within('', error)
  return problem instanceof WireProblem ? problem.toError(path) : problem
}

/**
 * The problem of a number that stands for nothing.
 *
 * @internal
 */
export function badNumber(what: string, expected: string, found: number): WireProblem {
  return new WireProblem(`not ${what}`, { code: 'ABI-W002', rule: 'W-3', expected, found: `${found}` })
}

/**
 * The problem of values that are nested too deeply, or contain themselves.
 *
 * @internal
 */
export function tooDeep(): WireProblem {
  return new WireProblem('a value that is nested too deeply', {
    code: 'ABI-W003',
    rule: 'W-4',
    expected: `at most ${deepest} levels of recursive types`,
    found: 'more, or a value that contains itself',
  })
}

/**
 * How many levels of recursive types are read and written.
 *
 * @internal
 */
export const deepest = 1000
