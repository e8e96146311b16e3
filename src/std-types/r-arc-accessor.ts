import { MemoryError } from '../errors/index.js'
import { replaceValue } from '../layout/drop-value.js'
import { codecOf } from '../layout/layout.js'
import type { MemoryLocation } from '../layout/index.js'
import { memoize } from '../layout/memoize.js'
import { movesValue } from '../layout/moved-value.js'
import { viewType } from '../layout/view.js'
import { nativeSpace } from '../memory/native-space.js'
import { ownershipKey } from '../ownership/index.js'
import { boundTable } from '../vtable/bound-table.js'
import { withPointer } from '../vtable/object-drop.js'
import { OwningAccessor } from '../vtable/owning-accessor.js'
import { pointeeAt } from '../vtable/pointee.js'
import { refuseLent } from '../vtable/receiver.js'
import { arcVTable, type ArcFunctions } from '../vtable/tables/arc-vtable.js'
import type { RArcType } from './r-arc.js'

/**
 * The accessor of a shared pointer.
 *
 * @see Rules T-52 and T-53 of the specification.
 *
 * @internal
 */
export abstract class ArcAccessor extends OwningAccessor {
  declare readonly $type: RArcType
  readonly #table: number
  readonly #functions: ArcFunctions

  constructor(
    type: RArcType,
    data: number,
    table: number,
    isOwner: boolean,
    location: MemoryLocation | undefined,
  ) {
    const functions = boundTable<ArcFunctions>(arcVTable(type.referent), table)
    super('shared pointer', data, isOwner ? releaseOf(functions, data) : undefined, location)
    this.#table = table
    this.#functions = functions
  }

  $words(): readonly number[] {
    return [this.$data, this.#table]
  }

  $asOwner(): ArcAccessor {
    return this.#like(this.$data, this.#table)
  }

  #like(data: number, table: number): ArcAccessor {
    return new (arcClassOf(this.$type))(data, table, true)
  }

  deref(): unknown {
    const { memory, offset } = this.#pointee('deref')
    return codecOf(this.$type.referent, nativeSpace.target).get(memory, offset)
  }

  store(value: unknown): void {
    const path = `${this.$type.name}.store`
    this.#use('store')
    if (this.#call((arc) => this.#functions.get_mut(arc)) === 0) refuseShared(path, this.strongCount)
    const { memory, offset } = this.#pointee('store')
    replaceValue(this.$type.referent, memory, offset, value, `${path} → param value`)
  }

  clone(): ArcAccessor {
    this.#use('clone')
    const { data, vtable } = this.#call((arc) => this.#functions.clone_(arc))
    return this.#like(data, vtable)
  }

  get isUnique(): boolean {
    this.#use('isUnique')
    return this.#call((arc) => this.#functions.get_mut(arc)) !== 0
  }

  get strongCount(): number {
    this.#use('strongCount')
    return this.#call((arc) => this.#functions.strong_count(arc))
  }

  get weakCount(): number {
    this.#use('weakCount')
    return this.#call((arc) => this.#functions.weak_count(arc))
  }

  tryUnwrap(): unknown {
    const path = `${this.$type.name}.tryUnwrap`
    if (this[ownershipKey] === undefined) refuseLent(path)
    this.#pointee('tryUnwrap')
    if (!this.isUnique) return undefined
    const [data, vtable] = this.$words() as [number, number]
    this.$moveOut(path)
    const unwrapped = this.#functions.try_unwrap({ data, vtable })
    // Another thread may have shared it in the meantime.
    if (!unwrapped.isOk) {
      this[ownershipKey].giveBack()
      return undefined
    }
    const codec = codecOf(this.$type.referent, nativeSpace.target)
    const read = movesValue(this.$type.referent) ? codec.get : codec.copy
    return { value: read(unwrapped.ok, 0) }
  }

  $copy(): unknown {
    const { memory, offset } = this.#pointee('copy')
    return codecOf(this.$type.referent, nativeSpace.target).copy(memory, offset)
  }

  override toJSON(): unknown {
    const { memory, offset } = this.#pointee('toJSON')
    return codecOf(this.$type.referent, nativeSpace.target).json(memory, offset)
  }

  protected override $contents(): readonly unknown[] {
    return [this.deref()]
  }

  #use(name: string): void {
    this[ownershipKey]?.assertOwned(`${this.$type.name}.${name}`)
  }

  #pointee(name: string): MemoryLocation {
    this.#use(name)
    return pointeeAt(this.$type.referent, this.$data, `${this.$type.name}.${name}`)
  }

  #call<Result>(call: (arc: number) => Result): Result {
    return withPointer(this.$data, this.#table, call)
  }
}

/** Made where `this` is not in sight, so that it cannot keep the pointer alive. */
function releaseOf({ destructor }: ArcFunctions, data: number): () => void {
  return () => destructor(data, 'Yes')
}

function refuseShared(path: string, shares: number): never {
  throw new MemoryError('a shared value that cannot be changed', {
    code: 'ABI-U020',
    rule: 'T-52',
    path,
    expected: 'the only pointer to the value',
    found: `one of ${shares}`,
    hint: 'clone the value, or change it before it is shared',
  })
}

/** The class of the accessors of a type. */
type ArcClass = new (data: number, table: number, isOwner: boolean, location?: MemoryLocation) => ArcAccessor

/**
 * The class of the accessors of a type of shared pointers.
 *
 * @internal
 */
export const arcClassOf = memoize((type: RArcType): ArcClass => {
  const Accessor = class extends ArcAccessor {
    constructor(data: number, table: number, isOwner: boolean, location?: MemoryLocation) {
      super(type, data, table, isOwner, location)
    }
  }
  Object.defineProperty(Accessor, 'name', { value: type.name, configurable: true })
  Object.defineProperty(Accessor.prototype, '$type', { value: type })
  Object.defineProperty(Accessor.prototype, viewType, { value: type })
  return Accessor
})
