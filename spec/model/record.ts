import type { BitFieldPlacement, Placed } from './bit-fields.js'
import { roundUp } from './round-up.js'
import type { FieldShape, RecordShape } from './shapes.js'

/** What the members of a record make of it: offsets in bits, size and alignment in bytes. */
export interface PlacedMembers {
  readonly offsets: readonly number[]
  readonly size: number
  readonly alignment: number
}

/**
 * Places the members of a struct one behind the other, those of a union at its start.
 *
 * @param leastAlignment - What the record's alignment is at least, asked when all members are placed.
 */
export function placeMembers(
  record: RecordShape,
  placeField: (field: FieldShape, end: number) => Placed,
  bitFields: BitFieldPlacement,
  leastAlignment: () => number,
): PlacedMembers {
  const offsets: number[] = []
  let alignment = 1
  let size = 0
  let end = 0
  for (const member of record.members) {
    if (member.kind === 'field') bitFields.interrupt()
    const placed = member.kind === 'field' ? placeField(member, end) : bitFields.place(member, end)
    offsets.push(placed.offset)
    alignment = Math.max(alignment, placed.alignment)
    size = Math.max(size, placed.end)
    if (record.kind === 'struct') end = placed.end
  }
  alignment = Math.max(alignment, leastAlignment())
  return { offsets, size: roundUp(size, alignment * 8) / 8, alignment }
}
