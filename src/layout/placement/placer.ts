import type { Target } from '../target.js'
import type { Layout, PlacementOptions } from '../type.js'

/** Places the fields of one struct or union, in order. */
export interface Placer {
  /**
   * Places a field.
   *
   * @param layout - Size and alignment of its type.
   * @param alignment - The alignment that the field itself asks for, in bytes; 1 for none.
   * @returns Bytes from the start.
   */
  field(layout: Layout, alignment: number): number
  /**
   * Places a bit field.
   *
   * @param layout - Size and alignment of its type.
   * @param width - Number of bits; 0 for one that ends a run of bit fields.
   * @param isNamed - Whether it has a name.
   * @returns Bits from the start, in the order in which the target gives out the bits of a byte.
   */
  bits(layout: Layout, width: number, isNamed: boolean): number
  /** Size and alignment of the whole. */
  finish(): Layout
}

/** What a placer is made for. */
export interface PlacementTask extends PlacementOptions {
  /** The machine. */
  readonly target: Target
  /** Whether all fields lie at the start. */
  readonly isUnion: boolean
  /** Where the first field may begin, in bytes: 0 except behind a header. */
  readonly start: number
}

/**
 * The smallest multiple of an alignment that is not below an offset.
 *
 * @param offset - Bytes, 0 or more.
 * @param alignment - Bytes, a power of two.
 *
 * @example
 * ```ts
 * import { alignUp } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(alignUp(13, 8), 16)
 * ```
 */
export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment
}
