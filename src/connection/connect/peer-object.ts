import type { ObjectWords } from '../protocol/native-entry.js'
import type { Uses } from './uses.js'

/** Where a connected object keeps what it stands for. */
export const peerObject: unique symbol = Symbol('abiding.peerObject')

/** Where it keeps what implements that, if it is known. Nothing is written there again: the engine takes it for a constant. */
export const peerImplementation: unique symbol = Symbol('abiding.peerImplementation')

/**
 * An object of a peer, as calls need it: its two words in halves, and who is told of its uses.
 *
 * @internal
 */
export class PeerObject {
  readonly dataLow: number
  readonly dataHigh: number
  readonly vtableLow: number
  readonly vtableHigh: number
  /** The first word as a number: exact where it is an address. */
  readonly address: number
  /** Who is told of its uses. */
  uses!: Uses

  constructor({ data, vtable }: ObjectWords) {
    this.dataLow = Number(data & 0xffff_ffffn)
    this.dataHigh = Number((data >> 32n) & 0xffff_ffffn)
    this.vtableLow = Number(vtable & 0xffff_ffffn)
    this.vtableHigh = Number((vtable >> 32n) & 0xffff_ffffn)
    this.address = Number(data)
  }

  /** Says who is told of its uses from now on. */
  useThrough(uses: Uses): void {
    this.uses = uses
  }

  /** Says that whoever is told of its uses may not allow them any more, or allows them again. */
  refresh(): void {
    // Whoever calls asks each time.
  }
}
