import type { BitFieldShape } from './shapes.js'

/** Where a member was put, and what that does to its record: in bits, except for the alignment. */
export interface Placed {
  readonly offset: number
  /** Where the next member may begin, and how large the record is at least. */
  readonly end: number
  /** What the alignment of the record is at least, in bytes. */
  readonly alignment: number
}

/** Places the bit fields of one record, one after the other. */
export interface BitFieldPlacement {
  /** Places a bit field behind what ends at a bit. */
  readonly place: (bitField: BitFieldShape, end: number) => Placed
  /** Says that an ordinary field comes between. */
  readonly interrupt: () => void
}
