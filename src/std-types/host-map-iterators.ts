import { implementTrait } from '../vtable/index.js'
import type { RawValue } from '../vtable/raw-value.js'
import { mapTypes, MutPlaceIterator, PlaceIterator } from '../vtable/tables/map-vtable.js'
import type { HostMapState, Slot } from './host-map-state.js'

/** Goes through places. */
class Places {
  readonly #slots: readonly Slot[]
  #next: number

  constructor(slots: readonly Slot[], next = 0) {
    this.#slots = slots
    this.#next = next
  }

  next(): IteratorResult<[number, number], undefined> {
    const slot = this.#slots[this.#next]
    if (slot === undefined) return { done: true, value: undefined }
    this.#next += 1
    return { done: false, value: [slot.key, slot.value] }
  }

  clone(): Places {
    return new Places(this.#slots, this.#next)
  }
}

/** Gives keys and values away, and drops those that nobody asked for. */
class Pairs implements Disposable {
  readonly #state: HostMapState
  readonly #slots: Slot[]

  constructor(state: HostMapState, slots: Slot[]) {
    this.#state = state
    this.#slots = slots.reverse()
  }

  next(): IteratorResult<readonly [RawValue, RawValue], undefined> {
    const slot = this.#slots.pop()
    if (slot === undefined) return { done: true, value: undefined }
    return { done: false, value: this.#state.takeOut(slot) }
  }

  [Symbol.dispose](): void {
    this.#state.drop(this.#slots.splice(0))
  }
}

/**
 * An iterator of this side over the places of keys and values.
 *
 * @see Rule T-64 of the specification.
 *
 * @internal
 */
export function iteratePlaces(state: HostMapState): Disposable {
  return implementTrait(PlaceIterator, new Places([...state.slots.values()]) as never)
}

/**
 * The same for values that may be changed.
 *
 * @internal
 */
export function iterateMutPlaces(state: HostMapState): Disposable {
  return implementTrait(MutPlaceIterator, new Places([...state.slots.values()]) as never)
}

/**
 * An iterator of this side that empties the map.
 *
 * @internal
 */
export function iteratePairs(state: HostMapState): Disposable {
  const { pairs } = mapTypes(state.key, state.value)
  return implementTrait(pairs, new Pairs(state, state.empty())) as Disposable
}

/**
 * Makes the tables of the iterators. An entry point that is made in the course of a call of native code could not be called
 * by it.
 *
 * @internal
 */
export function prepareIterators(state: HostMapState): void {
  for (const iterate of [iteratePlaces, iterateMutPlaces, iteratePairs]) iterate(state)[Symbol.dispose]()
}
