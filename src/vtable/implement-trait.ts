import { MemoryError } from '../errors/index.js'
import { prepareType } from '../call/prepare-type.js'
import { codecOf } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { encodeUtf8 } from '../layout/utf8.js'
import { hostTarget, type Address } from '../layout/index.js'
import { checkImplementation } from './check-implementation.js'
import { exportShared, hostBoxTable, hostFunctions } from './host-functions.js'
import { hostIterator } from './host-iterator.js'
import { answerFrom, HostObject, hostObjects, keepForAnswer, type Implementing } from './host-objects.js'
import type { Method } from './method.js'
import { ownObject } from './object-class.js'
import { functionsOf } from './object-functions.js'
import { makeStaticTable, staticMemory } from './static-table.js'
import type { Supertrait } from './supertrait.js'
import {
  compareFunction,
  equalFunction,
  partialCompareFunction,
  TypeInfo,
  typeNameFunction,
} from './tables/dyn-trait-vtable.js'
import { formatFunction } from './tables/formatting.js'
import { hashFunction } from './tables/hasher.js'
import { cloneFunction, dropFunction } from './tables/robject-vtable.js'
import { maybeTypeIdFunction } from './tables/type-id.js'
import type { ObjectType, Trait, TraitObjectType } from './trait-object.js'

/**
 * Makes an object of a trait that is implemented in TypeScript. Native code calls its methods, copies it and drops it
 * like any other object of the trait.
 *
 * The functions that native code calls are shared by all objects: a hundred thousand of them take no more entry points
 * than one. Where an object has `[Symbol.dispose]()`, that runs when the object is dropped, but not after a method used
 * it up.
 *
 * @param type - The trait; an older version of it with `type.upTo(version)`.
 * @param implementation - An object with the methods of the trait and of its supertraits.
 * @returns The object. It belongs to the caller until it is passed on by value.
 * @throws {@link ValueError} `ABI-B002` where methods are missing; {@link MemoryError} `ABI-B006` where too many objects
 * are alive; {@link CallError} `ABI-F004` where the process has no entry point left.
 *
 * @see Rules B-6 and B-7 of the specification.
 *
 * @example
 * ```ts
 * import { implementTrait, method, traitObject, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Die = traitObject('Die', { methods: { roll: method('mut', {}, u32) }, supertraits: ['Clone'] })
 *
 * class Loaded {
 *   constructor(readonly pips: number) {}
 *   roll() {
 *     return this.pips
 *   }
 *   clone() {
 *     return new Loaded(this.pips)
 *   }
 * }
 *
 * using die = implementTrait(Die, new Loaded(6))
 * using copy = die.clone()
 * assert.equal(copy.roll(), 6)
 * ```
 */
export function implementTrait<Object, Implementation>(
  type: TraitObjectType<Object, Implementation>,
  implementation: Implementation,
): Object {
  const { trait } = type
  checkImplementation(trait, implementation, 'implementation')
  // Its methods may give objects of the same trait: those need no tables of their own.
  prepareType(type)
  const { methodTable, objectTable } = tablesOf(trait)
  const functions = functionsOf(trait, methodTable, trait.form === 'RObject' ? 0 : objectTable)
  const handle = hostObjects.insert(new HostObject(trait, implementation))
  return ownObject(type as unknown as ObjectType, functions, handle, hostBoxTable()) as Object
}

/**
 * Makes the tables of the objects of a trait before one is made.
 *
 * @internal
 */
export function prepareTrait(trait: Trait): void {
  tablesOf(trait)
}

interface TableAddresses {
  readonly methodTable: number
  readonly objectTable: number
}

/** The tables of the objects of this side, made once for a version of a trait. */
const tablesOf = memoize((trait: Trait): TableAddresses => {
  const objectTable = makeStaticTable(
    trait.objectTable,
    trait.form === 'RObject' ? rObjectValues(trait) : dynTraitValues(trait),
  )
  if (trait.methodTable === undefined) return { methodTable: 0, objectTable }
  const methods = Object.fromEntries(
    [...trait.methods].map(([name, method]) => [name, methodBody(trait, name, method)]),
  )
  const values = { sabi_vtable: objectTable, ...methods }
  return { methodTable: makeStaticTable(trait.methodTable, values, keepForAnswer), objectTable }
})

function methodBody(trait: Trait, name: string, { receiver }: Method): (...values: never[]) => unknown {
  const path = `${trait.name}.${name}`
  return (handle: number, ...values: never[]) => {
    const host = hostObjects.get(handle, path)
    if (host.trait.family !== trait.family || host.isDropped) refuseObject(host, trait, path)
    if (receiver === 'owned') host.isDropped = true
    return answerFrom(host, callBody(host.object, trait, name, values))
  }
}

function callBody(object: Implementing, trait: Trait, name: string, values: readonly never[]): unknown {
  const body = object[name]
  // Not taken out of the object, so that it is `this`.
  return body === undefined ? trait.defaults[name]!(object as never, ...values) : object[name]!(...values)
}

function refuseObject(host: HostObject, trait: Trait, path: string): never {
  throw new MemoryError('native code passed another object', {
    code: 'ABI-B005',
    rule: 'B-6',
    path,
    expected: `an object of ${trait.name} that was not used up`,
    found: `one of ${host.trait.name}${host.isDropped ? ' that was used up or dropped' : ''}`,
  })
}

const typeIdOf = (): object => ({ tag: 'Nothing' })

function rObjectValues({ supertraits }: Trait): Record<string, unknown> {
  const has = (supertrait: Supertrait): boolean => supertraits.includes(supertrait)
  return {
    sabi_type_id: exportShared(maybeTypeIdFunction, typeIdOf, 'type_id'),
    sabi_drop: exportShared(dropFunction, hostFunctions.drop, 'drop'),
    sabi_clone: has('Clone') ? sharedClone() : null,
    sabi_debug: has('Debug') ? sharedFormat('debug') : null,
    sabi_display: has('Display') ? sharedFormat('display') : null,
  }
}

function dynTraitValues(trait: Trait): Record<string, unknown> {
  const has = (supertrait: Supertrait): boolean => trait.supertraits.includes(supertrait)
  const { equal, compare, partialCompare, hash } = hostFunctions
  return {
    type_info: typeInfo(trait),
    drop_ptr: exportShared(dropFunction, hostFunctions.drop, 'drop'),
    clone_ptr: has('Clone') ? sharedClone() : undefined,
    display: has('Display') ? sharedFormat('display') : undefined,
    debug: has('Debug') ? sharedFormat('debug') : undefined,
    partial_eq: has('PartialEq') ? exportShared(equalFunction, equal, 'equals') : undefined,
    cmp: has('Ord') ? exportShared(compareFunction, compare, 'compare') : undefined,
    partial_cmp: has('PartialOrd')
      ? exportShared(partialCompareFunction, partialCompare, 'partialCompare')
      : undefined,
    hash: has('Hash') ? exportShared(hashFunction, hash, 'hash') : undefined,
    iter: trait.item === undefined ? undefined : hostIterator(trait.item),
  }
}

function sharedClone(): object {
  return exportShared(cloneFunction, hostFunctions.clone, 'clone')
}

function sharedFormat(name: 'debug' | 'display'): object {
  return exportShared(formatFunction, hostFunctions[name], name)
}

/** What is said of the type of the objects: their name. They have no bytes, and no type id. */
function typeInfo({ name }: Trait): Address {
  const target = hostTarget()
  const bytes = encodeUtf8(name)
  const text = staticMemory(bytes.length)
  new Uint8Array(text.view.buffer, text.view.byteOffset, bytes.length).set(bytes)
  const memory = staticMemory(codecOf(TypeInfo, target).size)
  const value = {
    size: 0,
    alignment: 1,
    uid: exportShared(maybeTypeIdFunction, typeIdOf, 'type_id'),
    type_name: exportShared(
      typeNameFunction,
      () => ({ data: text.base, length: bytes.length }),
      `${name} → type_name`,
    ),
  }
  codecOf(TypeInfo, target).set(memory, 0, value, 'TypeInfo')
  return memory.base!
}
