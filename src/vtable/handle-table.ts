import { MemoryError } from '../errors/index.js'
import { formatAddress } from '../layout/index.js'

/** Bits of a handle below the place: data pointers are multiples of 16, as if memory had been allocated. */
const unit = 16

/** Objects that can be alive at once. */
const places = 2 ** 24

/** How often a place is used. Afterwards it rests for ever, so that no handle comes twice. */
const uses = 2 ** 19

const span = places * unit

/**
 * Objects of JavaScript by handle: a number that stands where native code expects a data pointer. A handle is given once:
 * its place in the table is used again after the object is gone, under another number. So a handle that outlives its
 * object leads to an error, never to another object.
 *
 * Handles are numbers below 2^47 and never null. Nothing lies there.
 *
 * @see Rule B-6 of the specification.
 *
 * @internal
 */
export class HandleTable<T extends object> {
  readonly #values: (T | undefined)[] = []
  readonly #generations: number[] = []
  readonly #free: number[] = []
  readonly #what: string
  #size = 0

  /**
   * Makes an empty table.
   *
   * @param what - What the objects are called in errors.
   */
  constructor(what: string) {
    this.#what = what
  }

  /** How many objects there are. */
  get size(): number {
    return this.#size
  }

  /**
   * Gives an object a handle.
   *
   * @throws {@link MemoryError} `ABI-B006` where 2^24 objects are alive.
   */
  insert(value: T): number {
    let place = this.#free.pop()
    if (place === undefined) {
      place = this.#values.length
      if (place >= places) refuseMore(this.#what)
      this.#values.push(undefined)
      this.#generations.push(1)
    }
    this.#values[place] = value
    this.#size += 1
    return this.#generations[place]! * span + place * unit
  }

  /**
   * The object behind a handle.
   *
   * @param path - What is being called, for the error.
   * @throws {@link MemoryError} `ABI-B005` for a handle whose object is gone, and for what never was a handle.
   */
  get(handle: number, path: string): T {
    const place = (handle % span) / unit
    const value = this.#values[place]
    if (value === undefined || this.#generations[place] !== Math.floor(handle / span))
      return refuseHandle(this.#what, handle, path)
    return value
  }

  /**
   * Takes an object out.
   *
   * @param path - What is being called, for the error.
   * @throws {@link MemoryError} as {@link HandleTable.get}.
   */
  remove(handle: number, path: string): T {
    const value = this.get(handle, path)
    const place = (handle % span) / unit
    this.#values[place] = undefined
    this.#size -= 1
    const generation = (this.#generations[place]! += 1)
    if (generation < uses) this.#free.push(place)
    return value
  }
}

function refuseHandle(what: string, handle: number, path: string): never {
  throw new MemoryError(`native code used ${what} that is gone`, {
    code: 'ABI-B005',
    rule: 'B-6',
    path,
    expected: `the data pointer of ${what} that was not dropped yet`,
    found: Number.isSafeInteger(handle) && handle >= 0 ? formatAddress(handle) : String(handle),
    hint: 'whoever owns an object drops it once, and nobody uses it afterwards',
  })
}

function refuseMore(what: string): never {
  throw new MemoryError(`too many objects are alive: ${what}`, {
    code: 'ABI-B006',
    rule: 'B-6',
    expected: `fewer than ${places}`,
    found: String(places),
    hint: 'drop objects that nobody uses any more',
  })
}
