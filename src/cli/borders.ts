/** Line drawing by the directions in which lines leave a crossing: 1 up, 2 right, 4 down, 8 left. */
const crossings = [' ', '╵', '╶', '└', '╷', '│', '┌', '├', '╴', '┘', '─', '┴', '┐', '┤', '┬', '┼']

/**
 * What the columns of a row belong to; `undefined` outside of the drawing.
 *
 * @internal
 */
export type Owners = readonly unknown[]

/**
 * The line between two rows of boxes. Columns that belong to the same thing above and below are not parted, so a box
 * may have any shape.
 *
 * @param above - What the columns above belong to.
 * @param below - What the columns below belong to.
 * @param pitch - Characters from one column to the next.
 * @param width - Number of columns.
 *
 * @internal
 */
export function borderBetween(above: Owners, below: Owners, pitch: number, width: number): string {
  let line = ''
  for (let column = 0; column <= width; column++) {
    const parts = (owners: Owners): boolean => owners[column - 1] !== owners[column]
    const runs = (at: number): boolean => above[at] !== below[at]
    const directions =
      (parts(above) ? 1 : 0) | (runs(column) ? 2 : 0) | (parts(below) ? 4 : 0) | (runs(column - 1) ? 8 : 0)
    line += crossings[directions]
    if (column < width) line += (runs(column) ? '─' : ' ').repeat(pitch - 1)
  }
  return line.trimEnd()
}
