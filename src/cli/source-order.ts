/**
 * Sorts the exports of a module as they stand in its source. The module itself does not know: the keys of a module
 * namespace are sorted by name. What is not found in the source comes last, by name.
 *
 * @param exported - Names and values.
 * @param source - The text of the module.
 *
 * @internal
 */
export function inSourceOrder<Value>(
  exported: readonly (readonly [string, Value])[],
  source: string,
): (readonly [string, Value])[] {
  const places = new Map(exported.map(([name]) => [name, placeOf(name, source)]))
  return exported.toSorted(([a], [b]) => places.get(a)! - places.get(b)! || Number(a > b) - Number(a < b))
}

/** The name may stand in comments and imports too: where it is declared or exported counts, any other place if there is none. */
function placeOf(name: string, source: string): number {
  const word = `${name.replaceAll('$', '\\$')}(?![\\w$])`
  const places = [
    `\\b(?:const|let|var|as|class|function)\\s+${word}`,
    `\\bexport\\s*\\{[^}]*?(?<![\\w$])${word}`,
    `(?<![\\w$])${word}`,
  ]
  for (const place of places) {
    const found = new RegExp(place).exec(source)
    if (found !== null) return found.index + found[0].length
  }
  return source.length
}
