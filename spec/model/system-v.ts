import type { Placed } from './bit-fields.js'
import type { ModelLayout } from './layout.js'
import { microsoftBitFields } from './microsoft-bit-fields.js'
import { placeMembers } from './record.js'
import { roundUp } from './round-up.js'
import type { FieldShape, RecordShape, Shape } from './shapes.js'
import { systemVBitFields } from './system-v-bit-fields.js'
import type { ModelTarget } from './targets.js'

/** A struct or union as GCC and clang lay it out: under System V, and, with Microsoft's bit fields, under MinGW. */
export function layoutSystemV(
  record: RecordShape,
  target: ModelTarget,
  layoutOf: (shape: Shape, target: ModelTarget) => ModelLayout,
): ModelLayout {
  const bitFields =
    target.recordRules === 'mingw' ? microsoftBitFields(record, target) : systemVBitFields(record, target)
  // Packing limits whatever a field asks for, but not what the record itself asks for.
  const limit = record.packed ?? Infinity
  const placeField = (field: FieldShape, end: number): Placed => {
    const inner = layoutOf(field.shape, target)
    const alignment = Math.min(Math.max(inner.alignment, field.align ?? 1), limit)
    const offset = roundUp(end, alignment * 8)
    return { offset, end: offset + inner.size * 8, alignment }
  }
  return { ...placeMembers(record, placeField, bitFields, () => record.align ?? 1), requiredAlignment: 1 }
}
