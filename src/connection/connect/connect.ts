import { LibraryError, ValueError } from '../../errors/index.js'
import { openLibrary } from '../../ffi/index.js'
import type { Address } from '../../layout/index.js'
import { describeValue } from '../../layout/names.js'
import { checkLibraryFile } from '../../module/library-file.js'
import { connectDirectly } from '../fast-path/direct-connection.js'
import { shimSetter } from '../export/c-shim.js'
import { fastPathAt, fastPathTo } from '../fast-path/fast-path.js'
import { hostEntryAt } from '../protocol/host-entry.js'
import { checkTrait } from '../trait/is-trait.js'
import type { ImplementationOf } from '../trait/trait-typing.js'
import type { AnyTrait } from '../trait/trait.js'
import type { PackagedObject } from '../wire/passage.js'
import { checkTraitImplementation } from './check-implementation.js'
import type { ConnectedObject } from './connected-object.js'
import type { Connection } from './connection.js'
import { connectLocally } from './local-connection.js'
import { connectInProcess, connectToPackaged } from './in-process-connection.js'
import { nativeClass } from './native-connection.js'
import { planFor, type KnownEntry } from './negotiated-plan.js'

/** A library that exports the entry `abi_entry_` with the name of the trait. */
export interface LibrarySource {
  /** The path of the library, relative to the working directory. */
  readonly library: string
}

/** An entry, as `exportTrait` gives it. */
export interface EntrySource {
  /** The address of the entry. */
  readonly address: Address
}

/** A table of functions, as `exportTrait` gives it, or whoever else made one. */
export interface TableSource {
  /** The address of its module header. */
  readonly table: Address
}

/**
 * What can be connected to: a library by its path, an entry or a table by its address, an object of a peer, or an
 * implementation in TypeScript.
 *
 * @typeParam T - The trait.
 */
export type ConnectionSource<T> =
  string | LibrarySource | Address | EntrySource | TableSource | PackagedObject | ImplementationOf<T>

/**
 * Connects to whoever implements a trait, in whatever version.
 *
 * The two sides tell each other their versions and definitions, once for each trait and entry. All that does not fit is one
 * error. A method that the peer does not have is none: `$has` says so, and calling it throws.
 *
 * An entry that `exportTrait` made on this thread is called without native code, as far as both sides declare a method alike.
 *
 * From a library, an entry or a table a new object is made. It belongs to the connection, as do an object of a peer and an
 * implementation: disposing of the connection drops it.
 *
 * @param trait - The trait, in the version that this side knows.
 * @param source - Who implements it.
 * @returns An object with the methods of the trait.
 * @throws `LibraryError` `ABI-F001` to `ABI-F010` for a library that cannot be loaded or exports no such entry,
 * `IncompatibleTraitError` `ABI-J018` with everything in which the peer does not fit, `CallError` `ABI-J003` for a peer that
 * does not keep to the protocol, `ABI-J004` where it cannot make an object, `ValueError` `ABI-J009` for what cannot be
 * connected to, `ABI-J010` for an implementation that lacks methods, `ABI-J030` for what is no address of a table,
 * `ModuleError` `ABI-H002` to `ABI-H009`, `ABI-S001` and `ABI-J029` for a table that cannot be right.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { connect, method, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Adder = trait('Adder', { version: 0, methods: { add: method({ left: u32, right: u32 }, u32) } })
 * using adder = connect(Adder, { add: (left, right) => left + right })
 * assert.equal(adder.add(1, 2), 3)
 * assert.throws(() => adder.add(1, -2), { path: 'Adder.add → param right' })
 * ```
 */
export function connect<T extends AnyTrait>(trait: T, source: ConnectionSource<T>): Connection<T> {
  checkTrait(trait, 'connect', 'X-8')
  return connectTo(trait, source) as unknown as Connection<T>
}

function connectTo(trait: AnyTrait, source: unknown): ConnectedObject {
  if (typeof source === 'string') return connectToLibrary(trait, source)
  if (typeof source === 'number') return connectToEntry(trait, source as Address)
  if (typeof source !== 'object' || source === null) return refuseSource(trait, source)
  const { library, address, entry, data, vtable } = source as Record<string, unknown>
  if (typeof library === 'string' && !trait.methods.has('library')) return connectToLibrary(trait, library)
  if (typeof address === 'number' && !trait.methods.has('address'))
    return connectToEntry(trait, address as Address)
  if (typeof entry === 'number' && typeof data === 'bigint' && typeof vtable === 'bigint')
    return connectToPackaged(trait, source as PackagedObject, 'owned')
  if (!trait.methods.has('table') && typeof (source as Partial<TableSource>).table === 'number')
    return connectDirectly(trait, fastPathAt(trait, (source as TableSource).table), undefined)
  checkTraitImplementation(trait, source, trait.name)
  return connectLocally(trait, source)
}

function connectToLibrary(trait: AnyTrait, path: string): ConnectedObject {
  const library = openLibrary(checkLibraryFile(path))
  const fastPath = fastPathTo(trait, library)
  if (fastPath !== undefined) {
    const entry = library.symbol(`abi_entry_${trait.name}`)
    const plan = entry === undefined ? undefined : planFor(trait, entry, { path: library.path })
    return connectDirectly(trait, fastPath, plan)
  }
  const { address, ...known } = entryOfLibrary(path, trait.name)
  return connectToEntry(trait, address, known)
}

/** The entry of a trait that a library exports. */
interface LibraryEntry extends KnownEntry {
  readonly address: Address
  readonly path: string
}

/**
 * The entry of a trait that a library exports.
 *
 * @throws LibraryError `ABI-F001` to `ABI-F010` for a library that cannot be loaded or exports no such entry.
 *
 * @internal
 */
export function entryOfLibrary(path: string, trait: string): LibraryEntry {
  const file = checkLibraryFile(path)
  const symbol = `abi_entry_${trait}`
  const library = openLibrary(file)
  const address = library.symbol(symbol)
  if (address === undefined) {
    throw new LibraryError('the library does not export the entry of the trait', {
      code: 'ABI-F010',
      rule: 'X-8',
      path: file,
      expected: symbol,
      found: 'no such symbol',
      hint: 'a Rust library exports it with savefile_abi_export!',
    })
  }
  return { address, path: file, isShim: library.symbol(`${shimSetter}${trait}`) !== undefined }
}

/**
 * Makes an object behind an entry, and connects to it.
 *
 * @internal
 */
export function connectToEntry(trait: AnyTrait, address: Address, known?: KnownEntry): ConnectedObject {
  const plan = planFor(trait, address, known)
  const host = hostEntryAt(plan.entry.address)
  if (host !== undefined) return connectInProcess(plan, host)
  // The class first: what it refuses must not leave an object behind.
  const Class = nativeClass(plan)
  return new Class(plan.entry.create(), 'owned')
}

function refuseSource({ name }: AnyTrait, source: unknown): never {
  throw new ValueError('nothing that can be connected to', {
    code: 'ABI-J009',
    rule: 'X-8',
    path: `connect → ${name}`,
    expected:
      'the path of a library, the address of an entry or a table, an object of a peer or an implementation',
    found: describeValue(source),
  })
}
