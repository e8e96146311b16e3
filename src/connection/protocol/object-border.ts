import type { AnyTrait } from '../trait/trait.js'
import type { Giving, PackagedObject } from '../wire/passage.js'

/** What answers for the objects of a trait that are implemented on this side. */
export interface ObjectHost {
  /** Makes an object known, which is dropped as told, or by its own `[Symbol.dispose]()`. */
  add(implementation: object, onDrop?: () => void): PackagedObject
  /** Forgets an object without dropping it. */
  remove(object: PackagedObject): void
}

/** An object of a peer that this side may use. */
export interface ReceivedObject {
  /** The object, with the methods of its trait. */
  readonly object: object
  /** Ends it: drops an owned one, and takes a lent one away. */
  end(): void
}

/** How objects cross: what hosts them, and what connects to them. */
export interface ObjectBorder {
  /** What answers for the objects of a trait. */
  hostOf: (trait: AnyTrait) => ObjectHost
  /** Connects to an object of a peer. */
  receive: (trait: AnyTrait, object: PackagedObject, giving: Giving) => ReceivedObject
}

/**
 * How objects cross. The modules that do it name themselves here: calls need objects, and objects need calls.
 *
 * @internal
 */
export const objectBorder: Partial<ObjectBorder> = {}
