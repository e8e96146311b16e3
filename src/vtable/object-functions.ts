import { hasField } from '../prefix/index.js'
import { boundTable } from './bound-table.js'
import type { Format } from './spell.js'
import { addressOfTable } from './table-pointer.js'
import type { Trait } from './trait-object.js'

/** A bound function of a table. */
type Bound = (...values: never[]) => unknown

/** The functions of an iterator, as far as they are called here. */
export interface IteratorFunctions {
  /** The next element: wrapped where it may be `undefined` itself. */
  readonly next: (data: number) => unknown
}

/** What the maker of an object says of its type. */
interface TypeInfo {
  readonly uid: () => OptionTypeId
}

/** The id of a type, or nothing. */
type OptionTypeId =
  | { readonly tag: 'Just'; readonly value: TypeId }
  | {
      readonly tag: 'Nothing'
    }

interface TypeId {
  readonly executable_identity: { readonly address: number }
  readonly type_id: Iterable<number>
}

/** The functions of a trait object, bound once for its tables. `undefined` for what it cannot do. */
export interface ObjectFunctions {
  /** Where the table of the methods lies; 0 where there is none. */
  readonly methodTable: number
  /** Where the table of what all objects can do lies. */
  readonly objectTable: number
  /** The methods by name: functions of the data pointer and the arguments. `undefined` for those that are missing. */
  readonly methods: Readonly<Record<string, Bound | undefined>>
  /** Reads a missing method: throws what the policy of the table says. */
  readonly readMissing: (name: string) => unknown
  /** Drops an owning pointer, given where it lies. */
  readonly drop: (pointer: number) => void
  /** Copies an owning pointer, given where it lies. */
  readonly clone: ((pointer: number) => { readonly data: number; readonly vtable: object }) | undefined
  /** Spells for programmers. */
  readonly debug: Format | undefined
  /** Spells for people. */
  readonly display: Format | undefined
  /** Whether two objects are equal. */
  readonly equal: ((data: number, other: number) => boolean) | undefined
  /** How two objects compare. */
  readonly compare: ((data: number, other: number) => OrderingName) | undefined
  /** How two objects compare, where they do. */
  readonly partialCompare: ((data: number, other: number) => OrderingName | undefined) | undefined
  /** Feeds a hasher. */
  readonly hash: ((data: number, hasher: object) => void) | undefined
  /** Gives elements. */
  readonly iterator: IteratorFunctions | undefined
  /** What the maker says of the type. */
  readonly typeInfo: TypeInfo | undefined
}

/** The names of {@link RCmpOrdering}. */
export type OrderingName = 'Less' | 'Equal' | 'Greater'

const known = new WeakMap<Trait, Map<number, Map<number, ObjectFunctions>>>()

/**
 * The functions of a trait object.
 *
 * @param trait - The trait as this side knows it.
 * @param methodTable - Where the table of its methods lies; 0 for none.
 * @param objectTable - Where the table of what all objects can do lies; 0 where the table of the methods points to it.
 * @throws {@link MemoryError}, {@link ModuleError} and {@link CallError} for what cannot be such tables.
 *
 * @see Rule B-2 of the specification.
 *
 * @internal
 */
export function functionsOf(trait: Trait, methodTable: number, objectTable: number): ObjectFunctions {
  let byMethods = known.get(trait)
  if (byMethods === undefined) known.set(trait, (byMethods = new Map<number, Map<number, ObjectFunctions>>()))
  let byObject = byMethods.get(methodTable)
  if (byObject === undefined) byMethods.set(methodTable, (byObject = new Map<number, ObjectFunctions>()))
  let functions = byObject.get(objectTable)
  if (functions === undefined)
    byObject.set(objectTable, (functions = bindFunctions(trait, methodTable, objectTable)))
  return functions
}

/** The fields of both tables of what all objects can do, by one name. */
const fieldNames = {
  RObject: { drop: 'sabi_drop', clone: 'sabi_clone', debug: 'sabi_debug', display: 'sabi_display' },
  DynTrait: {
    drop: 'drop_ptr',
    clone: 'clone_ptr',
    debug: 'debug',
    display: 'display',
    equal: 'partial_eq',
    compare: 'cmp',
    partialCompare: 'partial_cmp',
    hash: 'hash',
  },
} as const

function bindFunctions(trait: Trait, methodTable: number, givenObjectTable: number): ObjectFunctions {
  const methods =
    trait.methodTable === undefined ? undefined : boundTable<MethodTable>(trait.methodTable, methodTable)
  const objectTable = trait.form === 'RObject' ? addressOfTable(methods!.sabi_vtable) : givenObjectTable
  const object = boundTable<Record<string, unknown>>(trait.objectTable, objectTable)
  const names: Readonly<Record<string, string>> = fieldNames[trait.form]
  const read = (name: string): unknown => object[names[name] ?? ''] ?? undefined
  const iterator = trait.item === undefined ? undefined : (object['iter'] as IteratorFunctions | undefined)
  const info = object['type_info'] as { deref(): TypeInfo } | undefined
  return {
    methodTable,
    objectTable,
    methods: presentMethods(trait, methods),
    readMissing: (name) => methods?.[name],
    drop: read('drop') as ObjectFunctions['drop'],
    clone: read('clone') as ObjectFunctions['clone'],
    debug: read('debug') as Format | undefined,
    display: read('display') as Format | undefined,
    equal: read('equal') as ObjectFunctions['equal'],
    compare: read('compare') as ObjectFunctions['compare'],
    partialCompare: read('partialCompare') as ObjectFunctions['partialCompare'],
    hash: read('hash') as ObjectFunctions['hash'],
    // The functions are read out of the table once: reading binds them.
    iterator: iterator && { next: iterator.next },
    typeInfo: info === undefined ? undefined : { uid: info.deref().uid },
  }
}

interface MethodTable {
  readonly sabi_vtable: object
  readonly [name: string]: unknown
}

function presentMethods(trait: Trait, table: MethodTable | undefined): Record<string, Bound | undefined> {
  if (table === undefined) return {}
  const bound = (name: string): Bound | undefined =>
    hasField(table, name) ? (table[name] as Bound) : undefined
  return Object.fromEntries([...trait.methods.keys()].map((name) => [name, bound(name)]))
}

/**
 * Whether two objects are of one type, so that what one can do with the other is known: they have one table, or the same
 * type in one library.
 *
 * @see Rule B-12 of the specification.
 *
 * @internal
 */
export function isSameType(one: ObjectFunctions, other: ObjectFunctions): boolean {
  if (one.objectTable === other.objectTable) return true
  const [first, second] = [one.typeInfo?.uid(), other.typeInfo?.uid()]
  if (first?.tag !== 'Just' || second?.tag !== 'Just') return false
  const spelled = ({ executable_identity, type_id }: TypeId): string =>
    `${executable_identity.address}:${[...type_id].join()}`
  return spelled(first.value) === spelled(second.value)
}
