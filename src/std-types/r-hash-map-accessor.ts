import { dropValue, replaceValue } from '../layout/drop-value.js'
import { addressOf, isView, typeOfView, type AnyType, type MemoryLocation } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { viewType } from '../layout/view.js'
import { nativeSpace } from '../memory/native-space.js'
import { scratchMemory } from '../memory/scratch.js'
import { ownershipKey } from '../ownership/index.js'
import { recordMoves } from '../ownership/moves.js'
import { boundTable } from '../vtable/bound-table.js'
import { OwningAccessor } from '../vtable/owning-accessor.js'
import { pointeeAt } from '../vtable/pointee.js'
import { passed, rawOf, type RawValue } from '../vtable/raw-value.js'
import { refuseLent } from '../vtable/receiver.js'
import { BoxVTable } from '../vtable/tables/box-vtable.js'
import { MapEntry } from './map-entry.js'
import { mapFunctions, type MapFunctions } from './map-functions.js'
import { MapIteration } from './map-iteration.js'
import { endViews } from './map-views.js'
import type { RHashMapType } from './r-hash-map.js'
import { takeRaw } from './take-raw.js'

/** The functions of a box's table, as far as they are called here. */
interface BoxFunctions {
  readonly destructor: (data: number, callReferentDrop: 'Yes', deallocate: 'Yes') => void
}

/**
 * The accessor of a map: all is done by its own table.
 *
 * @see Rules T-60 to T-63 of the specification.
 *
 * @internal
 */
export abstract class MapAccessor extends OwningAccessor {
  declare readonly $type: RHashMapType
  readonly #tables: readonly [number, number]
  readonly #functions: MapFunctions

  constructor(
    type: RHashMapType,
    words: readonly number[],
    isOwner: boolean,
    location: MemoryLocation | undefined,
  ) {
    const [data, box, table] = words as [number, number, number]
    const functions = mapFunctions(type.key, type.value, table)
    const release = isOwner ? releaseOf(boundTable<BoxFunctions>(BoxVTable, box), data) : undefined
    super('map', data, release, location)
    this.#tables = [box, table]
    this.#functions = functions
  }

  $words(): readonly number[] {
    return [this.$data, ...this.#tables]
  }

  $asOwner(): MapAccessor {
    return new (mapClassOf(this.$type))(this.$words(), true)
  }

  override $moveOut(where: string): void {
    super.$moveOut(where)
    endViews(this.$data)
  }

  get size(): number {
    this.#look('size')
    return this.#functions.len(this.$data)
  }

  get capacity(): number {
    this.#look('capacity')
    return this.#functions.capacity(this.$data)
  }

  has(key: unknown): boolean {
    return this.#find('has', key) !== 0
  }

  get(key: unknown): unknown {
    const at = this.#find('get', key)
    return at === 0 ? undefined : this.#at(this.$type.value, at, 'get')
  }

  set(key: unknown, value: unknown): this {
    const old = this.#insert('set', key, value)
    if (old !== undefined) dropValue(this.$type.value, old, 0)
    return this
  }

  replace(key: unknown, value: unknown): unknown {
    const old = this.#insert('replace', key, value)
    return old === undefined ? undefined : takeRaw(this.$type.value, old)
  }

  delete(key: unknown): boolean {
    const [oldKey, old] = this.#remove('delete', key) ?? []
    if (oldKey === undefined || old === undefined) return false
    try {
      dropValue(this.$type.key, oldKey, 0)
    } finally {
      dropValue(this.$type.value, old, 0)
    }
    return true
  }

  take(key: unknown): unknown {
    const [oldKey, old] = this.#remove('take', key) ?? []
    if (oldKey === undefined || old === undefined) return undefined
    dropValue(this.$type.key, oldKey, 0)
    return takeRaw(this.$type.value, old)
  }

  clear(): void {
    this.#change('clear')
    this.#functions.clear_map(this.$data)
  }

  reserve(additional: number): void {
    this.#change('reserve')
    this.#functions.reserve(this.$data, additional)
  }

  entry(key: unknown): MapEntry {
    const path = this.#change('entry')
    const record = recordMoves()
    try {
      const raw = rawOf(this.$type.key, key, `${path} → param key`)
      record.commit()
      return new MapEntry(
        this.$type,
        this.$data,
        this.#functions.entry(this.$data, ...passed(this.$type.key, raw)),
      )
    } finally {
      record.undo()
    }
  }

  entries(): IterableIterator<[unknown, unknown], undefined> {
    const { key, value } = this.$type
    return this.#iterate('entries', ([k, v]) => [this.#at(key, k, 'entries'), this.#at(value, v, 'entries')])
  }

  keys(): IterableIterator<unknown, undefined> {
    return this.#iterate('keys', ([key]) => this.#at(this.$type.key, key, 'keys'))
  }

  values(): IterableIterator<unknown, undefined> {
    return this.#iterate('values', ([, value]) => this.#at(this.$type.value, value, 'values'))
  }

  [Symbol.iterator](): IterableIterator<[unknown, unknown], undefined> {
    return this.entries()
  }

  forEach(use: (value: unknown, key: unknown, map: this) => void): void {
    for (const [key, value] of this.entries()) use(value, key, this)
  }

  update(change: (value: unknown, key: unknown) => unknown): void {
    const { key, value } = this.$type
    const path = this.#change('update')
    const native = this.#functions.iter_mut(this.$data)
    for (const [k, v] of new MapIteration(this.$data, native, path, (places) => places)) {
      const { memory, offset } = pointeeAt(value, v, path)
      const changed = change(this.#at(value, v, 'update'), this.#at(key, k, 'update'))
      if (changed !== undefined) replaceValue(value, memory, offset, changed, `${path} → returns`)
    }
  }

  drain(): IterableIterator<[unknown, unknown], undefined> {
    const path = this.#change('drain')
    return new MapIteration(this.$data, this.#functions.drain(this.$data), path, this.#pair)
  }

  intoEntries(): IterableIterator<[unknown, unknown], undefined> {
    const path = `${this.$type.name}.intoEntries`
    if (this[ownershipKey] === undefined) refuseLent(path)
    this.#change('intoEntries')
    const box = { data: this.$data, vtable: this.#tables[0] }
    this.$moveOut(path)
    return new MapIteration(this.$data, this.#functions.iter_val(box), path, this.#pair)
  }

  toMap(): Map<unknown, unknown> {
    const { key, value } = this.$type
    const copy = (type: AnyType, at: number): unknown => {
      const { memory, offset } = pointeeAt(type, at, `${this.$type.name}.toMap`)
      return codecOf(type, nativeSpace.target).copy(memory, offset)
    }
    return new Map(this.#iterate('toMap', ([k, v]) => [copy(key, k), copy(value, v)]))
  }

  override toJSON(): unknown {
    const { key, value } = this.$type
    const json = (type: AnyType, at: number): unknown => {
      const { memory, offset } = pointeeAt(type, at, `${this.$type.name}.toJSON`)
      return codecOf(type, nativeSpace.target).json(memory, offset)
    }
    const pairs = [...this.#iterate('toJSON', ([k, v]): [unknown, unknown] => [json(key, k), json(value, v)])]
    const isObject = pairs.every(([one]) => typeof one === 'string')
    return isObject ? Object.fromEntries(pairs as [string, unknown][]) : pairs
  }

  protected override $contents(): readonly unknown[] {
    return [this.toMap()]
  }

  readonly #pair = ([key, value]: readonly [RawValue, RawValue]): [unknown, unknown] => [
    takeRaw(this.$type.key, key),
    takeRaw(this.$type.value, value),
  ]

  #iterate<Item>(
    name: string,
    read: (places: readonly [number, number]) => Item,
  ): IterableIterator<Item, undefined> {
    const path = this.#look(name)
    return new MapIteration(this.$data, this.#functions.iter(this.$data), path, read)
  }

  #at(type: AnyType, address: number, name: string): unknown {
    const { memory, offset } = pointeeAt(type, address, `${this.$type.name}.${name}`)
    return codecOf(type, nativeSpace.target).get(memory, offset)
  }

  #find(name: string, key: unknown): number {
    const path = this.#look(name)
    return this.#withKey(key, path, (at) => this.#functions.get_elem_p(this.$data, at))
  }

  #insert(name: string, key: unknown, value: unknown): RawValue | undefined {
    const path = this.#change(name)
    const record = recordMoves()
    try {
      const rawKey = rawOf(this.$type.key, key, `${path} → param key`)
      const rawValue = rawOf(this.$type.value, value, `${path} → param value`)
      record.commit()
      const { key: keyType, value: valueType } = this.$type
      return this.#functions.insert_elem(
        this.$data,
        ...passed(keyType, rawKey),
        ...passed(valueType, rawValue),
      )
    } finally {
      record.undo()
    }
  }

  #remove(name: string, key: unknown): readonly [RawValue, RawValue] | undefined {
    const path = this.#change(name)
    return this.#withKey(key, path, (at) => this.#functions.remove_entry_p(this.$data, at))
  }

  /** Lays a key down for as long as the map is asked for it. It still belongs to whoever asks. */
  #withKey<Result>(key: unknown, path: string, use: (address: number) => Result): Result {
    const type = this.$type.key
    if (isView(key) && typeOfView(key) === type && isNative(key)) return use(addressOf(key))
    const codec = codecOf(type, nativeSpace.target)
    const scratch = scratchMemory()
    const { mark } = scratch
    const record = recordMoves()
    try {
      const { memory, offset } = scratch.allocate(Math.max(1, codec.size), codec.alignment)
      codec.set(memory, offset, key, `${path} → param key`)
      return use(memory.base! + offset)
    } finally {
      record.undo()
      scratch.release(mark)
    }
  }

  #look(name: string): string {
    const path = `${this.$type.name}.${name}`
    this[ownershipKey]?.assertOwned(path)
    return path
  }

  #change(name: string): string {
    const path = this.#look(name)
    endViews(this.$data)
    return path
  }
}

function isNative(key: object): boolean {
  const { $memory } = key as { readonly $memory: MemoryLocation['memory'] }
  return $memory.space === nativeSpace && $memory.base !== undefined
}

/** Made where `this` is not in sight, so that it cannot keep the map alive. */
function releaseOf({ destructor }: BoxFunctions, data: number): () => void {
  return () => {
    endViews(data)
    destructor(data, 'Yes', 'Yes')
  }
}

/** The class of the accessors of a type. */
type MapClass = new (words: readonly number[], isOwner: boolean, location?: MemoryLocation) => MapAccessor

/**
 * The class of the accessors of a type of maps.
 *
 * @internal
 */
export const mapClassOf = memoize((type: RHashMapType): MapClass => {
  const Accessor = class extends MapAccessor {
    constructor(words: readonly number[], isOwner: boolean, location?: MemoryLocation) {
      super(type, words, isOwner, location)
    }
  }
  Object.defineProperty(Accessor, 'name', { value: type.name, configurable: true })
  Object.defineProperty(Accessor.prototype, '$type', { value: type })
  Object.defineProperty(Accessor.prototype, viewType, { value: type })
  return Accessor
})
