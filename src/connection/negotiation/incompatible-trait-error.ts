import { ModuleError, type ErrorCode } from '../../errors/index.js'
import type { Problem } from './problem.js'

/** How many problems a message tells. The error carries them all. */
const mostTold = 30

/**
 * Two sides, or two versions, of a trait that do not fit. Carries *all* problems, not the first.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { IncompatibleTraitError } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const problem = { path: 'Till.add → coin', rule: 'X-38', message: 'another type', expected: 'u32', found: 'u64' }
 * const error = new IncompatibleTraitError('the peer does not fit the trait Till', 'libtill.so', [problem])
 * assert.equal(error.code, 'ABI-J018')
 * assert.match(error.message, /Till\.add → coin: another type/)
 * ```
 */
export class IncompatibleTraitError extends ModuleError {
  /** Every problem, in the order of the declaration. Never empty. */
  readonly problems: readonly Problem[]

  /**
   * Makes the error from a report.
   *
   * @param summary - One sentence without a full stop, as in `the peer does not fit the trait Till`.
   * @param path - The peer or the folder: a path, an address or a name.
   * @param problems - Every problem, at least one.
   * @param code - The code of the cause: `ABI-J018` for a peer, `ABI-J019` for older versions.
   */
  constructor(summary: string, path: string, problems: readonly Problem[], code: ErrorCode = 'ABI-J018') {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    const told = problems.slice(0, mostTold).map(tell)
    const more = problems.length > mostTold ? [`\n  and ${problems.length - mostTold} more`] : []
    super(`${summary}: ${count}${[...told, ...more].join('')}`, { code, path })
    this.problems = problems
  }
}

function tell({ path, rule, message, expected, found, hint }: Problem): string {
  const lines = [
    `${rule} ${path}: ${message}`,
    `    expected: ${expected}`,
    `    found:    ${found}`,
    ...(hint === undefined ? [] : [`    hint:     ${hint}`]),
  ]
  return lines.map((line) => `\n  ${line}`).join('')
}
