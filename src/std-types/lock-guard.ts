import { MemoryError } from '../errors/index.js'
import type { AnyType, InputOf, ViewOf } from '../layout/index.js'
import { replaceValue } from '../layout/drop-value.js'
import { codecOf } from '../layout/layout.js'
import { nativeSpace } from '../memory/native-space.js'
import { Owner, ownershipKey } from '../ownership/index.js'
import type { Uses } from '../vtable/owning-accessor.js'
import { pointeeAt } from '../vtable/pointee.js'

/** Locks that this thread holds, by their address: how often. */
const held = new Map<number, number>()

/**
 * Refuses to wait for a lock that this thread holds: it would wait for ever.
 *
 * @param address - Where the lock lies.
 * @param path - What is being called, for errors.
 *
 * @see Rule T-72 of the specification.
 *
 * @internal
 */
export function refuseHeld(address: number, path: string): void {
  if (!held.has(address)) return
  throw new MemoryError('this thread holds the lock already', {
    code: 'ABI-U022',
    rule: 'T-72',
    path,
    expected: 'a lock that this thread does not hold',
    found: 'one that it would wait for for ever',
    hint: 'dispose of the guard first, or ask with one of the try… methods',
  })
}

/** A lock that is held, and the value behind it. Disposing of it lets the lock go. */
export class LockGuard<T extends AnyType> extends Owner {
  readonly #type: T
  readonly #data: number
  readonly #path: string

  /** @internal */
  constructor(type: T, address: number, data: number, path: string, uses: Uses, unlock: () => void) {
    uses.beginUse(path)
    super({ kind: 'lock guard', type: type.name, path }, letGo(address, uses, unlock))
    held.set(address, (held.get(address) ?? 0) + 1)
    this.#type = type
    this.#data = data
    this.#path = path
  }

  /**
   * The value: an accessor for structs and arrays, the value itself for scalars. To be used while the lock is held.
   *
   * @throws {@link MemoryError} `ABI-M004` where the lock was let go.
   */
  deref(): ViewOf<T> {
    const { memory, offset } = this.#at('deref')
    return codecOf(this.#type, nativeSpace.target).get(memory, offset) as ViewOf<T>
  }

  /**
   * Writes the value. What the old one owned is dropped.
   *
   * @param value - Anything that may be written where the type of the value is declared.
   * @throws {@link MemoryError} `ABI-M004` where the lock was let go; {@link ValueError} where the value does not fit.
   */
  store(value: InputOf<T>): void {
    const { memory, offset } = this.#at('store')
    replaceValue(this.#type, memory, offset, value, `${this.#path}.store → param value`)
  }

  #at(name: string): ReturnType<typeof pointeeAt> {
    const path = `${this.#path}.${name}`
    this[ownershipKey].assertOwned(path)
    return pointeeAt(this.#type, this.#data, path)
  }
}

/** Made where the guard is not in sight, so that it cannot keep it alive. */
function letGo(address: number, uses: Uses, unlock: () => void): () => void {
  return () => {
    const count = held.get(address)! - 1
    if (count === 0) held.delete(address)
    else held.set(address, count)
    try {
      unlock()
    } finally {
      uses.endUse()
    }
  }
}
