/**
 * Remembers the results of a function of one object, without keeping the object alive, except for the last one.
 *
 * @internal
 */
export function memoize<Key extends object, Result>(compute: (key: Key) => Result): (key: Key) => Result {
  const results = new WeakMap<Key, { readonly key: Key; readonly value: Result }>()
  // Loops ask the same again and again, and a comparison is many times faster than a WeakMap.
  let last: { readonly key: Key; readonly value: Result } | undefined
  return (key) => {
    if (last?.key === key) return last.value
    let known = results.get(key)
    if (known === undefined) results.set(key, (known = { key, value: compute(key) }))
    last = known
    return known.value
  }
}
