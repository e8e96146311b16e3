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

/** A name that is declared or given here. A comment above may mention it, so any other place counts only if there is none. */
function placeOf(name: string, source: string): number {
  const word = name.replaceAll('$', '\\$')
  const declared = source.search(new RegExp(`\\b(?:const|let|var|as|class|function)\\s+${word}(?![\\w$])`))
  if (declared >= 0) return declared
  const mentioned = source.search(new RegExp(`(?<![\\w$])${word}(?![\\w$])`))
  return mentioned >= 0 ? mentioned : source.length
}
