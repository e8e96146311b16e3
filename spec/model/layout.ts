// Sizes, alignments and offsets, computed from what compilers were seen to do.
import { layoutMicrosoft } from './microsoft.js'
import { scalarAlignment, scalarSize } from './scalars.js'
import type { Shape, TaggedUnionShape } from './shapes.js'
import { layoutSystemV } from './system-v.js'
import { expandTaggedUnion } from './tagged-union.js'
import type { ModelTarget } from './targets.js'

/** Where the parts of a type are. Sizes and alignments are in bytes. */
export interface ModelLayout {
  readonly size: number
  readonly alignment: number
  /**
   * The alignment that somebody asked for, of the type or of something in it, which `#pragma pack` does not lower under
   * Microsoft's rules. 1 where nobody did.
   */
  readonly requiredAlignment: number
  /**
   * Where each member of a record begins, in bits from its start. Of a tagged union: the tag, then the fields of each variant.
   * A bit field's bits are counted in the order in which they are given out: from the least significant of a byte where
   * bytes are in little-endian order, from the most significant one where they are in big-endian order.
   */
  readonly offsets: readonly number[]
}

/** The layout of a shape on a target. */
export function layout(shape: Shape, target: ModelTarget): ModelLayout {
  switch (shape.kind) {
    case 'scalar':
      return plain(scalarSize(shape.scalar, target), scalarAlignment(shape.scalar, target))
    case 'enumeration':
      return plain(scalarSize(shape.repr, target), scalarAlignment(shape.repr, target))
    case 'pointer':
    case 'fn':
      return plain(target.pointerSize, target.pointerSize)
    case 'unit':
      return plain(0, 1)
    case 'array':
    case 'flexible': {
      const { size, alignment, requiredAlignment } = layout(shape.element, target)
      const length = shape.kind === 'array' ? shape.length : 0
      return { size: size * length, alignment, requiredAlignment, offsets: [] }
    }
    case 'transparent':
      return { ...layout(shape.inner, target), offsets: [0] }
    case 'struct':
    case 'union':
      return target.recordRules === 'microsoft'
        ? layoutMicrosoft(shape, target, layout)
        : layoutSystemV(shape, target, layout)
    case 'tagged-union':
      return layoutTaggedUnion(shape, target)
  }
}

function layoutTaggedUnion(shape: TaggedUnionShape, target: ModelTarget): ModelLayout {
  const { shape: record, payload, preceding, memberOf } = expandTaggedUnion(shape)
  const whole = layout(record, target)
  const start = payload?.member === undefined ? 0 : whole.offsets[payload.member]!
  const fields = memberOf.flatMap((member) => {
    const variant = member === undefined ? undefined : payload?.union.members[member]
    if (variant?.kind !== 'field') return []
    return layout(variant.shape, target)
      .offsets.slice(preceding)
      .map((offset) => start + offset)
  })
  return { ...whole, offsets: [0, ...fields] }
}

const plain = (size: number, alignment: number): ModelLayout => ({
  size,
  alignment,
  requiredAlignment: 1,
  offsets: [],
})
