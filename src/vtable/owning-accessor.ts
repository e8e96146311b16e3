import { ValueError } from '../errors/index.js'
import { allocateNative, freeNative } from '../ffi/index.js'
import {
  formatAddress,
  type Address,
  type AnyType,
  type Memory,
  type MemoryLocation,
} from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import { writeWord } from '../layout/pointer-sized.js'
import { viewType } from '../layout/view.js'
import { nativeSpace } from '../memory/native-space.js'
import { Ownership, ownershipKey } from '../ownership/index.js'

/** What is told of the uses of something: the title of its owner, or nobody. */
export interface Uses {
  /** A call begins that uses it. */
  beginUse(path?: string): void
  /** The call is over. */
  endUse(): void
}

/** Nobody here has to be told: somebody else vouches for it. */
const lent: Uses = { beginUse: () => undefined, endUse: () => undefined }

/** Spells a value: Node's `inspect`. */
type Spell = (value: unknown, options?: object) => string

/** Where the words of an owned value were laid for those who take a pointer to it; 0 while nobody did. */
interface Place {
  address: number
}

/**
 * The accessor of something behind a data pointer, which it owns or which was lent to it.
 *
 * @see Rule B-7 of the specification.
 *
 * @internal
 */
export abstract class OwningAccessor implements Disposable {
  /** The type: on the prototype. */
  declare readonly $type: AnyType
  declare readonly [viewType]: AnyType
  /** What is told of its uses. */
  readonly $use: Uses
  /** The title of its owner, where this is the owner. */
  readonly [ownershipKey]: Ownership | undefined
  readonly #place: Place | undefined
  readonly #location: MemoryLocation | undefined

  /**
   * Makes the accessor.
   *
   * @param kind - What it is called in reports.
   * @param $data - The data pointer.
   * @param release - Releases what is owned; `undefined` where it was lent. Must not lead to the accessor.
   * @param location - Where its words lie, where they lie in memory that owns it.
   */
  constructor(
    kind: string,
    readonly $data: number,
    release: (() => void) | undefined,
    location: MemoryLocation | undefined,
  ) {
    this.#location = location
    if (release === undefined) {
      this[ownershipKey] = undefined
      this.$use = lent
    } else {
      const place = (this.#place = { address: 0 })
      const ownership = new Ownership(this, { kind, type: this.$type.name }, releaseWith(place, release))
      this[ownershipKey] = ownership
      this.$use = ownership
    }
  }

  /** All of its words in the order in which they lie in memory. */
  abstract $words(): readonly number[]

  /** The same as an owner, of what lies in memory that owns it; `undefined` for what was lent. */
  abstract $asOwner(): OwningAccessor | undefined

  /** Drops what is owned, if it is. Doing it twice is harmless. */
  [Symbol.dispose](): void {
    this[ownershipKey]?.dispose()
  }

  /** Where its words lie. Those of an owned value are laid down for whoever asks. */
  get $memory(): Memory {
    if (this.#location !== undefined) return this.#location.memory
    const place = this.#place
    if (place === undefined) return refuseAddress(this.$type)
    this[ownershipKey]!.assertOwned()
    const { size } = layoutOf(this.$type, nativeSpace.target)
    if (place.address === 0) {
      place.address = allocateNative(size)
      const memory = nativeSpace.memoryAt(place.address, size)
      this.$write(memory, place.address - memory.base!)
    }
    return nativeSpace.memoryAt(place.address, size)
  }

  get $offset(): number {
    return this.#location?.offset ?? this.#place!.address - this.$memory.base!
  }

  /** Writes its words somewhere. */
  $write(memory: Memory, offset: number): void {
    const { target } = memory.space
    this.$words().forEach((word, index) =>
      writeWord(memory.view, offset + index * target.pointerSize, word, target),
    )
  }

  /**
   * Gives it away: from now on somebody else owns it. A pointer to it that was lent is no longer valid.
   *
   * @param where - Where it goes, for the errors of later uses.
   */
  $moveOut(where: string): void {
    this[ownershipKey]!.moveOut(where)
    this.$freePlace()
  }

  /** Frees where its words were laid. */
  $freePlace(): void {
    if (this.#place !== undefined) freePlace(this.#place)
  }

  $moveTo(): void {
    throw new ValueError('this accessor cannot be moved to another place', {
      code: 'ABI-V001',
      rule: 'B-7',
      path: this.$type.name,
      hint: 'read what lies in the other place',
    })
  }

  /** The data pointer. */
  toJSON(): unknown {
    return formatAddress(this.$data)
  }

  /** What is shown of it by `console.log`: its data pointer, unless there is something better. */
  protected $contents(): readonly unknown[] | undefined {
    return undefined
  }

  /** Spells it for `console.log`. */
  [Symbol.for('nodejs.util.inspect.custom')](_depth?: number, options?: object, inspect?: Spell): string {
    const state = this[ownershipKey]?.state ?? 'lent'
    const contents = this.#spelled(options, inspect)
    return `${this.$type.name} { ${[...contents, state].join(', ')} }`
  }

  #spelled(options: object | undefined, inspect: Spell | undefined): readonly string[] {
    try {
      const contents = inspect === undefined ? undefined : this.$contents()
      if (contents !== undefined) return contents.map((one) => inspect!(one, options))
    } catch {
      // What cannot be read is shown by where it lies.
    }
    return [formatAddress(this.$data)]
  }
}

/** Made where `this` is not in sight, so that it cannot keep the accessor alive. */
function releaseWith(place: Place, release: () => void): () => void {
  return () => {
    freePlace(place)
    release()
  }
}

function freePlace(place: Place): void {
  if (place.address === 0) return
  freeNative(place.address as Address)
  place.address = 0
}

function refuseAddress(type: AnyType): never {
  throw new ValueError('what was lent has no address', {
    code: 'ABI-V004',
    rule: 'B-7',
    path: type.name,
    hint: 'declare the parameter as ref or mut: it takes the object itself',
  })
}
