import { AbidingError, ModuleError } from '../../errors/index.js'
import { bindFunction } from '../../call/index.js'
import type { Library } from '../../ffi/index.js'
import { fn, type Address, type FunctionType } from '../../layout/index.js'
import { RStr } from '../../plain-types/index.js'
import type { AnyTrait } from '../trait/trait.js'
import { checkedText } from './checked-text.js'
import { matchTable } from './compare-table.js'
import { readTable, type ExportedTable } from './exported-table.js'
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
    create: () => create()?.address ?? refuseNone(table.path),
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

function refuseNone(path: string): never {
  throw new ModuleError('the peer makes no object', {
    code: 'ABI-J004',
    rule: 'X-77',
    path,
    expected: 'an object',
    found: 'null',
  })
}
