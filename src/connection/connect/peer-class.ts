import type { ObjectWords } from '../protocol/native-entry.js'
import type { AnyTrait } from '../trait/trait.js'
import type { Giving } from '../wire/passage.js'
import { addMethods, ConnectedObject, type ConnectedClass } from './connected-object.js'
import type { ConnectionDescription } from './description.js'
import type { ConnectedMethod } from './generated-method.js'
import { peerImplementation, peerObject, type PeerObject } from './peer-object.js'

/** How a method is called on this thread and on another one. */
export interface MethodCalls {
  /** The method of the connection. */
  readonly call: ConnectedMethod
  /** The same on another thread: a promise of the result. */
  readonly callAsync: (object: PeerObject, values: readonly unknown[]) => Promise<unknown>
}

/** What a class of connected objects is made of. */
export interface PeerClassParts<Peer extends PeerObject> {
  /** The trait as this side declares it. */
  readonly trait: AnyTrait
  /** Says how each method is called. Asked once. */
  readonly describe: () => ConnectionDescription
  /** Every method of the trait. */
  readonly calls: ReadonlyMap<string, MethodCalls>
  /** What methods need of an object. */
  readonly makeObject: (words: ObjectWords) => Peer
  /** What implements an object, for methods that call it without native code. */
  readonly implementationOf?: (object: Peer) => object | undefined
  /** Drops an object that belongs to this side. */
  readonly drop: (words: ObjectWords, object: Peer) => void
}

/** Makes connected objects of a peer: of the words of an object, and whether it is lent. */
export type PeerClass = new (words: ObjectWords, giving: Giving) => ConnectedObject

/**
 * Makes a class of connected objects of a peer.
 *
 * @param parts - What it is made of.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function makePeerClass<Peer extends PeerObject>({
  trait,
  describe,
  calls,
  makeObject,
  implementationOf,
  drop,
}: PeerClassParts<Peer>): PeerClass {
  let description: ConnectionDescription | undefined
  const connected: ConnectedClass = {
    trait,
    describe: () => (description ??= describe()),
    asyncCalls: (object) => {
      const peer = (object as ConnectedPeer)[peerObject]
      return Object.freeze(
        Object.fromEntries(
          [...calls].map(([name, { callAsync }]) => [
            name,
            (...values: readonly unknown[]) => callAsync(peer, values),
          ]),
        ),
      )
    },
  }
  class ConnectedPeer extends ConnectedObject {
    readonly [peerObject]: PeerObject
    readonly [peerImplementation]: object | undefined
    constructor(words: ObjectWords, giving: Giving) {
      const peer = makeObject(words)
      super(connected, giving === 'owned' ? () => drop(words, peer) : undefined, () => peer.refresh())
      peer.useThrough(this.$uses)
      this[peerObject] = peer
      this[peerImplementation] = implementationOf?.(peer)
    }
  }
  addMethods(
    ConnectedPeer,
    [...calls].map(([name, { call }]) => [name, call] as const),
  )
  Object.defineProperty(ConnectedPeer, 'name', { value: trait.name })
  return ConnectedPeer
}

/**
 * A method that cannot be called: both ways of calling it throw why.
 *
 * @internal
 */
export function refusedCalls(refuse: () => never): MethodCalls {
  return { call: refuse, callAsync: () => Promise.resolve().then(refuse) }
}
