import { ExpectationError } from '../../errors/index.js'
import type { LayoutDifference } from './answers.js'

/** Layouts that are not those of a compiler. Carries all differences, not the first. */
export class LayoutMismatchError extends ExpectationError {
  /** Every difference, by target, in the order of the types. Never empty. */
  readonly differences: readonly LayoutDifference[]

  /**
   * Makes the error from a report.
   *
   * @param differences - Every difference, at least one.
   */
  constructor(differences: readonly LayoutDifference[]) {
    const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`
    const report = differences.map(
      ({ path, what, declared, compiled, target, compiler }) =>
        `\n  ${path}: ${what} on ${target}` +
        `\n      declared:    ${declared}` +
        `\n      by ${compiler}: ${compiled}`,
    )
    super(`layouts that are not those of the compiler: ${count}${report.join('')}`, {
      code: 'ABI-X001',
      rule: 'V-4',
    })
    this.differences = differences
  }
}
