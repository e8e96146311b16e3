import { AbidingError, PeerPanicError } from '../../errors/index.js'
import { lower } from '../../call/lowering.js'
import { receiveCalls } from '../../call/received-call.js'
import {
  allocateNative,
  registerCallback,
  type Callback,
  type ForeignCallPolicy,
  type NativeFunction,
} from '../../ffi/index.js'
import { fn, hostTarget, usize, type Address, type AnyType, type FunctionType } from '../../layout/index.js'
import { nativeSpace } from '../../memory/native-space.js'
import type { PrefixType } from '../../prefix/prefix-type.js'
import { keepForever } from '../protocol/call-passage.js'
import { callMethod } from '../protocol/call-implementation.js'
import type { HostEntry } from '../protocol/host-entry.js'
import { thrownText } from '../protocol/thrown-text.js'
import { nothing } from '../wire/nothing.js'
import { withPath } from '../wire/wire-problem.js'
import { wireCodec } from '../wire/wire-type.js'
import { receivedArgument } from './received-argument.js'
import { writeTableHeader } from './table-header.js'
import { makerNames, tableOf } from './trait-table.js'

/** Handles are numbers where native code sees pointers that it never follows. */
const handles = { create: fn({}, usize), drop: fn({ object: usize }) } as const

/**
 * The table of a trait whose objects are those of an entry of this side: functions that native code calls, in an instance of a
 * prefix type behind a module header. Like the entry, it stays for as long as the process.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export class HostTable {
  /** The module header. */
  readonly address: Address
  readonly #callbacks: { readonly callback: Callback; readonly path: string }[] = []
  readonly #policy: ForeignCallPolicy

  /**
   * @param host - What answers behind the entry.
   * @param policy - What becomes of calls from other threads.
   */
  constructor(host: HostEntry, policy: ForeignCallPolicy) {
    this.#policy = policy
    const { name } = host.trait
    const { type, methods } = tableOf(host.trait)
    const functions = new Map<string, Address>()
    const add = (slot: string, signature: FunctionType, target: NativeFunction): void => {
      functions.set(slot, this.#export(signature, target, `${name}.${slot}`))
    }
    add(makerNames.create, handles.create, () => (host.isRetired ? 0 : Number(host.make().data)))
    add(makerNames.drop, handles.drop, (object) => host.drop(object as number))
    for (const [method, { signature }] of methods) {
      if (signature === undefined) continue
      const { receives, target } = hostFunction(host, method, signature)
      try {
        add(method, receives, target)
      } catch (error) {
        // What the calling convention of this machine cannot receive is left out.
        if (!(error instanceof AbidingError) || error.code !== 'ABI-F005') throw error
      }
    }
    const root = writeInstance(type, functions)
    const construct = this.#export(fn({ error: usize }, usize), () => root, `${name} → construct`)
    this.address = writeTableHeader(type, root, construct)
  }

  /** Says what becomes of calls from other threads from now on. */
  allow(policy: ForeignCallPolicy): void {
    for (const { callback, path } of this.#callbacks)
      callback.guard?.assign(path, { ...policy, waitsForEnd: true })
  }

  #export(type: FunctionType, target: NativeFunction, path: string): Address {
    const signature = lower(type, 'receive', path)
    const callback = registerCallback(
      signature.native,
      receiveCalls(signature, target, path, keepForever),
      path,
    )
    // What a call names is lent until it returns.
    callback.guard?.assign(path, { ...this.#policy, waitsForEnd: true })
    this.#callbacks.push({ callback, path })
    return callback.address
  }
}

/** A method as native code calls it, the object first. */
function hostFunction(
  host: HostEntry,
  name: string,
  { returns: given }: FunctionType,
): { readonly receives: FunctionType; readonly target: NativeFunction } {
  const { trait } = host
  const { parameters, returns } = trait.methods.get(name)!
  const path = `${trait.name}.${name}`
  const received = parameters.map(({ name: parameter, type }) =>
    receivedArgument(type, trait.version, `${path} → param ${parameter}`),
  )
  const types: { readonly [name: string]: AnyType }[] = [
    { object: usize },
    ...received.map(({ type }, index) => ({ [`argument_${index}`]: type })),
  ]
  const { check } = wireCodec(returns, trait.version)
  const method = { name, path }
  const target: NativeFunction = (object, ...raw) => {
    const { implementation } = host.find(object as number, path)
    const values = received.map(({ take }, index) => take(raw[index]))
    try {
      const result = callMethod(implementation, method, values)
      if (returns === nothing) return undefined
      withPath(`${path} → result`, () => check(result))
      return result
    } catch (thrown) {
      throw new PeerPanicError(thrownText(thrown), path, thrown)
    }
  }
  const receives = given.kind === 'void' ? fn(types) : fn(types, given)
  return { receives, target }
}

/** Writes the instance of the prefix type: the mask, no layout, and the functions. */
function writeInstance(type: PrefixType, functions: ReadonlyMap<string, Address>): Address {
  const { size, fields } = type.measure(hostTarget())
  const address = allocateNative(size)
  const { view, base } = nativeSpace.memoryAt(address, size)
  const start = address - base!
  const littleEndian = hostTarget().byteOrder === 'little'
  let mask = 0n
  fields.forEach(({ name, offset }, index) => {
    const entry = functions.get(name)
    if (entry === undefined) return
    mask |= 1n << BigInt(index)
    view.setBigUint64(start + offset, BigInt(entry), littleEndian)
  })
  view.setBigUint64(start, mask, littleEndian)
  return address
}

const tables = new WeakMap<HostEntry, HostTable>()

/**
 * The table of an entry of this side, made when it is first asked for.
 *
 * @param host - What answers behind the entry.
 * @param policy - What becomes of calls from other threads.
 * @throws `DeclarationError` `ABI-L001` for a trait whose name cannot stand in C, `CallError` `ABI-F004` where the process
 * has no entry point left.
 *
 * @see Rule X-86 of the specification.
 *
 * @internal
 */
export function hostTableOf(host: HostEntry, policy: ForeignCallPolicy): HostTable {
  let table = tables.get(host)
  if (table === undefined) tables.set(host, (table = new HostTable(host, policy)))
  return table
}

/**
 * Says what becomes of calls from other threads to the table of an entry, if it was made.
 *
 * @internal
 */
export function allowTable(host: HostEntry, policy: ForeignCallPolicy): void {
  tables.get(host)?.allow(policy)
}
