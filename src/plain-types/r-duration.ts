import { struct, u32, u64 } from '../layout/index.js'

/**
 * A span of time: whole seconds and the nanoseconds beyond them, below 1,000,000,000. The layout is that of
 * `abi_stable`'s `RDuration`.
 *
 * @example
 * ```ts
 * import { layoutOf, RDuration } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(layoutOf(RDuration).size, 16)
 * ```
 */
export const RDuration = struct(
  'RDuration',
  { secs: u64, nanos: u32 },
  { doc: 'A span of time: whole seconds, and the nanoseconds beyond them.' },
)
