import { readForeignCallPolicy, type ForeignCallOptions } from '../../call/threads/thread-policy.js'
import { fn, type Address } from '../../layout/index.js'
import { Owner } from '../../ownership/index.js'
import type { ForeignCallPolicy } from '../../ffi/index.js'
import { allowTable, hostTableOf } from '../fast-path/host-table.js'
import { makesNoObjects } from '../protocol/entry-without-maker.js'
import { HostEntry, type MadeObject } from '../protocol/host-entry.js'
import { checkTraitImplementation } from '../connect/check-implementation.js'
import { checkTrait } from '../trait/is-trait.js'
import type { ImplementationOf } from '../trait/trait-typing.js'
import type { AnyTrait } from '../trait/trait.js'

/** What becomes of calls that come to an exported trait from another thread. */
export type WaitingOptions = Pick<ForeignCallOptions, 'timeout' | 'whenBusy'>

/** Entries may be called from all threads: traits say with `Send` and `Sync` what peers do. */
const anyThread = fn({})

/** Entries that nobody exports any more: peers that remember one know it as an entry of the same trait. */
const retired = new WeakMap<AnyTrait, HostEntry[]>()

/**
 * An entry that peers get objects of a trait from. Made by {@link exportTrait}. Disposing of it lets no more objects be
 * made; those that peers hold live on until they are dropped.
 */
export class ExportedTrait extends Owner {
  /** The entry: a function that takes the messages of the protocol. Rust calls it `AbiProtocol`. */
  readonly address: Address
  readonly #host: HostEntry
  readonly #policy: ForeignCallPolicy

  /** @internal */
  constructor(
    /** The trait. */
    readonly trait: AnyTrait,
    host: HostEntry,
    policy: ForeignCallPolicy,
  ) {
    super({ kind: 'exported trait', type: trait.name }, retiring(host))
    this.address = host.address
    this.#host = host
    this.#policy = policy
  }

  /**
   * The table of the trait, as `abiding header` declares it for C: the address of a module header, as a library exports it
   * under the name `abiding_trait_` and the name of the trait. Its functions call the implementation without the protocol.
   * Like the entry it stays for as long as the process; after dispose it makes no objects.
   *
   * It is made when it is first asked for: ask before native code that calls it is called.
   *
   * @throws `DeclarationError` `ABI-L001` for a trait whose name cannot stand in C, `CallError` `ABI-F004` where the process
   * has no entry point left.
   *
   * @see Rules of the specification.
   */
  get table(): Address {
    return hostTableOf(this.#host, this.#policy).address
  }
}

/** Made where the exported trait is not in sight, so that it cannot be kept alive. */
function retiring(host: HostEntry): () => void {
  return () => {
    host.isRetired = true
    host.create = makesNoObjects(host.trait, 'retired')
    const resting = retired.get(host.trait)
    if (resting === undefined) retired.set(host.trait, [host])
    else resting.push(host)
  }
}

/**
 * Makes an entry from which native code gets objects that are implemented in TypeScript: what Rust's
 * `savefile_abi_export!` does, without the symbol.
 *
 * Whatever an implementation throws becomes a panic at the peer, with its message. An object that a factory made is
 * disposed of when the peer drops it, if it has `[Symbol.dispose]()`.
 *
 * @param trait - The trait, in the version that is implemented.
 * @param implementation - What all objects of peers stand for, which stays the property of the program; or a function that
 * makes an implementation for each of them.
 * @param options - What becomes of calls from other threads.
 * @returns The entry. Peers keep its address for as long as the process.
 * @throws `ValueError` `ABI-V001` for what is no trait, `ABI-V001` and `ABI-V002` for options that are none, `ABI-J010` for an implementation that lacks methods; `CallError`
 * `ABI-F004` where the process has no entry point left.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { connect, exportTrait, method, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Counter = trait('Counter', { version: 0, methods: { add: method({ by: u32 }, u32, { receiver: 'mut' }) } })
 * using exported = exportTrait(Counter, () => {
 *   let count = 0
 *   return { add: (by) => (count += by) }
 * })
 *
 * // Rust would say AbiConnection::from_raw(entry, …); this connects to the same entry, within the process.
 * using first = connect(Counter, exported.address)
 * using second = connect(Counter, exported.address)
 * assert.equal(first.add(2), 2)
 * assert.equal(first.add(3), 5)
 * assert.equal(second.add(1), 1)
 * ```
 */
export function exportTrait<T extends AnyTrait>(
  trait: T,
  implementation: ImplementationOf<T> | (() => ImplementationOf<T>),
  options: WaitingOptions = {},
): ExportedTrait {
  checkTrait(trait, 'exportTrait', 'X-16')
  const policy = readForeignCallPolicy(options, anyThread, `exportTrait → ${trait.name}`)
  const create = creatorOf(trait, implementation)
  const host = retired.get(trait)?.pop() ?? new HostEntry(trait, create)
  host.create = create
  host.isRetired = false
  host.allow(policy)
  allowTable(host, policy)
  return new ExportedTrait(trait, host, policy)
}

function creatorOf(trait: AnyTrait, implementation: unknown): () => MadeObject {
  if (typeof implementation === 'function') {
    return () => {
      const made: unknown = (implementation as () => unknown)()
      checkTraitImplementation(trait, made, `exportTrait → ${trait.name}`)
      return { implementation: made }
    }
  }
  checkTraitImplementation(trait, implementation, `exportTrait → ${trait.name}`)
  const shared: MadeObject = { implementation, onDrop: () => undefined }
  return () => shared
}
