import { dropValue } from '../layout/drop-value.js'
import type { Address, AnyType } from '../layout/index.js'
import { memoize } from '../layout/memoize.js'
import { HandleTable } from '../vtable/handle-table.js'
import type { RawValue } from '../vtable/raw-value.js'
import { makeStaticTable } from '../vtable/static-table.js'
import { mapTypes } from '../vtable/tables/map-vtable.js'
import type { HostMapState, Slot } from './host-map-state.js'
import type { EntryWords, NativeEntry } from './map-functions.js'

/** The place of a key that native code looks at. */
interface HostEntry {
  readonly state: HostMapState
  readonly slot: Slot
}

const entries = new HandleTable<HostEntry>('an entry of a map')

/**
 * The place of a key in a map of this side.
 *
 * @param key - The key, which belongs to the place from now on.
 *
 * @see Rule T-64 of the specification.
 *
 * @internal
 */
export function makeEntry(state: HostMapState, key: RawValue): NativeEntry {
  const { occupied, vacant } = entryTables(state.key)(state.value)
  const known = state.at(key, 0)
  if (known === undefined)
    return { tag: 'Vacant', entry: entries.insert({ state, slot: state.place(key) }), vtable: vacant }
  dropValue(state.key, key, 0)
  return { tag: 'Occupied', entry: entries.insert({ state, slot: known }), vtable: occupied }
}

/**
 * Makes the tables of entries before native code asks for one.
 *
 * @internal
 */
export function prepareEntries(key: AnyType, value: AnyType): void {
  entryTables(key)(value)
}

interface EntryTables {
  readonly occupied: Address
  readonly vacant: Address
}

const entryTables = memoize((key: AnyType) =>
  memoize((value: AnyType): EntryTables => {
    const { occupied, vacant } = mapTypes(key, value)
    const at = (handle: number, path: string): HostEntry => entries.get(handle, path)
    const use = ({ entry }: EntryWords, path: string): HostEntry => entries.remove(entry, path)
    const keyOf = (handle: number): number => at(handle, 'RHashMap.entry.key').slot.key
    const valueOf = (handle: number): number => at(handle, 'RHashMap.entry.get').slot.value
    return {
      occupied: makeStaticTable(occupied, {
        drop_entry: (handle: number) => void entries.remove(handle, 'RHashMap.entry.drop'),
        key: keyOf,
        get_elem: valueOf,
        get_mut_elem: valueOf,
        fn_into_mut_elem: (words: EntryWords) => use(words, 'RHashMap.entry.into_mut').slot.value,
        insert_elem(handle: number, given: RawValue) {
          const { state, slot } = at(handle, 'RHashMap.entry.insert')
          return state.swap(slot, given)
        },
        remove(words: EntryWords) {
          const { state, slot } = use(words, 'RHashMap.entry.remove')
          const [oldKey, old] = state.remove(slot)
          dropValue(state.key, oldKey, 0)
          return old
        },
      }),
      vacant: makeStaticTable(vacant, {
        drop_entry(handle: number) {
          const { state, slot } = entries.remove(handle, 'RHashMap.entry.drop')
          dropValue(state.key, state.takeOut(slot)[0], 0)
        },
        key: keyOf,
        fn_into_key(words: EntryWords) {
          const { state, slot } = use(words, 'RHashMap.entry.into_key')
          return state.takeOut(slot)[0]
        },
        insert_elem(words: EntryWords, given: RawValue) {
          const { state, slot } = use(words, 'RHashMap.entry.insert')
          state.add(slot, given)
          return slot.value
        },
      }),
    }
  }),
)
