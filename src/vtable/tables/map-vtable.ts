import { bool, fn, nothing, struct, taggedUnion, usize, type AnyType } from '../../layout/index.js'
import { instanceName } from '../../layout/generic.js'
import { memoize } from '../../layout/memoize.js'
import { ROption, Tuple2 } from '../../plain-types/index.js'
import { prefixType, type AnyPrefixType } from '../../prefix/index.js'
import { dataPointer } from '../data-pointer.js'
import { rawValue } from '../raw-value.js'
import { traitObject, type TraitObjectType } from '../trait-object.js'
import { ErasedBox } from './box-vtable.js'
import { hashFunction } from './hasher.js'

/** What a map is asked for where the key is not of the type of its keys: it can be compared and hashed. @internal */
export const MapQuery = struct('MapQuery', {
  is_equal: fn([{ key: dataPointer }, { query: dataPointer }], bool),
  hash: hashFunction,
  query: dataPointer,
})

/** The place of a key in a map, with the table of what can be done there. @internal */
export const ErasedEntry = struct('RMapEntry', { entry: dataPointer, vtable: dataPointer })

/** The same with the answer to whether a value is there. @internal */
export const REntry = taggedUnion('REntry', 'C', {
  Occupied: { entry: dataPointer, vtable: dataPointer },
  Vacant: { entry: dataPointer, vtable: dataPointer },
})

/** Gives where keys and values lie. @internal */
export const PlaceIterator = traitObject('RHashMap_Iter', {
  form: 'DynTrait',
  supertraits: ['Iterator', 'Clone'],
  item: Tuple2(dataPointer, dataPointer),
})

/** The same for values that may be changed. @internal */
export const MutPlaceIterator = traitObject('RHashMap_IterMut', {
  form: 'DynTrait',
  supertraits: ['Iterator'],
  item: Tuple2(dataPointer, dataPointer),
})

/** The types that occur in the table of a map. */
export interface MapTypes {
  /** The table of the map. */
  readonly table: AnyPrefixType
  /** The table of a place where a value is. */
  readonly occupied: AnyPrefixType
  /** The table of a place where none is. */
  readonly vacant: AnyPrefixType
  /** Gives keys and values, which belong to whoever gets them. */
  readonly pairs: TraitObjectType
}

const byKey = memoize((key: AnyType) => memoize((value: AnyType) => makeTypes(key, value)))

/**
 * The tables of the maps from keys to values of some types.
 *
 * @see Rule T-60 of the specification.
 *
 * @internal
 */
export function mapTypes(key: AnyType, value: AnyType): MapTypes {
  return byKey(key)(value)
}

function makeTypes(key: AnyType, value: AnyType): MapTypes {
  const [K, V] = [rawValue(key), rawValue(value)]
  const types = [key, value]
  const pair = ROption(Tuple2(K, V))
  const self = { self: dataPointer }
  const query = { query: MapQuery }
  const place = { key: dataPointer }
  // What takes no bytes is not passed.
  const [hasKeys, hasValues] = [key.isVoidInC !== true, value.isVoidInC !== true]
  const givenKey = hasKeys ? [{ key: K }] : []
  const given = hasValues ? [{ value: V }] : []
  const gives = hasValues ? V : nothing
  const pairs = traitObject(instanceName('RHashMap_IntoIter', types), {
    form: 'DynTrait',
    supertraits: ['Iterator'],
    item: Tuple2(K, V),
  })
  const table = prefixType(instanceName('RHashMap_VTable', types), {
    version: '1.0.0',
    prefix: {
      insert_elem: fn([self, ...givenKey, ...given], ROption(V)),
      get_elem: fn([self, query], dataPointer),
      get_mut_elem: fn([self, query], dataPointer),
      remove_entry: fn([self, query], pair),
      get_elem_p: fn([self, place], dataPointer),
      get_mut_elem_p: fn([self, place], dataPointer),
      remove_entry_p: fn([self, place], pair),
      reserve: fn([self, { additional: usize }]),
      clear_map: fn([self]),
      len: fn([self], usize),
      capacity: fn([self], usize),
      iter: fn([self], PlaceIterator),
      iter_mut: fn([self], MutPlaceIterator),
      drain: fn([self], pairs),
      iter_val: fn({ map: ErasedBox }, pairs),
      entry: fn([self, ...givenKey], REntry),
    },
    lastPrefixField: 'entry',
    doc: 'What can be done with a map.',
  })
  const occupied = prefixType(instanceName('OccupiedVTable', types), {
    version: '1.0.0',
    prefix: {
      drop_entry: fn([self]),
      key: fn([self], dataPointer),
      get_elem: fn([self], dataPointer),
      get_mut_elem: fn([self], dataPointer),
      fn_into_mut_elem: fn({ entry: ErasedEntry }, dataPointer),
      insert_elem: fn([self, ...given], gives),
      remove: fn({ entry: ErasedEntry }, gives),
    },
    lastPrefixField: 'remove',
    doc: 'What can be done with the place of a key for which there is a value.',
  })
  const vacant = prefixType(instanceName('VacantVTable', types), {
    version: '1.0.0',
    prefix: {
      drop_entry: fn([self]),
      key: fn([self], dataPointer),
      fn_into_key: fn({ entry: ErasedEntry }, hasKeys ? K : nothing),
      insert_elem: fn([{ entry: ErasedEntry }, ...given], dataPointer),
    },
    lastPrefixField: 'insert_elem',
    doc: 'What can be done with the place of a key for which there is no value.',
  })
  return { table, occupied, vacant, pairs }
}
