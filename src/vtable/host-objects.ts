import type { Keep } from '../layout/index.js'
import { NativeArena } from '../memory/arena.js'
import { keepOnce } from '../memory/keep-once.js'
import { ownershipKey } from '../ownership/index.js'
import { HandleTable } from './handle-table.js'
import type { Trait } from './trait-object.js'

/** An implementation in JavaScript: methods by name. */
export type Implementing = Readonly<Record<string, ((...values: never[]) => unknown) | undefined>>

/** An object that is implemented in JavaScript and has a handle. */
export class HostObject {
  /** Whether its own dispose ran, or its value was used up. */
  isDropped = false
  #kept: { readonly arena: NativeArena; readonly keep: Keep } | undefined

  /**
   * Describes an object.
   *
   * @param trait - The trait that it was made for.
   * @param object - What implements it.
   */
  constructor(
    readonly trait: Trait,
    readonly object: Implementing,
  ) {}

  /** Keeps what its methods give back by reference for as long as it lives, equal bytes once. */
  keep(bytes: Uint8Array, alignment: number): ReturnType<Keep> {
    if (this.#kept === undefined) {
      const arena = new NativeArena()
      // The object owns it.
      arena[ownershipKey].unlist()
      this.#kept = { arena, keep: keepOnce((kept, by) => arena.keep(kept, by)) }
    }
    return this.#kept.keep(bytes, alignment)
  }

  /** Frees what was kept. */
  free(): void {
    this.#kept?.arena[Symbol.dispose]()
  }
}

/**
 * All objects of this thread that native code may hold.
 *
 * @internal
 */
export const hostObjects = new HandleTable<HostObject>('an object')

/** The object whose method has just given something back. */
let answering: HostObject | undefined

/**
 * Says which object gives something back: what is given back by reference lives as long as the object.
 *
 * @internal
 */
export function answerFrom<Result>(host: HostObject, result: Result): Result {
  answering = host
  return result
}

/**
 * Keeps bytes for the object that gives something back.
 *
 * @internal
 */
export const keepForAnswer: Keep = (bytes, alignment) => answering!.keep(bytes, alignment)
