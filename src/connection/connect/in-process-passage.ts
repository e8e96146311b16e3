import type { Address } from '../../layout/index.js'
import { CallPassage } from '../protocol/call-passage.js'
import { hostEntryAt } from '../protocol/host-entry.js'
import type { AnyTrait } from '../trait/trait.js'
import type { Giving, PackagedObject } from '../wire/passage.js'
import { LocalBytes } from './local-bytes.js'

/**
 * The passage of a call in the process: bytes stay in JavaScript, and objects cross as they do in messages, so that each of
 * them is connected to as its own trait wants it, and dropped once.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export class InProcessPassage extends CallPassage {
  /** Whether a call has it. */
  isInUse = false
  readonly #bytes = new LocalBytes()
  /** Objects that were given away in what is being written. */
  #written: PackagedObject[] = []
  /** Objects that belong to the other side, which has not read them yet. */
  #underWay: PackagedObject[] = []

  override lend(bytes: Uint8Array): Address {
    return this.#bytes.lend(bytes)
  }

  override keep(bytes: Uint8Array): Address {
    return this.#bytes.lend(bytes)
  }

  override view(address: Address, length: number): Uint8Array {
    return this.#bytes.view(address, length)
  }

  override pack(trait: AnyTrait, implementation: object, giving: Giving): PackagedObject {
    const packaged = super.pack(trait, implementation, giving)
    if (giving === 'owned') this.#written.push(packaged)
    return packaged
  }

  override unpack(trait: AnyTrait, packaged: PackagedObject, giving: Giving): object {
    // From here on whoever unpacks it drops it, also where it cannot be used.
    this.#underWay = this.#underWay.filter(({ data }) => data !== packaged.data)
    return super.unpack(trait, packaged, giving)
  }

  override settle(): void {
    super.settle()
    if (this.#written.length > 0) this.#underWay.push(...this.#written.splice(0))
  }

  override takeBack(): void {
    if (this.#written.length > 0) this.#written = []
    try {
      super.takeBack()
    } finally {
      // What the other side could not read to its end is its own all the same.
      for (const { entry, data } of this.#underWay.splice(0)) hostEntryAt(entry)?.drop(Number(data))
    }
  }

  override end(): void {
    try {
      super.end()
    } finally {
      this.#bytes.release()
      if (this.isInUse) spare.push(this)
      this.isInUse = false
    }
  }
}

/** Passages of calls that are over, for those to come. */
const spare: InProcessPassage[] = []

/**
 * A passage for a call. It is given back when it ends.
 *
 * @internal
 */
export function borrowPassage(): InProcessPassage {
  const passage = spare.pop() ?? new InProcessPassage()
  passage.isInUse = true
  return passage
}
