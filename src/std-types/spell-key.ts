/**
 * Spells a plain value so that equal values have one spelling and others have others: what a map of this side finds its
 * keys by.
 *
 * @param value - A plain copy of a key.
 *
 * @see Rule T-64 of the specification.
 *
 * @internal
 */
export function spellKey(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `"${value.length}:${value}`
    case 'object':
      return value === null ? 'null' : spellParts(value)
    default:
      return `${typeof value}:${String(value)}`
  }
}

function spellParts(value: object): string {
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return `[${Array.from(value as ArrayLike<unknown>, spellKey).join(',')}]`
  if (value instanceof Map) {
    const pairs = Array.from(value, ([key, one]) => `${spellKey(key)}=${spellKey(one)}`)
    return `<${pairs.sort().join(',')}>`
  }
  if ('address' in value) return `@${String(value.address)}`
  const fields = Object.entries(value).map(([name, one]) => `${name}=${spellKey(one)}`)
  return `{${fields.join(',')}}`
}
