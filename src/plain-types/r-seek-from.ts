import { i64, taggedUnion, u64, u8, type TaggedUnionType } from '../layout/index.js'

/**
 * A place in a stream of bytes, counted from its start, from its end or from where it is now: Rust's `SeekFrom`, laid out
 * as `abi_stable`'s `RSeekFrom`.
 *
 * @see Rule T-34 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, RSeekFrom, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Request = struct('Request', { to: RSeekFrom })
 * const request = bufferMemory(new ArrayBuffer(64)).allocate(Request, { to: { tag: 'End', value: -4n } })
 * assert.equal(request.to.tag, 'End')
 * assert.equal(request.to.value, -4n)
 * ```
 */
export const RSeekFrom: TaggedUnionType<{
  readonly Start: { readonly value: typeof u64 }
  readonly End: { readonly value: typeof i64 }
  readonly Current: { readonly value: typeof i64 }
}> = taggedUnion(
  'RSeekFrom',
  u8,
  { Start: { value: u64 }, End: { value: i64 }, Current: { value: i64 } },
  { abiStable: { name: 'RSeekFrom', parameters: [] } },
)
