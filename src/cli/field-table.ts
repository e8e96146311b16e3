import Table from 'cli-table3'
import { layoutOf, type FieldLayout, type StructLayout, type Target } from '../layout/index.js'
import { isPrefixType } from './load-declarations.js'
import type { Paint, Palette } from './palette.js'
import { runsOf, type Measured } from './runs.js'

interface Row {
  readonly offset: number
  readonly size: number
  readonly alignment?: number | undefined
  /** How deep the field is nested. */
  readonly depth: number
  /** Name of the field; `undefined` for padding. */
  readonly name?: string | undefined
  readonly typeName?: string | undefined
  /** Position of the outermost field; `undefined` for what belongs to none. */
  readonly field?: number | undefined
}

/**
 * Lists the fields of a type, those of nested structs below theirs, and the padding between them.
 *
 * @param type - A struct or a prefix type.
 * @param target - The machine.
 * @param palette - Colours.
 * @returns Lines.
 *
 * @internal
 */
export function drawFieldTable(type: Measured, target: Target, palette: Palette): string[] {
  const isPrefix = isPrefixType(type)
  const numbers = ['offset', 'size', 'align']
  const head = isPrefix
    ? ['bit', ...numbers, 'field', 'since', 'missing', 'type']
    : [...numbers, 'field', 'type']
  const table = new Table({
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: head.map(palette.faint),
    colAligns: head.map((title) => (title === 'bit' || numbers.includes(title) ? 'right' : 'left')),
  })
  for (const row of rowsIn(type, target))
    table.push(isPrefix ? prefixCells(row, type, palette) : cells(row, palette))
  return table
    .toString()
    .split('\n')
    .map((line) => `  ${line.trimEnd()}`)
}

const noBorders = {
  ...Object.fromEntries(
    ['top', 'bottom', 'mid', 'left', 'right'].flatMap((side) =>
      side === 'left' || side === 'right'
        ? [
            [side, ''],
            [`${side}-mid`, ''],
          ]
        : ['', '-mid', '-left', '-right'].map((part) => [`${side}${part}`, '']),
    ),
  ),
  'mid-mid': '',
  middle: '  ',
}

function cells(row: Row, palette: Palette): string[] {
  const isOutermost = row.depth === 0 && row.field !== undefined
  const colour: Paint = row.field === undefined ? palette.faint : palette.field(row.field)
  const faintly: Paint = (text) => (isOutermost || text === '' ? text : palette.faint(text))
  const name = colour(row.name ?? 'padding')
  return [
    faintly(String(row.offset)),
    faintly(String(row.size)),
    faintly(String(row.alignment ?? '')),
    `${'  '.repeat(row.depth)}${isOutermost ? palette.strong(name) : name}`,
    faintly(row.typeName ?? ''),
  ]
}

function prefixCells(row: Row, type: Measured, palette: Palette): string[] {
  const field =
    row.depth === 0 && row.field !== undefined && isPrefixType(type) ? type.fields[row.field] : undefined
  const [offset = '', size = '', alignment = '', name = '', typeName = ''] = cells(row, palette)
  const policy = field === undefined ? '' : (field.missing?.policy ?? 'never')
  return [String(field?.index ?? ''), offset, size, alignment, name, field?.since ?? '', policy, typeName]
}

function rowsIn(type: Measured, target: Target): Row[] {
  const layout = type.measure(target)
  const start = layout.fields[0]?.offset ?? layout.size
  const header = isPrefixType(type) ? runsOf(type, target).filter((run) => run.offset < start) : []
  return [
    ...header.map(({ offset, size, path, typeName }): Row => {
      return {
        offset,
        size,
        alignment: path === undefined ? undefined : size,
        depth: 0,
        name: path,
        typeName,
      }
    }),
    ...fieldRows(layout, isPrefixType(type) ? start : 0, layout.size, target, 0, undefined, 0),
  ]
}

/** Rows for fields that lie from `start` to `end`, the offsets of the fields counting from `base`. */
function fieldRows(
  { fields }: StructLayout,
  start: number,
  end: number,
  target: Target,
  depth: number,
  outermost: number | undefined,
  base: number,
): Row[] {
  let at = start
  const padding = (until: number): Row[] => (until > at ? [{ offset: at, size: until - at, depth }] : [])
  const rows = fields.flatMap((place, index) => {
    const offset = base + place.offset
    const field = outermost ?? index
    const { size, alignment, name } = place
    const row: Row = { offset, size, alignment, depth, name, typeName: place.type.name, field }
    const rows = [...padding(offset), row, ...innerRows(place, offset, target, depth + 1, field)]
    at = offset + size
    return rows
  })
  return [...rows, ...padding(end)]
}

function innerRows(place: FieldLayout, offset: number, target: Target, depth: number, field: number): Row[] {
  const layout = layoutOf(place.type, target) as Partial<StructLayout>
  if (layout.fields === undefined) return []
  return fieldRows(layout as StructLayout, offset, offset + place.size, target, depth, field, offset)
}
