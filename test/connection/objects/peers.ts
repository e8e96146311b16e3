// Both sides of a connection in one program, with native calls in between.
import { liveObjects } from 'abiding'
import { connect, type AnyTrait, type Connection, type ImplementationOf } from 'abiding/connection'
import { afterEach, beforeEach, expect } from 'vitest'
import { connectToPackaged } from '../../../src/connection/connect/in-process-connection.js'
import { connectToObject } from '../../../src/connection/connect/native-connection.js'
import { hostEntryOf } from '../../../src/connection/protocol/host-entry.js'
import { hostedObjects } from '../../../src/connection/protocol/host-instance.js'
import { receiveThroughProtocol } from '../../support/through-protocol.js'

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
  receiveThroughProtocol()
  const packaged = hostEntryOf(callee).add(implementation)
  return connectToObject(caller, packaged, 'owned') as unknown as Connection<T>
}

/** Connects to an object of this side without native code. */
function processPeer<T extends AnyTrait>(caller: T, implementation: ImplementationOf<T>): Connection<T> {
  receiveThroughProtocol(false)
  return connectToPackaged(caller, hostEntryOf(caller).add(implementation), 'owned') as never
}

/** Connects to an implementation, in one way or another. */
export type Connect = <T extends AnyTrait>(caller: T, implementation: ImplementationOf<T>) => Connection<T>

/** The ways in which there are connections within one program, for tests of each. */
export const ways: readonly [string, Connect][] = [
  ['through native code', nativePeer],
  ['to an object of this side', processPeer],
  ['in one program', connect],
]

/** How many objects there are: those that this side has, and those that peers have of it. */
export interface ObjectCounts {
  readonly live: number
  readonly hosted: number
}

const countObjects = (): ObjectCounts => ({ live: liveObjects().length, hosted: hostedObjects() })

/** The objects that came since a test began. */
export interface NewObjects {
  readonly count: () => ObjectCounts
  /** Lets so many stay. */
  readonly allow: (counts: ObjectCounts) => void
}

/** Expects of each test of a file that it leaves as many objects behind as there were. */
export function expectNoObjectsLeft(): NewObjects {
  let before: ObjectCounts
  beforeEach(() => {
    before = countObjects()
  })
  afterEach(() => {
    expect(countObjects()).toEqual(before)
  })
  const count = (): ObjectCounts => {
    const { live, hosted } = countObjects()
    return { live: live - before.live, hosted: hosted - before.hosted }
  }
  const allow = ({ live, hosted }: ObjectCounts): void => {
    before = { live: before.live + live, hosted: before.hosted + hosted }
  }
  return { count, allow }
}
