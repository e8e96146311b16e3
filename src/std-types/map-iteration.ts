import type { NativeIterator } from './map-functions.js'
import { closeView, openView, refuseChanged, type MapView } from './map-views.js'

/**
 * Goes through a map by an iterator of its maker. The iterator is dropped when it is used up, when the loop is left, and
 * before the map changes.
 *
 * @param map - The data pointer of the map.
 * @param native - The iterator.
 * @param path - What is being read, for errors.
 * @param read - Makes an element of what the iterator gives.
 *
 * @see Rule T-62 of the specification.
 *
 * @internal
 */
export class MapIteration<Raw, Item> implements IterableIterator<Item, undefined>, MapView, Disposable {
  readonly #map: number
  readonly #native: NativeIterator<Raw>
  readonly #path: string
  readonly #read: (raw: Raw) => Item
  #state: 'open' | 'done' | 'changed' = 'open'

  constructor(map: number, native: NativeIterator<Raw>, path: string, read: (raw: Raw) => Item) {
    this.#map = map
    this.#native = native
    this.#path = path
    this.#read = read
    openView(map, this)
  }

  next(): IteratorResult<Item, undefined> {
    if (this.#state === 'changed') refuseChanged(this.#path)
    if (this.#state === 'done') return { done: true, value: undefined }
    const { done, value } = this.#native.next()
    if (done !== true) return { done: false, value: this.#read(value) }
    return this.return()
  }

  return(): IteratorResult<Item, undefined> {
    if (this.#state === 'open') this.#close('done')
    return { done: true, value: undefined }
  }

  end(): void {
    this.#close('changed')
  }

  [Symbol.dispose](): void {
    this.return()
  }

  [Symbol.iterator](): this {
    return this
  }

  #close(state: 'done' | 'changed'): void {
    this.#state = state
    closeView(this.#map, this)
    this.#native[Symbol.dispose]()
  }
}
