import type { AnyType } from '../layout/index.js'
import { boundTable } from '../vtable/bound-table.js'
import type { RawValue } from '../vtable/raw-value.js'
import { mapTypes } from '../vtable/tables/map-vtable.js'

/** An iterator of native code, as its accessor shows it. */
export interface NativeIterator<Item> extends Disposable {
  next(): IteratorResult<Item, undefined>
}

/** The place of a key, as it comes from native code. */
export interface NativeEntry {
  readonly tag: 'Occupied' | 'Vacant'
  readonly entry: number
  readonly vtable: number
}

/** The functions of a map's table, as they are called here. Places of keys and values are addresses, 0 for none. */
export interface MapFunctions {
  /** Takes the key and the value, as far as they take bytes. */
  readonly insert_elem: (map: number, ...keyAndValue: readonly RawValue[]) => RawValue | undefined
  readonly get_elem_p: (map: number, key: number) => number
  readonly remove_entry_p: (map: number, key: number) => readonly [RawValue, RawValue] | undefined
  readonly reserve: (map: number, additional: number) => void
  readonly clear_map: (map: number) => void
  readonly len: (map: number) => number
  readonly capacity: (map: number) => number
  readonly iter: (map: number) => NativeIterator<readonly [number, number]>
  readonly iter_mut: (map: number) => NativeIterator<readonly [number, number]>
  readonly drain: (map: number) => NativeIterator<readonly [RawValue, RawValue]>
  readonly iter_val: (map: object) => NativeIterator<readonly [RawValue, RawValue]>
  readonly entry: (map: number, ...key: readonly RawValue[]) => NativeEntry
}

/** The words of a place, passed by value. */
export interface EntryWords {
  readonly entry: number
  readonly vtable: number
}

/** What can be done with the place of a key for which there is a value. */
export interface OccupiedFunctions {
  readonly drop_entry: (entry: number) => void
  readonly key: (entry: number) => number
  readonly get_elem: (entry: number) => number
  readonly fn_into_mut_elem: (entry: EntryWords) => number
  readonly insert_elem: (entry: number, ...value: readonly RawValue[]) => RawValue
  readonly remove: (entry: EntryWords) => RawValue
}

/** What can be done with the place of a key for which there is no value. */
export interface VacantFunctions {
  readonly drop_entry: (entry: number) => void
  readonly key: (entry: number) => number
  readonly fn_into_key: (entry: EntryWords) => RawValue
  readonly insert_elem: (entry: EntryWords, ...value: readonly RawValue[]) => number
}

/**
 * The functions of a map, bound once for its table.
 *
 * @internal
 */
export function mapFunctions(key: AnyType, value: AnyType, table: number): MapFunctions {
  return boundTable<MapFunctions>(mapTypes(key, value).table, table)
}
