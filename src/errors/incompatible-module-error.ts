import { ModuleError } from './kinds.js'

/** One difference between what the host declares and what a module provides. */
export interface Incompatibility {
  /** Where it lies, as in `PersonMod.visits → param id`. */
  readonly path: string
  /** The rule of the specification that the difference breaks, as in `C-5`. */
  readonly rule: string
  /** One sentence without a full stop. */
  readonly summary: string
  /** What the host declares. */
  readonly expected: string
  /** What the module has. */
  readonly found: string
  /** For a plugin of `abi_stable`: what that calls such a difference, as in `FieldCountMismatch`. */
  readonly kind?: string | undefined
}

/**
 * A module whose schema does not fit the host's declaration. Carries *all* incompatibilities, not the first.
 */
export class IncompatibleModuleError extends ModuleError {
  /** Every difference, in the order of the declaration. Never empty. */
  readonly incompatibilities: readonly Incompatibility[]

  /**
   * Makes the error from a report.
   *
   * @param file - The path of the module.
   * @param interfaceName - The name of the interface that the host declares.
   * @param incompatibilities - Every difference, at least one.
   */
  constructor(file: string, interfaceName: string, incompatibilities: readonly Incompatibility[]) {
    const count =
      incompatibilities.length === 1 ? '1 incompatibility' : `${incompatibilities.length} incompatibilities`
    const report = incompatibilities.map(
      (one) =>
        `\n  ${one.rule} ${one.path}: ${one.summary}\n      expected: ${one.expected}\n      found:    ${one.found}`,
    )
    super(`the module does not fit the interface ${interfaceName}: ${count}${report.join('')}`, {
      code: 'ABI-S002',
      path: file,
    })
    this.incompatibilities = incompatibilities
  }
}
