import Table from 'cli-table3'
import type { Target } from '../layout/index.js'
import type { PrefixField } from '../prefix/index.js'
import { fieldRows, type FieldRow } from './field-rows.js'
import { isPrefixType } from './load-declarations.js'
import type { Paint, Palette } from './palette.js'
import type { Measured } from './runs.js'

/**
 * Lists the fields of a type, those of nested structs below theirs, and the padding between them.
 *
 * @param type - A struct, a union or a prefix type.
 * @param target - The machine.
 * @param palette - Colours.
 * @returns Lines.
 *
 * @internal
 */
export function drawFieldTable(type: Measured, target: Target, palette: Palette): string[] {
  const isPrefix = isPrefixType(type)
  const numbers = ['offset', 'size', 'align']
  const position = isPrefix && type.presence.kind !== 'mask' ? 'index' : 'bit'
  const head = isPrefix
    ? [position, ...numbers, 'field', 'since', 'missing', 'type']
    : [...numbers, 'field', 'type']
  const table = new Table({
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: head.map(palette.faint),
    colAligns: head.map((title) => (title === position || numbers.includes(title) ? 'right' : 'left')),
  })
  for (const row of fieldRows(type, target))
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

function cells(row: FieldRow, palette: Palette): string[] {
  const isOutermost = row.depth === 0 && row.field !== undefined
  const colour: Paint = row.field === undefined ? palette.faint : palette.field(row.field)
  const faintly: Paint = (text) => (isOutermost || text === '' ? text : palette.faint(text))
  const name = colour(row.name ?? 'padding')
  return [
    faintly(row.offset),
    faintly(row.size),
    faintly(String(row.alignment ?? '')),
    `${'  '.repeat(row.depth)}${isOutermost ? palette.strong(name) : name}`,
    faintly(row.typeName ?? ''),
  ]
}

function prefixCells(row: FieldRow, type: Measured, palette: Palette): string[] {
  const field =
    row.depth === 0 && row.field !== undefined && isPrefixType(type) ? type.fields[row.field] : undefined
  const [offset = '', size = '', alignment = '', name = '', typeName = ''] = cells(row, palette)
  const policy =
    field === undefined ? '' : `${whenMissing(field)}${field.isAccessible === false ? ', inaccessible' : ''}`
  return [String(field?.index ?? ''), offset, size, alignment, name, field?.since ?? '', policy, typeName]
}

/**
 * What a reader does where a field is missing, in a word.
 *
 * @internal
 */
export function whenMissing({ isReserved, missing }: PrefixField): string {
  return isReserved ? 'reserved' : (missing?.policy ?? 'never')
}
