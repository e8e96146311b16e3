import { allocateNative, unsafeViewAt } from '../../ffi/index.js'
import type { Address } from '../../layout/index.js'
import { keepOnce } from '../../memory/keep-once.js'
import type { AnyTrait } from '../trait/trait.js'
import type { Giving, PackagedObject, Passage } from '../wire/passage.js'
import { LentBytes } from './lent-bytes.js'
import { objectBorder, type ObjectBorder } from './object-border.js'
import { peerBytes } from './peer-memory.js'

/**
 * Keeps what is given back by reference for as long as the process, equal bytes once.
 *
 * @internal
 */
export const keepForever = keepOnce((bytes) => {
  const address = allocateNative(bytes.length)
  new Uint8Array(unsafeViewAt(address, bytes.length)).set(bytes)
  return address
})

/** Where nothing lies, and nothing is looked for. Rust wants it to be no null. */
const emptyAddress = 0x1000 as Address

/**
 * The passage of a call between this side and native code.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export class CallPassage implements Passage {
  /** The bytes that are lent. */
  readonly lent = new LentBytes()
  /** What is done when the call is over. */
  #ends: (() => void)[] = []
  /** What is taken back where the call is not made after all. */
  #given: (() => void)[] = []
  /** What is dropped where a value that was begun cannot be read to its end. */
  #taken: (() => void)[] = []

  lend(bytes: Uint8Array, alignment = 1): Address {
    return this.lent.lend(bytes, alignment)
  }

  keep(bytes: Uint8Array): Address {
    return bytes.length === 0 ? emptyAddress : keepForever(bytes, 1)
  }

  view(address: Address, length: number): Uint8Array {
    return peerBytes(address, length)
  }

  pack(trait: AnyTrait, implementation: object, giving: Giving): PackagedObject {
    const host = border('hostOf')(trait)
    // Whoever borrows an object does not drop it.
    const packaged = host.add(implementation, giving === 'lent' ? () => undefined : undefined)
    const forget = (): void => host.remove(packaged)
    if (giving === 'lent') this.#ends.push(forget)
    else this.#given.push(forget)
    return packaged
  }

  unpack(trait: AnyTrait, packaged: PackagedObject, giving: Giving): object {
    const { object, end } = border('receive')(trait, packaged, giving)
    if (giving === 'lent') this.#ends.push(end)
    else this.#taken.push(end)
    return object
  }

  /** Says that the peer has what was given, and this side what was taken. */
  settle(): void {
    this.#given = []
    this.#taken = []
  }

  /** Takes back what was given and not settled, and drops what was taken. */
  takeBack(): void {
    if (this.#given.length + this.#taken.length > 0)
      runAll([...this.#given.splice(0), ...this.#taken.splice(0)])
  }

  /** Ends the call: takes back what was not settled, and frees what was lent. Doing it twice is harmless. */
  end(): void {
    try {
      this.takeBack()
    } finally {
      this.#endLent()
    }
  }

  #endLent(): void {
    try {
      if (this.#ends.length > 0) runAll(this.#ends.splice(0))
    } finally {
      this.lent.release()
    }
  }
}

/** Runs all of them, whatever the others throw. The first error is thrown afterwards. */
function runAll(tasks: readonly (() => void)[]): void {
  const errors: unknown[] = []
  for (const task of tasks) {
    try {
      task()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}

function border<K extends keyof ObjectBorder>(name: K): ObjectBorder[K] {
  const found = objectBorder[name]
  if (found === undefined) throw new TypeError('objects cross when abiding/connection is loaded')
  return found
}
