import { AbidingError } from './abiding-error.js'

/** What is known about a field that a module does not have. */
export interface MissingField {
  /** Position of the field in its prefix type, from 0. */
  readonly index: number
  /** Name of the field. */
  readonly name: string
  /** Name of the prefix type that declares it. */
  readonly typeName: string
  /** Package that declares the prefix type. */
  readonly packageName: string
  /** Version of the interface that the host declares. */
  readonly expectedVersion: string
  /** Number of fields that the host declares. */
  readonly expectedCount: number
  /** Version of the interface that the module was built for; `undefined` where nobody says. */
  readonly foundVersion: string | undefined
  /** Number of fields that the module has; `undefined` where nobody says. */
  readonly foundCount: number | undefined
  /** Bytes that the module has, where it says which fields it has by its size. */
  readonly foundSize?: number | undefined
  /** Version since which the field exists. */
  readonly since: string
}

/**
 * A field under the policy `panic` was read from a module that does not have it.
 */
export class MissingFieldError extends AbidingError {
  /** The field, and the two versions. */
  readonly field: MissingField

  /**
   * Makes the error.
   *
   * @param field - What is known about the field and the two versions.
   */
  constructor(field: MissingField) {
    super(`the module does not have field ${field.index} named ${field.name}`, {
      code: 'ABI-P004',
      rule: 'P-9',
      path: `${field.typeName}.${field.name}`,
      expected: `version ${field.expectedVersion} (or compatible) of package ${field.packageName} with ${field.expectedCount} fields`,
      found: `${spellFound(field)} with ${field.foundCount ?? 'an unknown number of'} fields`,
      hint: `the field exists since ${field.since}: load a newer module, or give the field another policy`,
    })
    this.field = field
  }
}

function spellFound({ foundVersion, foundSize }: MissingField): string {
  if (foundSize !== undefined) return `${foundSize} bytes`
  return foundVersion === undefined ? 'an unknown version' : `version ${foundVersion}`
}
