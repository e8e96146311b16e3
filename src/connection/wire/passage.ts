import type { Address } from '../../layout/index.js'
import type { AnyTrait } from '../trait/trait.js'

/** An object of a peer, or of this side for a peer, as it crosses: two words that only its maker reads, and the entry that serves it. */
export interface PackagedObject {
  /** The first word of the object. */
  readonly data: bigint
  /** The second word of the object. */
  readonly vtable: bigint
  /** The function that answers for the trait of the object. */
  readonly entry: Address
}

/** Who drops an object that crosses: whoever gets it, or whoever gives it, who lends it until the call ends. */
export type Giving = 'owned' | 'lent'

/**
 * What a call offers to those of its values that are not bytes alone: memory for as long as it lasts, and a way for objects.
 * Writers and readers that belong to no call have none.
 *
 * @internal
 */
export interface Passage {
  /**
   * Gives the address of bytes in native memory that stays until the call ends: of a copy of them, or of many bytes where
   * they lie.
   *
   * @param alignment - The address is a multiple of this power of two, if the one of the bytes is.
   */
  lend(bytes: Uint8Array, alignment?: number): Address
  /** Copies bytes to native memory that stays for ever, and gives their address. */
  keep(bytes: Uint8Array): Address
  /**
   * Bytes of the peer. They may be read until the call ends.
   *
   * @throws `WireProblem` `ABI-W006` where nothing is mapped.
   */
  view(address: Address, length: number): Uint8Array
  /** Gives an object of this side to the peer. An owned one is dropped when the peer says so; a lent one is forgotten when the call ends. */
  pack(trait: AnyTrait, implementation: object, giving: Giving): PackagedObject
  /** Takes an object of the peer. An owned one is dropped by `[Symbol.dispose]()`; a lent one cannot be used once the call ends. */
  unpack(trait: AnyTrait, object: PackagedObject, giving: Giving): object
}
