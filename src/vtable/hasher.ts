/**
 * Takes the bytes of a value one piece after the other, and makes a number of them.
 *
 * @example
 * ```ts
 * import type { Hasher } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const pieces: number[] = []
 * const hasher: Hasher = { write: (bytes) => void pieces.push(...bytes) }
 * hasher.write(new Uint8Array([1, 2]))
 * assert.deepEqual(pieces, [1, 2])
 * ```
 */
export interface Hasher {
  /**
   * Takes bytes.
   *
   * @param bytes - As they lie in memory: integers in the order of bytes of the machine. Valid during the call only.
   */
  write(bytes: Uint8Array): void
  /** What the bytes so far hash to; 0 where it is left out. */
  finish?(): bigint
}
