import type { PrefixType } from './prefix-type.js'

/** An instance that is implemented in TypeScript. */
interface Implemented {
  /** Gives the accessor object. */
  as(type: PrefixType): unknown
}

/** By address. An instance is not kept from being forgotten by standing here. */
const instances = new Map<number, WeakRef<Implemented>>()
const addresses = new WeakMap<Implemented, number>()

/**
 * Remembers where an implementation lies, so that a reference to it leads back to it.
 *
 * @internal
 */
export function rememberInstance(address: number, instance: Implemented): void {
  instances.set(address, new WeakRef(instance))
  addresses.set(instance, address)
}

/**
 * Forgets an implementation that is disposed of: its place may be taken by something else.
 *
 * @internal
 */
export function forgetInstance(instance: Implemented): void {
  const address = addresses.get(instance)
  if (address !== undefined && addresses.delete(instance)) instances.delete(address)
}

/**
 * The implementation that lies at an address.
 *
 * @internal
 */
export function instanceAt(address: number): Implemented | undefined {
  return instances.get(address)?.deref()
}
