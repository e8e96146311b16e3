// Objects of this side behind the protocol: as native code would see them, although they could be called in the process.
import type { AnyTrait, Connection } from 'abiding/connection'
import { connectToPackaged, receiverOf } from '../../src/connection/connect/in-process-connection.js'
import { connectToObject, makeNativeClass } from '../../src/connection/connect/native-connection.js'
import { planFor } from '../../src/connection/connect/negotiated-plan.js'
import { objectBorder } from '../../src/connection/protocol/object-border.js'
import type { Address } from '../../src/layout/index.js'

/** Lets the objects that cross be called through the protocol from now on, or again in the process. */
export function receiveThroughProtocol(isThroughProtocol = true): void {
  objectBorder.receive = receiverOf(isThroughProtocol ? connectToObject : connectToPackaged)
}

/** Connects to a new object of an entry through the protocol. */
export function connectThroughProtocol<T extends AnyTrait>(
  trait: T,
  { address }: { readonly address: Address },
  make?: Parameters<typeof makeNativeClass>[1],
): Connection<T> {
  const plan = planFor(trait, address)
  return new (makeNativeClass(plan, make))(plan.entry.create(), 'owned') as never
}
