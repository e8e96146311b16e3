import { dropValue } from '../layout/drop-value.js'
import { codecOf } from '../layout/layout.js'
import { nativeSpace } from '../memory/native-space.js'
import { recordMoves } from '../ownership/moves.js'
import { boundTable } from '../vtable/bound-table.js'
import { pointeeAt } from '../vtable/pointee.js'
import { passed, rawOf, type RawValue } from '../vtable/raw-value.js'
import { mapTypes } from '../vtable/tables/map-vtable.js'
import {
  type EntryWords,
  type NativeEntry,
  type OccupiedFunctions,
  type VacantFunctions,
} from './map-functions.js'
import { closeView, openView, refuseChanged, type MapView } from './map-views.js'
import type { RHashMapType } from './r-hash-map.js'
import { takeRaw } from './take-raw.js'

/** What is known of the place of a key. */
type Place =
  | { readonly isOccupied: true; readonly functions: OccupiedFunctions }
  | { readonly isOccupied: false; readonly functions: VacantFunctions }

/**
 * The place of a key in a map.
 *
 * @see Rule T-63 of the specification.
 *
 * @internal
 */
export class MapEntry implements MapView, Disposable {
  readonly #type: RHashMapType
  readonly #map: number
  readonly #words: EntryWords
  readonly #place: Place
  #state: 'open' | 'used' | 'changed' = 'open'

  constructor(type: RHashMapType, map: number, { tag, entry, vtable }: NativeEntry) {
    const { occupied, vacant } = mapTypes(type.key, type.value)
    this.#type = type
    this.#map = map
    this.#words = { entry, vtable }
    this.#place =
      tag === 'Occupied'
        ? { isOccupied: true, functions: boundTable<OccupiedFunctions>(occupied, vtable) }
        : { isOccupied: false, functions: boundTable<VacantFunctions>(vacant, vtable) }
    openView(map, this)
  }

  get isOccupied(): boolean {
    return this.#place.isOccupied
  }

  get key(): unknown {
    const path = this.#use('key')
    const { key } = this.#type
    const { memory, offset } = pointeeAt(key, this.#place.functions.key(this.#words.entry), path)
    return codecOf(key, nativeSpace.target).get(memory, offset)
  }

  get(): unknown {
    const path = this.#use('get')
    const place = this.#place
    return place.isOccupied ? this.#valueAt(place.functions.get_elem(this.#words.entry), path) : undefined
  }

  orInsert(value: unknown): unknown {
    const path = this.#use('orInsert')
    const place = this.#place
    if (place.isOccupied) {
      this.#close('used')
      return this.#valueAt(place.functions.fn_into_mut_elem(this.#words), path)
    }
    return this.#insert(place.functions, value, path)
  }

  set(value: unknown): unknown {
    const path = this.#use('set')
    const place = this.#place
    if (!place.isOccupied) return this.#insert(place.functions, value, path)
    const { entry } = this.#words
    const old = this.#moving(value, path, (raw) =>
      place.functions.insert_elem(entry, ...passed(this.#type.value, raw)),
    )
    dropValue(this.#type.value, old, 0)
    return this.#valueAt(place.functions.get_elem(entry), path)
  }

  remove(): unknown {
    this.#use('remove')
    const place = this.#place
    if (!place.isOccupied) return undefined
    this.#close('used')
    return takeRaw(this.#type.value, place.functions.remove(this.#words))
  }

  end(): void {
    this.#drop('changed')
  }

  [Symbol.dispose](): void {
    if (this.#state === 'open') this.#drop('used')
  }

  #insert({ insert_elem }: VacantFunctions, value: unknown, path: string): unknown {
    const at = this.#moving(value, path, (raw) => {
      this.#close('used')
      return insert_elem(this.#words, ...passed(this.#type.value, raw))
    })
    return this.#valueAt(at, path)
  }

  #moving<Result>(value: unknown, path: string, use: (raw: RawValue) => Result): Result {
    const record = recordMoves()
    try {
      const raw = rawOf(this.#type.value, value, `${path} → param value`)
      record.commit()
      return use(raw)
    } finally {
      record.undo()
    }
  }

  #valueAt(address: number, path: string): unknown {
    const { value } = this.#type
    const { memory, offset } = pointeeAt(value, address, path)
    return codecOf(value, nativeSpace.target).get(memory, offset)
  }

  #use(name: string): string {
    const path = `${this.#type.name}.entry.${name}`
    if (this.#state !== 'open') refuseChanged(path)
    return path
  }

  #drop(state: 'used' | 'changed'): void {
    this.#close(state)
    this.#place.functions.drop_entry(this.#words.entry)
  }

  #close(state: 'used' | 'changed'): void {
    this.#state = state
    closeView(this.#map, this)
  }
}
