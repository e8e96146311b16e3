import { CallError } from './kinds.js'

/**
 * A method of a peer that panicked, or threw. The peer goes on: its object may be called again, if its author says so.
 *
 * @example
 * ```ts
 * import { PeerPanicError } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const error = new PeerPanicError('no such ride', 'Till.add')
 * assert.equal(error.code, 'ABI-J006')
 * assert.equal(error.panic, 'no such ride')
 * ```
 */
export class PeerPanicError extends CallError {
  /** What the peer says of it. Rust says `Any { .. }` where the text was made at run time. */
  readonly panic: string

  /**
   * Makes the error.
   *
   * @param panic - What the peer says of it.
   * @param path - What was called.
   * @param cause - What was thrown, where both sides are in one program, or at the peer in the course of the call.
   */
  constructor(panic: string, path: string, cause?: unknown) {
    super(`a method of the peer panicked: ${panic}`, {
      code: 'ABI-J006',
      rule: 'X-6',
      path,
      found: panic,
      ...(cause === undefined ? {} : { cause }),
    })
    this.panic = panic
  }
}
