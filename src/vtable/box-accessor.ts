import { codecOf } from '../layout/layout.js'
import type { Memory, MemoryLocation } from '../layout/index.js'
import { replaceValue, takeBytes } from '../layout/drop-value.js'
import { memoize } from '../layout/memoize.js'
import { movesValue } from '../layout/moved-value.js'
import { viewType } from '../layout/view.js'
import { nativeSpace } from '../memory/native-space.js'
import { ownershipKey } from '../ownership/index.js'
import { boundTable } from './bound-table.js'
import type { BoxType } from './box-like.js'
import { OwningAccessor } from './owning-accessor.js'
import { pointeeAt } from './pointee.js'
import { refuseLent } from './receiver.js'

/** The functions of a box's table, as far as they are called here. */
interface BoxFunctions {
  readonly destructor: (data: number, callReferentDrop: 'Yes' | 'No', deallocate?: 'No' | 'Yes') => void
}

/**
 * The accessor of a box.
 *
 * @see Rules B-7 and B-8 of the specification.
 *
 * @internal
 */
export abstract class BoxAccessor extends OwningAccessor {
  declare readonly $type: BoxType
  readonly #table: number

  /**
   * Makes the accessor.
   *
   * @param data - Where the value lies.
   * @param table - Where the table lies.
   * @param isOwner - Whether the box belongs to the accessor.
   * @param location - Where its words lie, where they lie in memory that owns it.
   */
  constructor(type: BoxType, data: number, table: number, isOwner: boolean, location?: MemoryLocation) {
    // Looked up at once: what cannot be a table is refused before anything is owned.
    const functions = boundTable<BoxFunctions>(type.table, table)
    super('box', data, isOwner ? releaseOf(type, functions, data) : undefined, location)
    this.#table = table
  }

  $words(): readonly number[] {
    return [this.$data, this.#table]
  }

  $asOwner(): BoxAccessor {
    return new (boxClassOf(this.$type))(this.$data, this.#table, true)
  }

  deref(): unknown {
    return this.#use('deref', (memory, offset) => this.#codec.get(memory, offset))
  }

  store(value: unknown): void {
    const path = `${this.$type.name}.store → param value`
    this.#use('store', (memory, offset) => replaceValue(this.$type.referent, memory, offset, value, path))
  }

  intoInner(): unknown {
    const path = `${this.$type.name}.intoInner`
    if (this[ownershipKey] === undefined) refuseLent(path)
    const value = this.#use('intoInner', (memory, offset) => this.#takeOut(memory, offset))
    this.$moveOut(path)
    destroy(this.$type, boundTable<BoxFunctions>(this.$type.table, this.#table), this.$data, 'No')
    return value
  }

  /** A copy of the value that is independent of the box. */
  $copy(): unknown {
    return this.#use('copy', (memory, offset) => this.#codec.copy(memory, offset))
  }

  /** The value as `JSON.stringify` accepts it. */
  override toJSON(): unknown {
    return this.#use('toJSON', (memory, offset) => this.#codec.json(memory, offset))
  }

  protected override $contents(): readonly unknown[] {
    return [this.deref()]
  }

  get #codec(): ReturnType<typeof codecOf> {
    return codecOf(this.$type.referent, nativeSpace.target)
  }

  #use<Result>(name: string, use: (memory: Memory, offset: number) => Result): Result {
    const path = `${this.$type.name}.${name}`
    this[ownershipKey]?.assertOwned(path)
    const { memory, offset } = pointeeAt(this.$type.referent, this.$data, path)
    return use(memory, offset)
  }

  /** A value that owns something is taken as it is: whoever reads it owns it. */
  #takeOut(memory: Memory, offset: number): unknown {
    const codec = this.#codec
    if (!movesValue(this.$type.referent)) return codec.copy(memory, offset)
    return codec.get(takeBytes(memory, offset, codec.size), 0)
  }
}

/** Made where `this` is not in sight, so that it cannot keep the box alive. */
function releaseOf(type: BoxType, functions: BoxFunctions, data: number): () => void {
  return () => destroy(type, functions, data, 'Yes')
}

function destroy(type: BoxType, { destructor }: BoxFunctions, data: number, drop: 'Yes' | 'No'): void {
  if (type.destructor === 'drop') destructor(data, drop)
  else destructor(data, drop, 'Yes')
}

/** The class of the accessors of a type. */
type BoxClass = new (data: number, table: number, isOwner: boolean, location?: MemoryLocation) => BoxAccessor

/**
 * The class of the accessors of a type of boxes.
 *
 * @internal
 */
export const boxClassOf = memoize((type: BoxType): BoxClass => {
  const Accessor = class extends BoxAccessor {
    constructor(data: number, table: number, isOwner: boolean, location?: MemoryLocation) {
      super(type, data, table, isOwner, location)
    }
  }
  Object.defineProperty(Accessor, 'name', { value: type.name, configurable: true })
  Object.defineProperty(Accessor.prototype, '$type', { value: type })
  Object.defineProperty(Accessor.prototype, viewType, { value: type })
  return Accessor
})
