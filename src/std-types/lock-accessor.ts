import { dropValue } from '../layout/drop-value.js'
import { codecOf, layoutOf, type StructLayout } from '../layout/layout.js'
import type { AnyType } from '../layout/index.js'
import { readUnsignedWord } from '../layout/pointer-sized.js'
import { nativeSpace } from '../memory/native-space.js'
import { durationFromMilliseconds } from '../plain-types/index.js'
import type { AnyPrefixType } from '../prefix/index.js'
import { boundTable } from '../vtable/bound-table.js'
import { pointeeAt } from '../vtable/pointee.js'
import { LockGuard, refuseHeld } from './lock-guard.js'
import { makeLock, writeLocked } from './make-lock.js'
import { PlacedAccessor, takeBlock } from './placed-accessor.js'

/** A type whose values are locks around values. */
export interface LockType extends AnyType {
  /** The type of the value. */
  readonly referent: AnyType
  /** The table of the lock. */
  readonly table: AnyPrefixType
}

/** How a lock is taken and let go, by the names of the functions in its table. */
export interface LockMode {
  readonly wait: string
  readonly attempt: string
  readonly attemptFor: string
  readonly letGo: string
}

/** The functions of the table of a lock. */
type LockFunctions = Readonly<Record<string, (lock: number, timeout?: object) => boolean>>

/**
 * The accessor of a lock around a value.
 *
 * @see Rules T-70 to T-72 of the specification.
 *
 * @internal
 */
export class LockAccessor extends PlacedAccessor {
  declare readonly $type: LockType
  readonly #functions: LockFunctions

  constructor(type: LockType, address: number, isOwner: boolean) {
    const { target } = nativeSpace
    const { fields, size } = layoutOf(type, target) as StructLayout
    const memory = nativeSpace.memoryAt(address, size, type.name)
    const table = readUnsignedWord(
      memory.view,
      address - memory.base! + fields.at(-1)!.offset,
      target,
      type.name,
    )
    const functions = boundTable<LockFunctions>(type.table, table)
    const data = address + fields[1]!.offset
    super('lock', address, data, isOwner ? releaseOf(type.referent, data) : undefined, isOwner)
    this.#functions = functions
  }

  $asOwner(): LockAccessor {
    const { size } = layoutOf(this.$type, nativeSpace.target)
    return new (this.constructor as typeof LockAccessor)(
      this.$type,
      takeBlock(this.$memory, this.$offset, size),
      true,
    )
  }

  /** Waits for the lock. */
  $wait(mode: LockMode, name: string): LockGuard<AnyType> {
    const path = `${this.$type.name}.${name}`
    refuseHeld(this.$address, path)
    this.#call(mode.wait, path)
    return this.#guard(mode, path)
  }

  /** Takes the lock where it is free, or becomes so in time. */
  $attempt(mode: LockMode, name: string, milliseconds?: number): LockGuard<AnyType> | undefined {
    const path = `${this.$type.name}.${name}`
    const got =
      milliseconds === undefined
        ? this.#call(mode.attempt, path)
        : this.#call(mode.attemptFor, path, durationFromMilliseconds(milliseconds))
    return got ? this.#guard(mode, path) : undefined
  }

  #call(name: string, path: string, timeout?: object): boolean {
    this.$use.beginUse(path)
    try {
      const call = this.#functions[name]!
      return timeout === undefined ? call(this.$address) : call(this.$address, timeout)
    } finally {
      this.$use.endUse()
    }
  }

  #guard({ letGo }: LockMode, path: string): LockGuard<AnyType> {
    const unlock = unlockOf(this.#functions[letGo]!, this.$address)
    return new LockGuard(this.$type.referent, this.$address, this.$data, path, this.$use, unlock)
  }

  override toJSON(): unknown {
    return { address: super.toJSON() }
  }

  $copy(): unknown {
    const { memory, offset } = pointeeAt(this.$type.referent, this.$data, this.$type.name)
    return codecOf(this.$type.referent, nativeSpace.target).copy(memory, offset)
  }
}

/**
 * Makes a lock around a value, with the table of another lock of the same family.
 *
 * @param Accessor - The class of the accessors of the type.
 * @param existing - The other lock.
 * @param value - Anything that may be written where the type of the value is declared.
 * @param mode - How one holder keeps all others out.
 *
 * @see Rule T-78 of the specification.
 *
 * @internal
 */
export function makeLockLike(
  type: LockType,
  Accessor: typeof LockAccessor,
  existing: unknown,
  value: unknown,
  { attempt, letGo }: LockMode,
): LockAccessor {
  return makeLock<LockFunctions>(
    {
      type,
      table: type.table,
      isFree: (functions, address) =>
        functions[attempt]!(address) &&
        !functions[attempt]!(address) &&
        isZeroAfter(functions[letGo]!, address),
      write: (address, path) => writeLocked(type, type.referent, address, value, path),
      make: (address) => new Accessor(type, address, true),
    },
    existing,
    (one) => (one as Partial<LockType>).table === type.table,
    `${type.name}.like`,
  ) as LockAccessor
}

function isZeroAfter(letGo: (lock: number) => unknown, address: number): boolean {
  letGo(address)
  const { view, base } = nativeSpace.memoryAt(address, 8)
  return view.getBigUint64(address - base!) === 0n
}

function unlockOf(letGo: (lock: number) => unknown, address: number): () => void {
  return () => void letGo(address)
}

/** Made where the accessor is not in sight, so that it cannot keep it alive. */
function releaseOf(referent: AnyType, data: number): () => void {
  return () => {
    const { memory, offset } = pointeeAt(referent, data, referent.name)
    dropValue(referent, memory, offset)
  }
}
