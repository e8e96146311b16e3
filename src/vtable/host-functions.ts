import { ValueError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'
import { encodeUtf8 } from '../layout/utf8.js'
import type { Address, FunctionType, Implementation, Keep, Pointer } from '../layout/index.js'
import { appendBytes } from './byte-vector.js'
import { checkImplementation } from './check-implementation.js'
import { nativeHasher } from './host-hasher.js'
import { hostTypeId } from './host-identity.js'
import { HostObject, hostObjects, type Implementing } from './host-objects.js'
import { exportForever, makeStaticTable } from './static-table.js'
import { addressOfTable } from './table-pointer.js'
import { BoxVTable } from './tables/box-vtable.js'
import type { OrderingName } from './object-functions.js'
import type { VectorWords } from './tables/vec-vtable.js'

/** An owning pointer, as an accessor shows it. */
interface BoxWords {
  readonly data: number
  readonly vtable: { readonly destructor: typeof destroy }
}

/** An object by its handle, for what can be done with every object. */
function objectAt(handle: number, what: string): Implementing {
  return hostObjects.get(handle, what).object
}

/** Ends an object: runs its own dispose, frees its handle, or both. */
function destroy(handle: number, callReferentDrop: string, deallocate: string): void {
  const host = hostObjects.get(handle, 'destructor')
  try {
    if (callReferentDrop === 'Yes' && !host.isDropped) {
      host.isDropped = true
      ;(host.object as Partial<Disposable>)[Symbol.dispose]?.()
    }
  } finally {
    if (deallocate === 'Yes') {
      hostObjects.remove(handle, 'destructor')
      host.free()
    }
  }
}

let boxTable: Address | undefined

/**
 * The table of the boxes that hold objects of this side.
 *
 * @see Rule B-6 of the specification.
 *
 * @internal
 */
export function hostBoxTable(): Address {
  return (boxTable ??= makeStaticTable(BoxVTable, { type_id: hostTypeId, destructor: destroy }))
}

/**
 * What the tables of all objects of this side have in common: one function for all objects and all traits, which finds
 * the object by its handle.
 *
 * @see Rules B-6 and B-11 to B-12 of the specification.
 *
 * @internal
 */
export const hostFunctions = {
  /** Drops an owning pointer. */
  drop(pointer: Pointer): void {
    const { data, vtable } = pointer.deref() as BoxWords
    if (addressOfTable(vtable) === hostBoxTable()) destroy(data, 'Yes', 'Yes')
    else vtable.destructor(data, 'Yes', 'Yes')
  },

  /** Copies an owning pointer and its object. */
  clone(pointer: Pointer): object {
    const { data } = pointer.deref() as BoxWords
    const { trait, object } = hostObjects.get(data, 'clone')
    const copy = object['clone']!()
    checkImplementation(trait, copy, 'clone → returns')
    return { data: hostObjects.insert(new HostObject(trait, copy)), vtable: hostBoxTable() }
  },

  /** Spells for programmers. */
  debug: speller('debug'),

  /** Spells for people. */
  display: speller('display'),

  /** Whether two objects are equal. */
  equal(handle: number, other: number): unknown {
    return objectAt(handle, 'equals')['equals']!(objectAt(other, 'equals') as never)
  },

  /** How two objects compare. */
  compare(handle: number, other: number): OrderingName {
    return orderingOf(objectAt(handle, 'compare')['compare']!(objectAt(other, 'compare') as never), 'compare')
  },

  /** How two objects compare, where they do. */
  partialCompare(handle: number, other: number): OrderingName | undefined {
    const found = objectAt(handle, 'partialCompare')['partialCompare']!(
      objectAt(other, 'partialCompare') as never,
    )
    return found === undefined ? undefined : orderingOf(found, 'partialCompare')
  },

  /** Feeds a hasher of native code. */
  hash(handle: number, hasher: Parameters<typeof nativeHasher>[0]): void {
    objectAt(handle, 'hash')['hash']!(nativeHasher(hasher) as never)
  },
} as const

function speller(name: 'debug' | 'display') {
  return (handle: number, mode: string, out: Pointer): number => {
    const text = objectAt(handle, name)[name]!((mode === 'Alternate') as never)
    if (typeof text !== 'string') refuseResult(name, 'a string', text)
    appendBytes(out.deref() as VectorWords, encodeUtf8(text))
    return 0
  }
}

function orderingOf(found: unknown, name: string): OrderingName {
  if (typeof found !== 'number' || Number.isNaN(found)) refuseResult(name, 'a number', found)
  return found < 0 ? 'Less' : found > 0 ? 'Greater' : 'Equal'
}

function refuseResult(name: string, expected: string, found: unknown): never {
  throw new ValueError(`not what ${name} gives`, {
    code: 'ABI-V001',
    rule: 'B-11',
    path: `${name} → returns`,
    expected,
    found: describeValue(found),
  })
}

const exportedOnce = new Map<unknown, { readonly address: Address }>()

/**
 * Exports a function that all objects share, once.
 *
 * @internal
 */
export function exportShared(type: FunctionType, implementation: unknown, path: string, keep?: Keep): object {
  let exported = exportedOnce.get(implementation)
  if (exported === undefined) {
    exported = exportForever(type, implementation as Implementation<unknown, never>, path, keep)
    exportedOnce.set(implementation, exported)
  }
  return exported
}
