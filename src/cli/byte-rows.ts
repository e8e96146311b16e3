import type { Run } from './runs.js'

/**
 * The part of a run that lies in one row.
 *
 * @internal
 */
export interface Segment {
  readonly run: Run
  /** First column, from 0. */
  readonly column: number
  /** Number of columns. */
  readonly columns: number
  /** Whether the run begins here. */
  readonly isFirst: boolean
}

/**
 * A row of the byte map.
 *
 * @internal
 */
export interface ByteRow {
  /** Offset of the first byte. */
  readonly offset: number
  /** How many bytes it stands for: more than a row has columns where rows of the same run are folded into it. */
  readonly size: number
  /** From left to right; the last row may end early. */
  readonly segments: readonly Segment[]
}

/** A run that fills more rows than this is folded. */
const rowsInFull = 3

/**
 * Cuts runs into rows. Of a run that fills many rows the first is kept, and one stands for all others that it fills.
 *
 * @param runs - Runs that cover all bytes, in order.
 * @param width - Bytes per row.
 *
 * @internal
 */
export function rowsOf(runs: readonly Run[], width: number): ByteRow[] {
  const rows: ByteRow[] = []
  const last = runs.at(-1)
  const size = last === undefined ? 0 : last.offset + last.size
  let index = 0
  let offset = 0
  while (offset < size) {
    while (endOf(runs[index]!) <= offset) index += 1
    const run = runs[index]!
    const filled = Math.floor((endOf(run) - offset) / width)
    const length = Math.min(width, size - offset)
    rows.push({ offset, size: length, segments: segmentsOf(runs, index, offset, length) })
    offset += length
    if (filled <= rowsInFull) continue
    const folded = (filled - 1) * width
    rows.push({ offset, size: folded, segments: [{ run, column: 0, columns: width, isFirst: false }] })
    offset += folded
  }
  return rows
}

function segmentsOf(runs: readonly Run[], index: number, offset: number, length: number): Segment[] {
  const segments: Segment[] = []
  for (let at = index; at < runs.length && runs[at]!.offset < offset + length; at++) {
    const run = runs[at]!
    const start = Math.max(run.offset, offset)
    const end = Math.min(endOf(run), offset + length)
    segments.push({ run, column: start - offset, columns: end - start, isFirst: start === run.offset })
  }
  return segments
}

function endOf(run: Run): number {
  return run.offset + run.size
}
