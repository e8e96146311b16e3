import { AbidingError, ModuleError, ValueError } from '../../errors/index.js'
import { bindFunction } from '../../call/index.js'
import type { Library } from '../../ffi/index.js'
import { fn, formatAddress, type Address, type FunctionType } from '../../layout/index.js'
import { describeValue } from '../../layout/names.js'
import { RStr } from '../../plain-types/index.js'
import { thrownText } from '../protocol/thrown-text.js'
import type { AnyTrait } from '../trait/trait.js'
import { checkedText } from './checked-text.js'
import { matchTable } from './compare-table.js'
import { readTable, readTableAt, type ExportedTable } from './exported-table.js'
import { DirectMethod } from './direct-method.js'
import { makerNames, makers } from './trait-table.js'

/** A method on the fast path, or why it is not there. */
export type FastMethod =
  | { readonly method: DirectMethod; readonly reason?: undefined }
  | { readonly method?: undefined; readonly reason: string }

/** What a peer offers beside the protocol: functions that are called directly. */
export interface FastPath {
  /** The version of the trait that the peer was made of; 999 stands for all from there on. */
  readonly version: number
  /** Every method of the trait, by name. */
  readonly methods: ReadonlyMap<string, FastMethod>
  /**
   * Makes an object of the peer.
   *
   * @throws `ModuleError` `ABI-J004` where the peer makes none.
   */
  readonly create: () => Address
  /** Drops an object that `create` made. */
  readonly drop: (object: Address) => void
}

/** Libraries are never unloaded, so neither is what is known of their tables. */
const known = new WeakMap<AnyTrait, Map<string, FastPath | undefined>>()

/**
 * The fast path to a library.
 *
 * @param trait - The trait as this side declares it.
 * @param library - The library.
 * @returns `undefined` where the library exports no table of the trait.
 * @throws `ModuleError` for a table that cannot be right.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function fastPathTo(trait: AnyTrait, library: Library): FastPath | undefined {
  let paths = known.get(trait)
  if (paths === undefined) known.set(trait, (paths = new Map<string, FastPath | undefined>()))
  if (paths.has(library.path)) return paths.get(library.path)
  const table = readTable(library, trait.name)
  const path = table === undefined ? undefined : makePath(trait, table)
  paths.set(library.path, path)
  return path
}

/** Tables stay for as long as the process. */
const knownTables = new WeakMap<AnyTrait, Map<Address, FastPath>>()

/**
 * The fast path to whoever made a table.
 *
 * @param trait - The trait as this side declares it.
 * @param address - Where the module header of the table lies.
 * @throws `ModuleError` for a table that cannot be right, `ValueError` `ABI-J030` for what is no address.
 *
 * @see Rule X-88 of the specification.
 *
 * @internal
 */
export function fastPathAt(trait: AnyTrait, address: Address): FastPath {
  let paths = knownTables.get(trait)
  if (paths === undefined) knownTables.set(trait, (paths = new Map<Address, FastPath>()))
  let path = paths.get(address)
  if (path === undefined) {
    if (!(Number.isSafeInteger(address) && address > 0)) refuseAddress(trait, address)
    const table = readTableAt(address, trait.name, `the table of ${trait.name} at ${formatAddress(address)}`)
    paths.set(address, (path = makePath(trait, table)))
  }
  return path
}

function refuseAddress({ name }: AnyTrait, found: unknown): never {
  throw new ValueError('no address of a table', {
    code: 'ABI-J030',
    rule: 'X-88',
    path: `connect → ${name} → table`,
    expected: 'the address of the module header of a table, as exportTrait(…).table gives it',
    found: describeValue(found),
  })
}

function makePath(trait: AnyTrait, table: ExportedTable): FastPath {
  const methods = new Map<string, FastMethod>()
  for (const [name, { address, signature, reason }] of matchTable(trait, table)) {
    if (address === undefined) {
      methods.set(name, { reason })
      continue
    }
    try {
      const path = `${trait.name}.${name}`
      const bound = bindFunction(address, checkingText(signature), path)
      methods.set(name, {
        method: new DirectMethod(bound as never, signature, path, trait.methods.get(name)!),
      })
    } catch (error) {
      // What the calling convention of this machine cannot pass goes the other way.
      if (!(error instanceof AbidingError)) throw error
      methods.set(name, { reason: error.message })
    }
  }
  const makerAt = (name: string): Address => table.functions.get(name)!
  const create = bindFunction(makerAt(makerNames.create), makers.create, `${trait.name}.${makerNames.create}`)
  const drop = bindFunction(makerAt(makerNames.drop), makers.drop, `${trait.name}.${makerNames.drop}`)
  return {
    version: Number(table.schema.version.split('.')[1]),
    methods,
    create: () => makeObject(create, table.path),
    drop: (object) => drop(object),
  }
}

/** The text that a peer gives lies where the peer says: that is not believed. */
function checkingText(signature: FunctionType): FunctionType {
  const { parameters, returns } = signature
  if (returns !== RStr) return signature
  return fn(
    parameters.map(({ name, type }) => ({ [name]: type })),
    checkedText,
  )
}

/** What making an object threw in TypeScript has crossed as null, and is thrown again by the call. */
function makeObject(create: () => { readonly address: Address } | null, path: string): Address {
  let made: { readonly address: Address } | null
  try {
    made = create()
  } catch (error) {
    return refuseNone(path, thrownText(error), error)
  }
  return made?.address ?? refuseNone(path, 'null')
}

function refuseNone(path: string, found: string, cause?: unknown): never {
  throw new ModuleError('the peer makes no object', {
    code: 'ABI-J004',
    rule: 'X-77',
    path,
    expected: 'an object',
    found,
    ...(cause === undefined ? {} : { cause }),
  })
}
