import type { ErrorCode } from './catalogue.js'

/**
 * What an error says beside its message. Every part is optional except the code.
 */
export interface ErrorDetails {
  /** Stable code of the cause, see errorCatalogue. */
  readonly code: ErrorCode
  /** Where in a declaration or file the cause lies, as in `PersonMod.visits → param id`. */
  readonly path?: string | undefined
  /** The rule of the specification that was broken, as in `P-3`. */
  readonly rule?: string | undefined
  /** What would have been right. */
  readonly expected?: string | undefined
  /** What was there instead. */
  readonly found?: string | undefined
  /** What to do about it. */
  readonly hint?: string | undefined
  /** The error that led to this one. */
  readonly cause?: unknown
}

/**
 * The root of every error that this library throws on purpose.
 *
 * The message holds everything: code, path, cause, expectation, finding and hint, so that a log line is enough to act
 * upon. The same parts are properties, so that a program need not parse the message.
 *
 * @example
 * ```ts
 * import { AbidingError, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * try {
 *   struct('Broken', { '2nd': u32 })
 * } catch (error) {
 *   assert(error instanceof AbidingError)
 *   assert.equal(error.code, 'ABI-L001')
 *   assert.equal(error.path, 'Broken.2nd')
 * }
 * ```
 */
export class AbidingError extends Error {
  /** Stable code of the cause, see errorCatalogue. */
  readonly code: ErrorCode
  /** Where in a declaration or file the cause lies. */
  readonly path: string | undefined
  /** The rule of the specification that was broken. */
  readonly rule: string | undefined
  /** What would have been right. */
  readonly expected: string | undefined
  /** What was there instead. */
  readonly found: string | undefined
  /** What to do about it. */
  readonly hint: string | undefined

  /**
   * Makes an error.
   *
   * @param summary - One sentence without a full stop.
   * @param details - The coded parts of the error.
   */
  constructor(summary: string, details: ErrorDetails) {
    super(compose(summary, details), 'cause' in details ? { cause: details.cause } : undefined)
    this.name = new.target.name
    this.code = details.code
    this.path = details.path
    this.rule = details.rule
    this.expected = details.expected
    this.found = details.found
    this.hint = details.hint
  }
}

function compose(summary: string, details: ErrorDetails): string {
  const rule = details.rule === undefined ? '' : ` (rule ${details.rule})`
  const path = details.path === undefined ? '' : `${details.path}: `
  const lines = [`${details.code} ${path}${summary}${rule}`]
  if (details.expected !== undefined) lines.push(`  expected: ${details.expected}`)
  if (details.found !== undefined) lines.push(`  found:    ${details.found}`)
  if (details.hint !== undefined) lines.push(`  hint:     ${details.hint}`)
  return lines.join('\n')
}
