import {
  generic,
  struct,
  type AnyType,
  type Infer,
  type InputOf,
  type Type,
  type ViewOf,
} from '../layout/index.js'
import type { Taken } from '../vtable/index.js'
import { owningCodec, refuseNullData } from '../vtable/owning-codec.js'
import { tablePointer } from '../vtable/table-pointer.js'
import { ErasedBox } from '../vtable/tables/box-vtable.js'
import { mapTypes } from '../vtable/tables/map-vtable.js'
import { makeHostMap, prepareMaps, takeBackMap } from './host-map.js'
import { mapClassOf, type MapAccessor } from './r-hash-map-accessor.js'

/** The place of a key in a map. It is good for one change, and until the map changes in another way. */
export interface RHashMapEntry<K extends AnyType, V extends AnyType> extends Disposable {
  /** Whether there is a value for the key. */
  readonly isOccupied: boolean
  /** The key. */
  readonly key: ViewOf<K>
  /** The value; `undefined` where there is none. */
  get(): ViewOf<V> | undefined
  /**
   * Gives the value, after writing one where there is none.
   *
   * @param value - The value to write.
   */
  orInsert(value: InputOf<V>): ViewOf<V>
  /**
   * Writes the value.
   *
   * @param value - The value to write.
   * @returns The value in the map.
   */
  set(value: InputOf<V>): ViewOf<V>
  /** Removes key and value, and gives the value; `undefined` where there is none. */
  remove(): Taken<V> | undefined
}

/** What may be written as a map: pairs of keys and values. */
export type RHashMapInput<K extends AnyType, V extends AnyType> = Iterable<readonly [InputOf<K>, InputOf<V>]>

/**
 * A map, much as JavaScript's own. What it shows of its keys and values is valid until the map changes; iterators and
 * entries are refused afterwards.
 */
export interface RHashMap<K extends AnyType, V extends AnyType>
  extends Disposable, Iterable<[ViewOf<K>, ViewOf<V>]> {
  /** How many keys there are. */
  readonly size: number
  /** For how many keys there is room. */
  readonly capacity: number
  /** Whether there is a value for a key. */
  has(key: InputOf<K>): boolean
  /** The value for a key, where it lies; `undefined` where there is none. */
  get(key: InputOf<K>): ViewOf<V> | undefined
  /**
   * Writes the value for a key. What the old value owned is dropped.
   *
   * @param key - The key, which moves into the map.
   * @param value - The value, which moves into the map.
   */
  set(key: InputOf<K>, value: InputOf<V>): this
  /**
   * Writes the value for a key.
   *
   * @param key - The key, which moves into the map.
   * @param value - The value, which moves into the map.
   * @returns The old value, `undefined` where there was none.
   */
  replace(key: InputOf<K>, value: InputOf<V>): Taken<V> | undefined
  /** Drops a key and its value, and says whether they were there. */
  delete(key: InputOf<K>): boolean
  /** Removes a key, and gives its value; `undefined` where there is none. */
  take(key: InputOf<K>): Taken<V> | undefined
  /** Drops everything. */
  clear(): void
  /**
   * Makes room.
   *
   * @param additional - For how many more keys.
   */
  reserve(additional: number): void
  /**
   * The place of a key, to look at it and to change it without looking for it again.
   *
   * @param key - The key, which moves to the place.
   */
  entry(key: InputOf<K>): RHashMapEntry<K, V>
  /** Keys and values, in an order that the maker of the map chooses. */
  entries(): IterableIterator<[ViewOf<K>, ViewOf<V>], undefined>
  /** The keys. */
  keys(): IterableIterator<ViewOf<K>, undefined>
  /** The values. */
  values(): IterableIterator<ViewOf<V>, undefined>
  /** Calls a function for each value. */
  forEach(use: (value: ViewOf<V>, key: ViewOf<K>, map: this) => void): void
  /**
   * Changes the values: the function is called with each, and what it gives back is written in its stead, unless that is
   * `undefined`.
   */
  update(change: (value: ViewOf<V>, key: ViewOf<K>) => InputOf<V> | undefined): void
  /** Empties the map: keys and values belong to whoever gets them, and those that nobody asks for are dropped. */
  drain(): IterableIterator<[Taken<K>, Taken<V>], undefined>
  /** The same, and uses the map up. */
  intoEntries(): IterableIterator<[Taken<K>, Taken<V>], undefined>
  /** A copy that depends on nothing. */
  toMap(): Map<Infer<K>, Infer<V>>
}

/** The type of maps from keys to values of some types. */
export interface RHashMapType<K extends AnyType = AnyType, V extends AnyType = AnyType> extends Type<
  RHashMap<K, V>,
  Map<Infer<K>, Infer<V>>,
  RHashMap<K, V> | RHashMapInput<K, V>
> {
  readonly kind: 'RHashMap'
  /** The type of the keys. */
  readonly key: K
  /** The type of the values. */
  readonly value: V
  /**
   * Makes a map of this side.
   *
   * @param pairs - Keys and values, as a `Map` has them. Of two equal keys the last value counts.
   * @returns A map that belongs to the caller.
   * @throws {@link ValueError} for keys and values that do not fit; {@link MemoryError} `ABI-M007` where no memory is left.
   */
  readonly from: (pairs: RHashMapInput<K, V>) => RHashMap<K, V>
}

/**
 * A map of hashed keys, whoever made it: Rust's `HashMap`, laid out as `abi_stable`'s `RHashMap`. It can do what a `Map`
 * can, and what its maker's table offers beyond that. It owns its keys and values.
 *
 * Where a map is declared, a `Map` or other pairs may be passed as well: a map of this side is made of them, which goes
 * along. Its keys are equal where their plain copies are.
 *
 * @param key - The type of the keys.
 * @param value - The type of the values.
 * @returns The same type for the same types.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-60 to T-65 of the specification.
 *
 * @example
 * ```ts
 * import { RHashMap, RString, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Ages = RHashMap(RString, u32)
 * using ages = Ages.from(new Map([['Ada', 36], ['Grace', 85]]))
 * ages.set('Alan', 41)
 * assert.equal(ages.get('Ada'), 36)
 * assert.equal(ages.size, 3)
 * assert.deepEqual([...ages.keys()].map(String), ['Ada', 'Grace', 'Alan'])
 *
 * using entry = ages.entry('Edsger')
 * assert.equal(entry.orInsert(72), 72)
 * assert.deepEqual(ages.toMap().get('Edsger'), 72)
 * ```
 */
export const RHashMap: <K extends AnyType, V extends AnyType>(key: K, value: V) => RHashMapType<K, V> =
  generic(
    'RHashMap',
    <K extends AnyType, V extends AnyType>(name: string, key: K, value: V) =>
      makeType(name, key, value) as unknown as RHashMapType<K, V>,
  )

function makeType(name: string, key: AnyType, value: AnyType): RHashMapType {
  const representation = struct(
    name,
    {
      map: ErasedBox,
      get vtable(): AnyType {
        return tablePointer(() => mapTypes(key, value).table)
      },
    },
    { doc: `Owns keys (${key.name}) and values (${value.name}).` },
  ) as unknown as RHashMapType
  const type: RHashMapType = Object.freeze<RHashMapType>({
    ...representation,
    kind: 'RHashMap',
    isMoved: true,
    key,
    value,
    makeCodec: (target) =>
      owningCodec(
        type,
        {
          rule: 'T-60',
          make(words, isOwner, location, path) {
            refuseNullData(type, words[0]!, path)
            return new (mapClassOf(type))(words, isOwner, location)
          },
          copy: (map: MapAccessor) => map.toMap(),
          build(given, path) {
            const words = makeHostMap(type, given, path)
            return { words, takeBack: () => takeBackMap(words) }
          },
        },
        target,
      ),
    copiesBytes: undefined,
    endsFlexible: undefined,
    domain: undefined,
    defaultValue: () => [],
    prepare: () => prepareMaps(key, value),
    abiStable: { name: 'RHashMap', parameters: [key, value] },
    from: (pairs) => new (mapClassOf(type))(makeHostMap(type, pairs, `${name}.from → param pairs`), true),
  })
  return type
}
