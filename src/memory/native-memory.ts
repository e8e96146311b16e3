import { lowestAddress, unsafeViewAt } from '../ffi/index.js'
import type { Address, AddressSpace, Keep, Memory } from '../layout/index.js'
import { withdrawDirect } from '../layout/direct-memory.js'
import { changeFirstView } from '../layout/memory-view.js'
import { longestUncloneable, uncloneableViewAt } from './uncloneable-view.js'

/** What a stretch of native memory has beside its bytes. */
export interface NativeMemoryParts {
  /** The space in which the pointers lie that it holds. */
  readonly space: AddressSpace
  /** See {@link Memory.keep}. */
  readonly keep?: Keep
  /** Whether the bytes may only be handed out in parts: some of them are not mapped. */
  readonly isWindow?: boolean
}

/**
 * A stretch of native memory. All of them, what arenas allocate and what pointers are followed into, have one shape: V8
 * then knows for every accessor what its memory looks like, also where one class meets both.
 *
 * @see Rule M-2 of the specification.
 *
 * @internal
 */
export class NativeMemory implements Memory {
  declare readonly view: DataView
  // Both begin as null because some addresses and lengths are small integers for V8 and some are not, which makes two shapes
  // otherwise: those of the first kind that are there already keep theirs.
  readonly base = null as unknown as Address
  readonly reach = null as unknown as number
  readonly space: AddressSpace
  readonly keep: Keep | undefined
  readonly isolate: Memory['isolate']

  constructor(base: Address, reach: number, { space, keep, isWindow = false }: NativeMemoryParts) {
    this.base = base
    this.reach = reach
    this.space = space
    this.keep = keep
    this.isolate = isWindow ? (offset, byteLength) => unsafeViewAt(base + offset, byteLength) : undefined
    // Not enumerable: whatever copies, compares or prints all of an object would touch bytes that are not mapped.
    Object.defineProperty(this, 'view', {
      value: new DataView(unsafeViewAt(base, reach)),
      configurable: true,
      writable: true,
    })
    changeFirstView(this, () => new NativeMemory(lowestAddress, 1, { space, isWindow: true }))
  }

  /** See {@link Memory.directView}. */
  directView(): DataView | undefined {
    const { isolate, reach } = this
    if (isolate !== undefined || reach === 0 || reach > longestUncloneable) return undefined
    return uncloneableViewAt(this.base, reach)
  }

  /**
   * Takes the bytes away: accessors reach them and their addresses through these properties, and throw from now on. For memory
   * that is about to be freed.
   *
   * @param refuse - Throws.
   */
  withdraw(refuse: () => never): void {
    Object.defineProperties(this, { view: { get: refuse }, base: { get: refuse }, reach: { value: 0 } })
    withdrawDirect(this, refuse)
  }
}
