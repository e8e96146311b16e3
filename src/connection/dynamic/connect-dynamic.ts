import { ValueError } from '../../errors/index.js'
import type { Address } from '../../layout/index.js'
import { describeValue } from '../../layout/names.js'
import { connectToEntry, entryOfLibrary, type EntrySource, type LibrarySource } from '../connect/connect.js'
import type { ConnectedObject } from '../connect/connected-object.js'
import type { ConnectionMembers } from '../connect/connection.js'
import { connectToPackaged } from '../connect/in-process-connection.js'
import { ownSchemaVersion } from '../protocol/message.js'
import { NativeEntry } from '../protocol/native-entry.js'
import type { AnyTrait } from '../trait/trait.js'
import type { PackagedObject } from '../wire/passage.js'
import { traitOfDefinition } from './trait-of-definition.js'

/** What describes itself: a library by its path, an entry by its address, an object of a peer. */
export type DynamicSource = string | LibrarySource | Address | EntrySource | PackagedObject

/** A method of a peer of which the compiler knows nothing. */
export type DynamicMethod = (...values: unknown[]) => unknown

/** A method of a peer of which the compiler knows nothing, called on another thread. */
export type AsyncDynamicMethod = (...values: unknown[]) => Promise<unknown>

/** What a dynamic connection has beside the methods of the peer. */
export interface DynamicConnectionMembers extends Omit<ConnectionMembers<AnyTrait>, '$async'> {
  /** The same methods, called on another thread: they give promises. */
  readonly $async: Readonly<Record<string, AsyncDynamicMethod>>
}

/** An object of a peer that described itself: its methods as functions, and what every connection tells of itself. */
export type DynamicConnection = Readonly<Record<string, DynamicMethod>> & DynamicConnectionMembers

/** Traits that were adopted, by the entry that answers for them. Libraries stay loaded. */
const adopted = new Map<Address, AnyTrait>()

/**
 * Connects to a trait that nobody declared on this side: the peer is asked for its definition and its version, and both are
 * adopted. Values are checked and decoded as its schemas say. Everything is passed as bytes: a schema alone does not say
 * where a value lies in memory.
 *
 * A method with a type of which the definition does not say enough cannot be called; `$describe()` says why.
 *
 * @param source - A library, an entry, or an object of a peer.
 * @param name - The name of the trait, by which a library exports its entry.
 * @returns An object with the methods of the peer.
 * @throws What {@link connect} throws for such a source, `ValueError` `ABI-J009` for anything else, `ABI-W001` to `ABI-W004`
 * and `ABI-J027` for a definition that cannot be read, `DeclarationError` `ABI-L001` for names that no trait can have,
 * `ABI-J001` for more than 64 methods or parameters.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts no-run
 * import { connectDynamic } from 'abiding/connection'
 *
 * using archive = connectDynamic('target/debug/libarchive.so', 'Archive')
 * console.log(archive.$describe().methods.map((method) => method.name))
 * console.log(archive['get']!(0))
 * ```
 */
export function connectDynamic(source: DynamicSource, name: string): DynamicConnection {
  return connectTo(source, name) as unknown as DynamicConnection
}

function connectTo(source: unknown, name: string): ConnectedObject {
  if (typeof name !== 'string' || name === '') return refuse(name, 'the name of a trait')
  const { library, address, entry, data, vtable } = (source ?? {}) as Record<string, unknown>
  const path = typeof source === 'string' ? source : library
  if (typeof path === 'string') {
    const { address: found, ...known } = entryOfLibrary(path, name)
    return connectToEntry(adopt(found, known.path), found, known)
  }
  const at = typeof source === 'number' ? source : address
  if (typeof at === 'number') return connectToEntry(adopt(at as Address, name), at as Address, { path: name })
  if (typeof entry === 'number' && typeof data === 'bigint' && typeof vtable === 'bigint')
    return connectToPackaged(adopt(entry as Address, name), source as PackagedObject, 'owned', name)
  return refuse(source, 'the path of a library, the address of an entry, or an object of a peer')
}

function adopt(address: Address, path: string): AnyTrait {
  let trait = adopted.get(address)
  if (trait === undefined) {
    const entry = new NativeEntry(address, path)
    const { schema, version } = entry.interrogateVersion()
    trait = traitOfDefinition(entry.definition(Math.min(schema, ownSchemaVersion), version), version)
    adopted.set(address, trait)
  }
  return trait
}

function refuse(found: unknown, expected: string): never {
  throw new ValueError('nothing that describes itself', {
    code: 'ABI-J009',
    rule: 'X-65',
    path: 'connectDynamic',
    expected,
    found: describeValue(found),
    hint: 'connect to an implementation in TypeScript with its trait: connect(Trait, implementation)',
  })
}
