/**
 * How two plain copies of values compare, as Rust's derived comparisons do: first by their forms, then part by part, texts by
 * their characters, `false` before `true`, and what is not there before what is.
 *
 * @param one - A plain copy.
 * @param other - Another one of the same type.
 * @param order - The numbers of forms by their names, for enums.
 * @returns -1, 0 or 1.
 *
 * @see Rule T-42 of the specification.
 *
 * @internal
 */
export function compareValues(
  one: unknown,
  other: unknown,
  order: ReadonlyMap<string, number | bigint> = new Map(),
): number {
  if (Object.is(one, other)) return 0
  if (one === undefined || other === undefined) return one === undefined ? -1 : 1
  const [first, second] = [order.get(nameOf(one)), order.get(nameOf(other))]
  if (first !== undefined && second !== undefined && first !== second) return first < second ? -1 : 1
  if (typeof one === 'string' && typeof other === 'string')
    return compareLists([...one].map(codePoint), [...other].map(codePoint))
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return (one as number) < (other as number) ? -1 : (one as number) > (other as number) ? 1 : 0
  if (ArrayBuffer.isView(one) || Array.isArray(one))
    return compareLists([...(one as Iterable<unknown>)], [...(other as Iterable<unknown>)])
  return compareLists(Object.values(one), Object.values(other))
}

/** The name of the form of an enum. */
function nameOf(value: unknown): string {
  return typeof value === 'string' ? value : String((value as { tag?: unknown } | null)?.tag)
}

function codePoint(character: string): number {
  return character.codePointAt(0)!
}

function compareLists(one: readonly unknown[], other: readonly unknown[]): number {
  for (let index = 0; index < Math.min(one.length, other.length); index++) {
    const found = compareValues(one[index], other[index])
    if (found !== 0) return found
  }
  return Math.sign(one.length - other.length)
}
