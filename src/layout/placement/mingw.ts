import type { Layout } from '../type.js'
import { alignUp } from './placer.js'
import { SystemVPlacer } from './system-v.js'

/**
 * Places fields as MinGW does: bit fields in units of their type, as Microsoft's compiler, all else as System V.
 *
 * @see Rule L-26 of the specification.
 *
 * @internal
 */
export class MingwPlacer extends SystemVPlacer {
  /** Size of the unit that bit fields are being put into; 0 for none. */
  #unitSize = 0

  override field(layout: Layout, ownAlignment: number): number {
    this.#unitSize = 0
    return super.field(layout, ownAlignment)
  }

  override bits({ size }: Layout, width: number): number {
    if (this.task.isUnion) {
      if (width > 0) this.end = Math.max(this.end, size)
      return 0
    }
    const isContinued = this.#unitSize === size && width > 0 && this.unfilled >= width
    if (!isContinued) {
      // A width of 0 that no bit field precedes has no effect.
      if (width === 0 && this.#unitSize === 0) return this.end * 8
      const needed = width === 0 ? size : this.capped(size)
      this.alignment = Math.max(this.alignment, needed)
      this.end = alignUp(this.end, needed)
      this.unfilled = 0
      this.#unitSize = 0
      if (width === 0) return this.end * 8
      this.end += size
      this.unfilled = size * 8
      this.#unitSize = size
    }
    const offset = this.end * 8 - this.unfilled
    this.unfilled -= width
    return offset
  }
}
