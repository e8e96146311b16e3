import type { MemoryLocation } from '../layout/index.js'
import { dropObject } from './object-drop.js'
import type { ObjectFunctions } from './object-functions.js'
import { offThread } from './off-thread.js'
import { OwningAccessor } from './owning-accessor.js'
import type { ObjectType } from './trait-object.js'

/**
 * The accessor of a trait object: its methods call native code. Its classes are made from the declaration of the trait.
 *
 * @see Rules B-5 and B-7 of the specification.
 *
 * @internal
 */
export abstract class ObjectAccessor extends OwningAccessor {
  declare readonly $type: ObjectType
  /** The methods of its table: here, so that a call has no way to go for them. */
  readonly $methods: ObjectFunctions['methods']

  /**
   * Makes the accessor.
   *
   * @param $functions - The functions of its tables.
   * @param data - Its data pointer.
   * @param $box - The table of the box that owns it; 0 where there is none.
   * @param isOwner - Whether it belongs to the accessor.
   * @param location - Where its words lie, where they lie in memory that owns it.
   */
  constructor(
    readonly $functions: ObjectFunctions,
    data: number,
    readonly $box: number,
    isOwner: boolean,
    location: MemoryLocation | undefined,
  ) {
    super('trait object', data, isOwner ? releaseOf($functions, data, $box) : undefined, location)
    this.$methods = $functions.methods
  }

  $words(): readonly number[] {
    return this.wordsAs(this.$type)
  }

  $asOwner(): ObjectAccessor | undefined {
    if (this.$box === 0) return undefined
    return this.$like(this.$data, this.$box, true)
  }

  /** The methods, called off the JavaScript thread. */
  get $async(): object {
    return offThread(this)
  }

  /** Another object of the same type, with the same tables. */
  $like(data: number, box: number, isOwner: boolean): ObjectAccessor {
    return new (this.constructor as ObjectClass)(this.$functions, data, box, isOwner)
  }

  /** Its words as those of a type of the same trait. */
  wordsAs({ words }: ObjectType): readonly number[] {
    const { methodTable, objectTable } = this.$functions
    const list: number[] = []
    list[words.data] = this.$data
    if (words.box !== undefined) list[words.box] = this.$box
    if (words.object !== undefined) list[words.object] = objectTable
    if (words.methods !== undefined) list[words.methods] = methodTable
    return list
  }
}

/** Made where `this` is not in sight, so that it cannot keep the object alive. */
function releaseOf(functions: ObjectFunctions, data: number, box: number): () => void {
  return () => dropObject(functions, data, box)
}

/**
 * The class of the accessors of a type.
 *
 * @internal
 */
export type ObjectClass = new (
  functions: ObjectFunctions,
  data: number,
  box: number,
  isOwner: boolean,
  location?: MemoryLocation,
) => ObjectAccessor

/**
 * The accessor of a trait object; `undefined` for anything else.
 *
 * @internal
 */
export function asObject(value: unknown): ObjectAccessor | undefined {
  return value instanceof ObjectAccessor ? value : undefined
}
