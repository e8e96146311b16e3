import { ValueError } from '../errors/index.js'
import { dropValue } from '../layout/drop-value.js'
import type { Address, AnyType } from '../layout/index.js'
import { memoize } from '../layout/memoize.js'
import { describeValue } from '../layout/names.js'
import { moveTogether } from '../ownership/moves.js'
import { HandleTable } from '../vtable/handle-table.js'
import { hostTypeId } from '../vtable/host-identity.js'
import { noBytes, rawOf, type RawValue } from '../vtable/raw-value.js'
import { makeStaticTable } from '../vtable/static-table.js'
import { BoxVTable } from '../vtable/tables/box-vtable.js'
import { mapTypes } from '../vtable/tables/map-vtable.js'
import { makeEntry, prepareEntries } from './host-map-entries.js'
import { iterateMutPlaces, iteratePairs, iteratePlaces, prepareIterators } from './host-map-iterators.js'
import { findQuery, type Query } from './host-map-query.js'
import { HostMapState, type Slot } from './host-map-state.js'
import type { RHashMapType } from './r-hash-map.js'

/**
 * The maps of this side that native code may hold.
 *
 * @internal
 */
export const hostMaps = new HandleTable<HostMapState>('a map')

/**
 * Makes a map of this side.
 *
 * @param type - The type of the map.
 * @param pairs - Keys and values.
 * @param path - What is written, for errors.
 * @returns The words of the map.
 * @throws {@link ValueError} for what is no pairs, and for keys and values that do not fit.
 *
 * @see Rule T-64 of the specification.
 *
 * @internal
 */
export function makeHostMap(type: RHashMapType, pairs: unknown, path: string): readonly number[] {
  const { key, value } = type
  if (!isIterable(pairs)) refusePairs(type, pairs, path)
  prepareMaps(key, value)
  const state = new HostMapState(key, value)
  const replaced: { readonly type: AnyType; readonly raw: RawValue }[] = []
  try {
    moveTogether(() => {
      let index = 0
      for (const pair of pairs) {
        const at = `${path}[${index}]`
        if (!Array.isArray(pair) || pair.length !== 2) refusePairs(type, pair, at)
        const rawKey = rawOf(key, pair[0], `${at}[0]`)
        const raw = rawOf(value, pair[1], `${at}[1]`)
        const known = state.at(rawKey, 0)
        if (known === undefined) state.add(state.place(rawKey), raw)
        else replaced.push({ type: key, raw: rawKey }, { type: value, raw: state.swap(known, raw) })
        index += 1
      }
    })
  } catch (error) {
    for (const slot of state.empty()) state.takeOut(slot)
    throw error
  }
  for (const { type: one, raw } of replaced) dropValue(one, raw, 0)
  return [hostMaps.insert(state), boxTable(), tableOf(key)(value)]
}

/**
 * Frees a map whose keys and values go back to where they came from.
 *
 * @internal
 */
export function takeBackMap([handle]: readonly number[]): void {
  const state = hostMaps.remove(handle!, 'RHashMap')
  for (const slot of state.empty()) state.takeOut(slot)
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function insert(state: HostMapState, key: RawValue, value: RawValue): RawValue | undefined {
  const known = state.at(key, 0)
  if (known === undefined) {
    state.add(state.place(key), value)
    return undefined
  }
  dropValue(state.key, key, 0)
  return state.swap(known, value)
}

let boxes: Address | undefined

/** The table of the boxes that hold maps of this side. */
function boxTable(): Address {
  return (boxes ??= makeStaticTable(BoxVTable, {
    type_id: hostTypeId,
    destructor(handle: number, callReferentDrop: string, deallocate: string) {
      const path = 'RHashMap.destructor'
      const state = hostMaps.get(handle, path)
      if (deallocate === 'Yes') hostMaps.remove(handle, path)
      if (callReferentDrop === 'Yes') state.drop(state.empty())
    },
  }))
}

/**
 * Makes the tables of the maps of a type before one is made.
 *
 * @internal
 */
export function prepareMaps(key: AnyType, value: AnyType): void {
  boxTable()
  tableOf(key)(value)
}

/** The table of the maps of this side. */
const tableOf = memoize((key: AnyType) => memoize((value: AnyType) => makeTable(key, value)))

function makeTable(key: AnyType, value: AnyType): Address {
  prepareIterators(new HostMapState(key, value))
  prepareEntries(key, value)
  const at = (handle: number, name: string): HostMapState => hostMaps.get(handle, `RHashMap.${name}`)
  const valueOf = (slot: Slot | undefined): number => slot?.value ?? 0
  const removed = (state: HostMapState, slot: Slot | undefined): readonly [RawValue, RawValue] | undefined =>
    slot === undefined ? undefined : state.remove(slot)
  const get = (handle: number, query: Query): number => valueOf(findQuery(at(handle, 'get'), query))
  const getByKey = (handle: number, place: number): number => valueOf(at(handle, 'get_p').atAddress(place))
  return makeStaticTable(mapTypes(key, value).table, {
    insert_elem(handle: number, ...given: readonly RawValue[]) {
      const [rawKey, raw] = key.isVoidInC === true ? [noBytes, given[0]] : given
      return insert(at(handle, 'insert'), rawKey, raw ?? noBytes)
    },
    get_elem: get,
    get_mut_elem: get,
    remove_entry(handle: number, query: Query) {
      const state = at(handle, 'remove_entry')
      return removed(state, findQuery(state, query))
    },
    get_elem_p: getByKey,
    get_mut_elem_p: getByKey,
    remove_entry_p(handle: number, place: number) {
      const state = at(handle, 'remove_entry_p')
      return removed(state, state.atAddress(place))
    },
    // Room is made when it is needed.
    reserve: (handle: number) => void at(handle, 'reserve'),
    clear_map(handle: number) {
      const state = at(handle, 'clear')
      state.drop(state.empty())
    },
    len: (handle: number) => at(handle, 'len').slots.size,
    capacity: (handle: number) => at(handle, 'capacity').slots.size,
    iter: (handle: number) => iteratePlaces(at(handle, 'iter')),
    iter_mut: (handle: number) => iterateMutPlaces(at(handle, 'iter_mut')),
    drain: (handle: number) => iteratePairs(at(handle, 'drain')),
    iter_val: ({ data }: { data: number }) => iteratePairs(hostMaps.remove(data, 'RHashMap.into_iter')),
    entry: (handle: number, rawKey = noBytes) => makeEntry(at(handle, 'entry'), rawKey),
  })
}

function refusePairs(type: RHashMapType, value: unknown, path: string): never {
  throw new ValueError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule: 'T-60',
    path,
    expected: `a ${type.name}, a Map, or pairs [key, value]`,
    found: describeValue(value),
  })
}
