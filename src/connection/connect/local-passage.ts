import type { Address } from '../../layout/index.js'
import { ownershipKey, type Ownership } from '../../ownership/index.js'
import { objectBorder, type ReceivedObject } from '../protocol/object-border.js'
import type { AnyTrait } from '../trait/trait.js'
import type { Giving, PackagedObject, Passage } from '../wire/passage.js'
import { firstNumber, LocalBytes } from './local-bytes.js'

/** An object with a title. */
interface Owned {
  readonly [ownershipKey]?: Ownership | undefined
}

/** Connects to an implementation in the same program. */
type ConnectLocally = (trait: AnyTrait, implementation: object, giving: Giving) => ReceivedObject

/** What stands where the entry of an object does. */
const localEntry = firstNumber as Address

/**
 * The passage of a call between two sides in one program: nothing is copied to native memory, and objects cross as they
 * are.
 *
 * @see Rule X-11 of the specification.
 *
 * @internal
 */
export class LocalPassage implements Passage {
  readonly #bytes = new LocalBytes()
  readonly #objects: object[] = []
  readonly #ends: (() => void)[] = []
  /** What takes back the objects that were given away, where the call is not made after all. */
  #given: (() => void)[] = []

  constructor(private readonly connect: ConnectLocally) {}

  lend(bytes: Uint8Array): Address {
    return this.#bytes.lend(bytes)
  }

  keep(bytes: Uint8Array): Address {
    return this.#bytes.lend(bytes)
  }

  view(address: Address, length: number): Uint8Array {
    return this.#bytes.view(address, length)
  }

  pack(_trait: AnyTrait, implementation: object): PackagedObject {
    this.#objects.push(implementation)
    return { data: BigInt(this.#objects.length), vtable: 0n, entry: localEntry }
  }

  unpack(trait: AnyTrait, packaged: PackagedObject, giving: Giving): object {
    const { object, end } = this.#receive(trait, packaged, giving)
    if (giving === 'lent') this.#ends.push(end)
    else this.#given.push(() => (object as Owned)[ownershipKey]?.moveOut('a call that is not made'))
    return object
  }

  #receive(trait: AnyTrait, packaged: PackagedObject, giving: Giving): ReceivedObject {
    if (packaged.entry !== localEntry) return objectBorder.receive!(trait, packaged, giving)
    return this.connect(trait, this.#objects[Number(packaged.data) - 1]!, giving)
  }

  /** Says that the other side has what was given. */
  settle(): void {
    this.#given = []
  }

  /** Ends the call: what was lent cannot be used any more. */
  end(): void {
    for (const takeBack of this.#given.splice(0)) takeBack()
    for (const end of this.#ends.splice(0)) end()
  }
}
