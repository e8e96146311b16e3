import type { Incompatibility } from './incompatible-module-error.js'
import { ModuleError } from './kinds.js'

/**
 * A module that fits its host, and contradicts what other modules of the process say of the same interface: an instance of
 * the one could be handed to the other. Carries *all* contradictions, not the first.
 */
export class ContradictingModuleError extends ModuleError {
  /** Every difference: `expected` is what others say, `found` what the module says. Never empty. */
  readonly incompatibilities: readonly Incompatibility[]
  /** Who says otherwise: the paths of modules, or what they were loaded as. */
  readonly others: readonly string[]

  /**
   * Makes the error from a report.
   *
   * @param file - The path of the module.
   * @param others - Who says otherwise, at least one.
   * @param incompatibilities - Every difference, at least one.
   */
  constructor(file: string, others: readonly string[], incompatibilities: readonly Incompatibility[]) {
    const report = incompatibilities.map(
      (one) =>
        `\n  ${one.rule} ${one.path}: ${one.summary}\n      expected: ${one.expected}\n      found:    ${one.found}`,
    )
    super(`the module contradicts ${others.join(' and ')}${report.join('')}`, {
      code: 'ABI-P013',
      rule: 'P-18',
      path: file,
    })
    this.incompatibilities = incompatibilities
    this.others = others
  }
}
