import { stripVTControlCharacters } from 'node:util'

/**
 * Puts cells below each other. Only as much as is needed stands between them.
 *
 * @param rows - The cells of each row; colours in them take no room.
 * @param right - Which columns are flush right.
 * @returns Lines.
 *
 * @internal
 */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const width = (cell: string): number => stripVTControlCharacters(cell).length
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, width(cell))))
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const room = ' '.repeat(widths[index]! - width(cell))
        return right.includes(index) ? room + cell : cell + room
      })
      .join('  ')
      .trimEnd(),
  )
}
