// Both sides of a connection in one program, with native calls in between.
import { type AnyTrait, type Connection, type ImplementationOf } from 'abiding/connection'
import { connectToObject } from '../../../src/connection/connect/native-connection.js'
import { hostEntryOf } from '../../../src/connection/protocol/host-entry.js'

/**
 * Connects to an implementation through native code.
 *
 * @param caller - The trait as the caller declares it.
 * @param implementation - What is called.
 * @param callee - The trait as the implementation declares it.
 */
export function nativePeer<T extends AnyTrait, U extends AnyTrait = T>(
  caller: T,
  implementation: ImplementationOf<U>,
  callee: U = caller as unknown as U,
): Connection<T> {
  const packaged = hostEntryOf(callee).add(implementation)
  return connectToObject(caller, packaged, 'owned') as unknown as Connection<T>
}
