import type { Layout } from '../type.js'
import { alignUp, type PlacementTask, type Placer } from './placer.js'

/**
 * Places fields as Microsoft's compiler does. An alignment that was asked for explicitly is not lowered by packing, not
 * even by that of a struct further out.
 *
 * @see Rule L-26 of the specification.
 *
 * @internal
 */
export class MicrosoftPlacer implements Placer {
  #end: number
  #alignment = 1
  #required: number
  /** The unit that bit fields are being put into. */
  #unit: { readonly size: number; remaining: number } | undefined

  constructor(readonly task: PlacementTask) {
    this.#end = task.start
    this.#required = task.align ?? 1
  }

  field(layout: Layout, ownAlignment: number): number {
    const required = Math.max(ownAlignment, layout.requiredAlignment ?? 1)
    this.#required = Math.max(this.#required, required)
    this.#unit = undefined
    const needed = Math.max(this.#capped(layout.alignment), required)
    this.#alignment = Math.max(this.#alignment, needed)
    const offset = this.task.isUnion ? 0 : alignUp(this.#end, needed)
    this.#end = Math.max(this.#end, offset + layout.size)
    return offset
  }

  bits({ size, alignment }: Layout, width: number): number {
    const unit = this.#unit
    // A width of 0 that no bit field precedes has no effect.
    if (width === 0 && unit === undefined) return this.task.isUnion ? 0 : this.#end * 8
    if (this.task.isUnion) {
      this.#end = Math.max(this.#end, size)
      this.#unit = width === 0 ? undefined : { size, remaining: 0 }
      return 0
    }
    if (unit?.size === size && width > 0 && width <= unit.remaining) {
      const offset = this.#end * 8 - unit.remaining
      unit.remaining -= width
      return offset
    }
    const needed = this.#capped(alignment)
    const start = alignUp(this.#end, needed)
    this.#alignment = Math.max(this.#alignment, needed)
    this.#unit = width === 0 ? undefined : { size, remaining: size * 8 - width }
    this.#end = width === 0 ? start : start + size
    return start * 8
  }

  finish(): Layout {
    const size = alignUp(this.#end, this.#alignment)
    const alignment = Math.max(this.#alignment, this.#required)
    const rounded = Math.max(Math.min(alignment, this.task.packed ?? alignment), this.#required)
    // Whoever asks for an alignment of the whole, be it a lower one, fixes the one that it has.
    const required = this.task.align === undefined ? this.#required : alignment
    return {
      size: alignUp(size, rounded),
      alignment,
      ...(required > 1 ? { requiredAlignment: required } : {}),
    }
  }

  #capped(alignment: number): number {
    return Math.min(alignment, this.task.packed ?? alignment)
  }
}
