import type { BitFieldPlacement } from './bit-fields.js'
import { roundUp } from './round-up.js'
import { scalarAlignment, scalarSize } from './scalars.js'
import type { RecordShape } from './shapes.js'
import type { ModelTarget } from './targets.js'

/**
 * Bit fields as the System V psABIs have them: a bit field follows the one before it without a gap, unless it would then
 * cross a boundary that a value of its type cannot cross. Packing allows the crossing.
 */
export function systemVBitFields(record: RecordShape, target: ModelTarget): BitFieldPlacement {
  return {
    interrupt: () => undefined,
    place: ({ unit, width, isNamed }, end) => {
      const bits = scalarSize(unit, target) * 8
      const natural = scalarAlignment(unit, target)
      const boundary = natural * 8
      const counts = isNamed || target.unnamedBitFieldsAlign
      if (width === 0) {
        // Packing does not hold back what only exists to align.
        const offset = roundUp(end, boundary)
        return { offset, end: offset, alignment: counts ? natural : 1 }
      }
      const crosses = record.packed === undefined && (end % boundary) + width > bits
      const offset = crosses ? roundUp(end, boundary) : end
      const alignment = counts ? Math.min(natural, record.packed ?? natural) : 1
      return { offset, end: offset + width, alignment }
    },
  }
}
