import type { Placed } from './bit-fields.js'
import type { ModelLayout } from './layout.js'
import { microsoftBitFields } from './microsoft-bit-fields.js'
import { placeMembers } from './record.js'
import { roundUp } from './round-up.js'
import type { FieldShape, RecordShape, Shape } from './shapes.js'
import type { ModelTarget } from './targets.js'

/**
 * A struct or union as Microsoft's compiler lays it out. An alignment that somebody asked for, anywhere inside, is not
 * lowered by packing.
 *
 * A record without bytes stays without bytes, as in Rust; C does not have it, though clang gives it 4 bytes.
 */
export function layoutMicrosoft(
  record: RecordShape,
  target: ModelTarget,
  layoutOf: (shape: Shape, target: ModelTarget) => ModelLayout,
): ModelLayout {
  const limit = record.packed ?? Infinity
  let required = record.align ?? 1
  const placeField = (field: FieldShape, end: number): Placed => {
    const inner = layoutOf(field.shape, target)
    const asked = Math.max(field.align ?? 1, inner.requiredAlignment)
    required = Math.max(required, asked)
    const alignment = Math.max(Math.min(inner.alignment, limit), asked)
    const offset = roundUp(end, alignment * 8)
    return { offset, end: offset + inner.size * 8, alignment }
  }
  const placed = placeMembers(record, placeField, microsoftBitFields(record, target), () => required)
  // A type that asks for an alignment is asked for with the whole of its own.
  return { ...placed, requiredAlignment: record.align === undefined ? required : placed.alignment }
}
