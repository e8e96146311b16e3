import type { BitFieldPlacement, Placed } from './bit-fields.js'
import { roundUp } from './round-up.js'
import { scalarSize } from './scalars.js'
import type { BitFieldShape, RecordShape } from './shapes.js'
import type { ModelTarget } from './targets.js'

/**
 * Bit fields as Microsoft's compiler has them: the first one takes up a whole value of its type, and those that follow and
 * whose types have the same size share it as long as they fit.
 */
export function microsoftBitFields(record: RecordShape, target: ModelTarget): BitFieldPlacement {
  return record.kind === 'union' ? inUnion(target) : inStruct(record, target)
}

function inStruct(record: RecordShape, target: ModelTarget): BitFieldPlacement {
  // The value that bit fields share at the moment: its size and what is left of it, in bits.
  let shared: { readonly size: number; left: number } | undefined
  const limit = record.packed ?? Infinity
  return {
    interrupt: () => {
      shared = undefined
    },
    place: ({ unit, width }, end): Placed => {
      const bytes = scalarSize(unit, target)
      const size = bytes * 8
      if (width === 0) {
        // Only ends what was shared; elsewhere it is as if it were not there.
        if (shared === undefined) return { offset: end, end, alignment: 1 }
        shared = undefined
        const alignment = target.recordRules === 'mingw' ? bytes : Math.min(bytes, limit)
        const offset = roundUp(end, alignment * 8)
        return { offset, end: offset, alignment }
      }
      if (shared?.size !== size || shared.left < width) {
        const alignment = Math.min(bytes, limit)
        const offset = roundUp(end, alignment * 8)
        shared = { size, left: size - width }
        return { offset, end: offset + size, alignment }
      }
      const offset = end - shared.left
      shared.left -= width
      return { offset, end, alignment: 1 }
    },
  }
}

/** In a union each bit field has a value of its own, and none raises the alignment. */
function inUnion(target: ModelTarget): BitFieldPlacement {
  let isAfterBitField = false
  const end = ({ unit, width }: BitFieldShape): number => {
    const bits = scalarSize(unit, target) * 8
    if (width > 0) return bits
    // One of width 0 takes a whole value too with Microsoft, but only where it follows a bit field.
    return target.recordRules === 'microsoft' && isAfterBitField ? bits : 0
  }
  return {
    interrupt: () => {
      isAfterBitField = false
    },
    place: (bitField) => {
      const placed = { offset: 0, end: end(bitField), alignment: 1 }
      isAfterBitField = bitField.width > 0
      return placed
    },
  }
}
