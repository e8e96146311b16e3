import type { Memory } from '../layout/index.js'
import { bindPrefix } from './bind-prefix.js'
import { instanceAt } from './implemented-instances.js'
import type { PrefixType } from './prefix-type.js'

const bound = new WeakMap<PrefixType, Map<number, object>>()
const seen = new WeakMap<object, WeakMap<PrefixType, object>>()

/**
 * The accessor object of the instance that a reference leads to: made once for an address, and kept.
 *
 * @param type - The prefix type as the reader knows it.
 * @param address - Where the instance lies, not 0.
 * @param path - Where the reference was read, for errors.
 * @param memory - The memory that the instance lies in; a window where it is left out.
 *
 * @see Rules P-6 and P-17 of the specification.
 *
 * @internal
 */
export function referentAt(type: PrefixType, address: number, path: string, memory?: Memory): object {
  const instance = instanceAt(address)
  if (instance !== undefined) {
    const views = entry(seen, instance, () => new WeakMap<PrefixType, object>())
    return entry(views, type, () => instance.as(type) as object)
  }
  const known = entry(bound, type, () => new Map<number, object>())
  let view = known.get(address)
  if (view === undefined)
    known.set(address, (view = bindPrefix(type, address, undefined, { path, memory }) as object))
  return view
}

function entry<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}
