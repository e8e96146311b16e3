import type { Address } from './address.js'
import type { AddressSpace, Keep, Memory } from './memory.js'

/** The constructor of views, with fewer types: those of the library cannot be inherited from. */
const View = DataView as new (buffer: ArrayBufferLike, byteOffset: number, byteLength: number) => DataView

/**
 * The bytes of a memory as one that is its own view.
 *
 * After each write through a view, V8 before version 12 asks anew of which shapes the accessor and its memory are, and gets the
 * view from the memory. Of this one it asks what it has to ask of a view anyway.
 *
 * Unchecked accessors have it, and no others: in code that meets it and other memories V8 tells them apart at each field, and
 * reads take twice as long.
 *
 * Whatever prints, compares or clones all of an object meets a view here, and reads its bytes. So the properties are those of the
 * view of the source, which nothing finds once that was withdrawn.
 *
 * @see Rule L-36 of the specification.
 *
 * @internal
 */
export class DirectMemory extends View implements Memory {
  /**
   * @param source - Whose bytes they are. It stays alive, and so does what frees them.
   * @param view - The bytes, which need not lie in the buffer of the source's view.
   */
  constructor(
    readonly source: Memory,
    view: DataView,
  ) {
    super(view.buffer, view.byteOffset, view.byteLength)
  }

  /** The memory itself, until it is withdrawn. */
  get view(): DataView {
    return this
  }

  /** The buffer of the source's view. */
  override get buffer(): DataView['buffer'] {
    return this.source.view.buffer
  }

  /** Where the view of the source begins in its buffer, in bytes. */
  override get byteOffset(): number {
    return this.source.view.byteOffset
  }

  /** Bytes of the view. */
  override get byteLength(): number {
    return this.source.view.byteLength
  }

  /** See {@link Memory.base}. */
  get base(): Address | undefined {
    return this.source.base
  }

  /** See {@link Memory.reach}. */
  get reach(): number | undefined {
    return this.source.reach
  }

  /** See {@link Memory.space}. */
  get space(): AddressSpace {
    return this.source.space
  }

  /** See {@link Memory.keep}. */
  get keep(): Keep | undefined {
    return this.source.keep
  }

  /**
   * Takes the bytes away, as the source does for itself. What looks at all of an object finds no bytes, instead of an error.
   *
   * @param refuse - Throws.
   */
  withdraw(refuse: () => never): void {
    Object.defineProperties(this, {
      view: { get: refuse },
      buffer: { value: new ArrayBuffer(0) },
      byteOffset: { value: 0 },
      byteLength: { value: 0 },
    })
  }
}

// Beside the memories and not in them: one property more makes them another shape.
const directMemories = new WeakMap<Memory, DirectMemory>()

/**
 * The bytes of a memory as one that is its own view, made once.
 *
 * @param memory - The memory, or one that is its own view already.
 * @returns `undefined` where there is none.
 *
 * @internal
 */
export function directMemoryOf(memory: Memory): DirectMemory | undefined {
  if (memory instanceof DirectMemory) return memory
  const known = directMemories.get(memory)
  if (known !== undefined) return known
  const view = memory.directView?.()
  if (view === undefined) return undefined
  const direct = new DirectMemory(memory, view)
  directMemories.set(memory, direct)
  return direct
}

/**
 * Takes the bytes away from what {@link directMemoryOf} made of a memory, if it was asked for.
 *
 * @param source - The memory.
 * @param refuse - Throws.
 *
 * @internal
 */
export function withdrawDirect(source: Memory, refuse: () => never): void {
  directMemories.get(source)?.withdraw(refuse)
}
