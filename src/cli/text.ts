/**
 * Shortens a text at its end.
 *
 * @internal
 */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
}

/**
 * Shortens the path of a field: its outer parts go first. Of several paths the last ones go.
 *
 * @internal
 */
export function clipPath(path: string, width: number): string {
  if (path.length <= width) return path
  const inner = `…${path.slice(path.lastIndexOf('.'))}`
  return path.includes('.') && !path.includes(' | ') && inner.length <= width ? inner : clip(path, width)
}

/**
 * A number of things: `1 byte`, `12 bytes`, `1000000 bytes` with its thousands parted.
 *
 * @internal
 */
export function count(number: number, thing: string): string {
  // To load what formats numbers for a language takes as long as to draw everything else.
  const parted = String(number).replace(/\B(?=(\d{3})+$)/g, ' ')
  return `${parted} ${thing}${number === 1 ? '' : 's'}`
}
