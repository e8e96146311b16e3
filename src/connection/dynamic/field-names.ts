/**
 * Names under which fields, forms and names of a peer are found in JavaScript: as they are where they can be, and told apart
 * where several are the same. Peers do not compare them.
 *
 * @param names - As the peer has them.
 * @param reserved - A name that none may have.
 *
 * @see Rule X-68 of the specification.
 *
 * @internal
 */
export function fieldNames(names: readonly string[], reserved?: string): readonly string[] {
  // JavaScript sorts numbers before all other keys: they are kept where that changes nothing.
  const isNumbered = names.every((name, index) => name === String(index))
  const taken = new Map<string, number>(reserved === undefined ? [] : [[reserved, 1]])
  return names.map((name, index) => {
    const wanted = isNumbered ? name : plainName(name, index)
    let found = wanted
    let number = taken.get(wanted) ?? 0
    while (taken.has(found)) found = `${wanted}_${++number}`
    taken.set(wanted, Math.max(number, 1)).set(found, 1)
    return found
  })
}

function plainName(name: string, index: number): string {
  const plain = name.replace(/^r#/, '')
  if (plain === '' || plain === '__proto__') return `_${index}`
  return /^\d+$/.test(plain) ? `_${plain}` : plain
}
