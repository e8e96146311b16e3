import pc from 'picocolors'

/**
 * Writes text in a colour, or leaves it as it is.
 *
 * @internal
 */
export type Paint = (text: string) => string

/**
 * The colours of a drawing.
 *
 * @internal
 */
export interface Palette {
  /** What is read first. */
  readonly strong: Paint
  /** What is there for completeness. */
  readonly faint: Paint
  /** The colour of a field, by its position. */
  readonly field: (index: number) => Paint
}

/**
 * Makes the colours of a drawing.
 *
 * @param isColoured - Whether there are colours at all.
 *
 * @internal
 */
export function makePalette(isColoured: boolean): Palette {
  const { bold, dim, cyan, yellow, green, magenta, blue, red } = pc.createColors(isColoured)
  const fields = [cyan, yellow, green, magenta, blue, red]
  return { strong: bold, faint: dim, field: (index) => fields[index % fields.length]! }
}

/**
 * Whether the standard output takes colours: a terminal does, unless `NO_COLOR` is set; anything else only if
 * `FORCE_COLOR` asks for it.
 *
 * @internal
 */
export function outputIsColoured(): boolean {
  // picocolors alone would also colour what a CI job writes into a file.
  return pc.isColorSupported && (process.stdout.isTTY || Boolean(process.env['FORCE_COLOR']))
}
