import type { Layout } from '../type.js'
import { alignUp, type PlacementTask, type Placer } from './placer.js'

/**
 * Places fields as the compilers of System V platforms do.
 *
 * @see Rules L-5 to L-7, L-23 to L-25 of the specification.
 *
 * @internal
 */
export class SystemVPlacer implements Placer {
  /** Bytes up to the end of the last field. */
  protected end: number
  /** Bits at the end of the last byte, or of the last unit, that no bit field has taken. */
  protected unfilled = 0
  protected alignment: number

  constructor(protected readonly task: PlacementTask) {
    this.end = task.start
    this.alignment = task.align ?? 1
  }

  field({ size, alignment }: Layout, ownAlignment: number): number {
    const needed = this.capped(Math.max(alignment, ownAlignment))
    const offset = this.task.isUnion ? 0 : alignUp(this.end, needed)
    this.end = Math.max(this.end, offset + size)
    this.unfilled = 0
    this.alignment = Math.max(this.alignment, needed)
    return offset
  }

  bits({ size, alignment }: Layout, width: number, isNamed: boolean): number {
    const { isUnion, packed, target } = this.task
    // A packed struct lets a bit field begin at any bit, but the alignment of the struct it does raise.
    const needed = width === 0 ? alignment : this.capped(alignment)
    const free = isUnion ? 0 : this.end * 8 - this.unfilled
    const crosses = packed === undefined && (free % (needed * 8)) + width > size * 8
    const offset = width === 0 || crosses ? alignUp(free, needed * 8) : free
    const end = Math.ceil((offset + width) / 8)
    this.end = Math.max(this.end, end)
    this.unfilled = end * 8 - (offset + width)
    if (isNamed || target.unnamedBitFieldsAlign) this.alignment = Math.max(this.alignment, needed)
    return offset
  }

  finish(): Layout {
    return { size: alignUp(this.end, this.alignment), alignment: this.alignment }
  }

  /** An alignment, lowered to what the struct is packed to. */
  protected capped(alignment: number): number {
    return Math.min(alignment, this.task.packed ?? alignment)
  }
}
