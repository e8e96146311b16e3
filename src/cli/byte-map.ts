import { borderBetween, type Owners } from './borders.js'
import { rowsOf, type ByteRow, type Segment } from './byte-rows.js'
import type { Palette, Paint } from './palette.js'
import type { Run } from './runs.js'
import { clip, clipPath, count } from './text.js'

/** How wide a byte is drawn, in characters with one border. */
const narrowest = 6
const widest = 10

/**
 * Draws what every byte belongs to: rows of 8 bytes (of 16 where there is room), a box for each field, dots for padding.
 *
 * @param runs - Runs that cover all bytes, in order.
 * @param columns - Width of the terminal in characters.
 * @param palette - Colours.
 * @returns Lines.
 *
 * @internal
 */
export function drawByteMap(runs: readonly Run[], columns: number, palette: Palette): string[] {
  const last = runs.at(-1)!
  const gutter = gutterFor(last.offset + last.size)
  const room = columns - gutter.width - 1
  const width = room >= 16 * 8 ? 16 : 8
  const pitch = Math.min(widest, Math.max(narrowest, Math.floor(room / width)))
  const rows = rowsOf(runs, width)
  const owners = rows.map((row) => ownersIn(row))
  const border = (index: number): string =>
    gutter.blank + palette.faint(borderBetween(owners[index - 1] ?? [], owners[index] ?? [], pitch, width))
  const numbers = Array.from({ length: owners[0]!.length }, (_, byte) => `+${byte}`.padEnd(pitch)).join('')
  return [
    `${gutter.blank}  ${palette.faint(numbers.trimEnd())}`,
    ...rows.flatMap((row, index) => {
      const [first = '', ...others] = contentOf(row, pitch, width, palette)
      const lines = [
        palette.faint(gutter.label(row.offset)) + first,
        ...others.map((line) => gutter.blank + line),
      ]
      return isOneBox(rows[index - 1], row) ? lines : [border(index), ...lines]
    }),
    border(rows.length),
  ]
}

/** Whether two rows show nothing but the middle of one run, so that no line has to be drawn between them. */
function isOneBox(above: ByteRow | undefined, below: ByteRow): boolean {
  if (above === undefined || !isMiddle(above) || !isMiddle(below)) return false
  return above.segments[0]!.columns === below.segments[0]!.columns
}

function isMiddle({ segments }: ByteRow): boolean {
  return segments.length === 1 && !segments[0]!.isFirst
}

/** The offsets at the left. */
function gutterFor(size: number): { width: number; blank: string; label: (offset: number) => string } {
  const decimal = Math.max(4, String(size).length)
  const hexadecimal = Math.max(2, size.toString(16).length)
  const label = (offset: number): string =>
    `${String(offset).padStart(decimal)}  0x${offset.toString(16).padStart(hexadecimal, '0')} `
  return { width: label(0).length, blank: ' '.repeat(label(0).length), label }
}

function ownersIn(row: ByteRow): Owners {
  return row.segments.flatMap((segment) => Array<Run>(segment.columns).fill(segment.run))
}

function contentOf(row: ByteRow, pitch: number, width: number, palette: Palette): string[] {
  const line = (texts: readonly string[]): string => {
    const bar = palette.faint('│')
    return `${bar}${texts.join(bar)}${bar}`
  }
  if (row.size > width) {
    const { run } = row.segments[0]!
    const room = pitch * width - 1
    const end = `: ${count(row.size, 'more byte')}`
    const text = ` ⋮ ${clipPath(run.path ?? 'padding', room - 3 - end.length)}${end}`
    return [line([palette.faint(text.padEnd(room))])]
  }
  const cells = row.segments.map((segment) => cellOf(segment, segment.columns * pitch - 1, palette))
  const lines = [line(cells.map((cell) => cell[0])), line(cells.map((cell) => cell[1]))]
  return isMiddle(row) ? lines.slice(0, 1) : lines
}

/** The two lines in a box. */
function cellOf(segment: Segment, room: number, palette: Palette): [string, string] {
  const { run, isFirst } = segment
  if (run.kind === 'padding') {
    const text = isFirst ? ` ${room < 10 ? run.size : `${run.size} padding`} ` : ''
    return [palette.faint(dots(room)), palette.faint(`${text}${dots(room - text.length)}`)]
  }
  const write = (text: string, paint: Paint): string => ` ${paint(text)}${' '.repeat(room - 1 - text.length)}`
  if (!isFirst) return [write(`⋮ ${clipPath(run.path!, room - 3)}`, palette.faint), ' '.repeat(room)]
  const isField = run.kind === 'field'
  const colour = isField ? palette.field(run.field) : palette.faint
  return [
    write(clipPath(run.path!, room - 1), isField ? (text) => palette.strong(colour(text)) : colour),
    write(clip(run.typeName!, room - 1), colour),
  ]
}

function dots(length: number): string {
  return '·'.repeat(length)
}
