import { ValueError } from '../errors/index.js'
import { allocateNative, freeNative } from '../ffi/index.js'
import { layoutOf } from '../layout/layout.js'
import type { Address, AnyType, Layout, Memory, MemoryLocation, Target } from '../layout/index.js'
import { readUnsignedWord, writeWord } from '../layout/pointer-sized.js'
import { nativeSpace } from '../memory/native-space.js'
import { scratchMemory } from '../memory/scratch.js'
import { boundTable } from '../vtable/bound-table.js'
import { vectorTypes, type VectorFunctions } from '../vtable/tables/vec-vtable.js'

/** The words of a vector in the order in which they lie in memory. */
const word = { buffer: 0, length: 1, capacity: 2, table: 3 } as const

/** How many words there are. */
const wordCount = 4

/** What is written into memory as a vector. */
export interface NewVector {
  /** Where the elements lie. */
  readonly buffer: number
  /** How many there are. */
  readonly length: number
  /** For how many there is room; all that a word can say for elements without bytes. */
  readonly capacity: number
  /** Where the table lies. */
  readonly table: number
  /** Frees it, where it did not arrive. Its elements belong to whoever gave them. */
  giveBack(): void
}

/**
 * The four words of a vector, wherever they lie: in memory that owns them, or in bytes of their own, which are laid into
 * native memory for whoever needs their address.
 *
 * @see Rule T-3 of the specification.
 *
 * @internal
 */
export class VectorWords {
  #memory: Memory
  #offset: number
  /** Where they were laid; 0 while nobody asked. */
  #laid = 0
  readonly #layout: Layout
  // Asking the space each time would cost more than reading.
  readonly #target: Target
  /** The first 16 bytes when they were remembered: buffer and length, or all words where they are of 32 bits. */
  #bytes0 = 0
  #bytes4 = 0
  #bytes8 = 0
  #bytes12 = 0

  /**
   * @param element - The type of the elements.
   * @param memory - Where the words lie.
   * @param offset - First byte.
   */
  constructor(
    readonly element: AnyType,
    memory: Memory,
    offset: number,
  ) {
    this.#memory = memory
    this.#offset = offset
    this.#target = memory.space.target
    this.#layout = layoutOf(element, this.#target)
  }

  /** The space that the buffer lies in. */
  get space(): Memory['space'] {
    return this.#memory.space
  }

  /** Size and alignment of an element. */
  get layout(): Layout {
    return this.#layout
  }

  /** Where the elements lie. */
  get buffer(): number {
    return this.#read(word.buffer)
  }

  /** How many elements there are. */
  get length(): number {
    return this.#read(word.length)
  }

  set length(length: number) {
    this.#write(word.length, length)
  }

  /** Remembers where the elements lie and how many there are. */
  remember(): void {
    const { view } = this.#memory
    const offset = this.#offset
    this.#bytes0 = view.getInt32(offset, true)
    this.#bytes4 = view.getInt32(offset + 4, true)
    this.#bytes8 = view.getInt32(offset + 8, true)
    this.#bytes12 = view.getInt32(offset + 12, true)
  }

  /**
   * Whether the elements lie where they did when that was remembered, and are as many. Nothing is calculated, because this is asked for
   * each element that is read.
   */
  areRemembered(): boolean {
    const { view } = this.#memory
    const offset = this.#offset
    return (
      view.getInt32(offset, true) === this.#bytes0 &&
      view.getInt32(offset + 4, true) === this.#bytes4 &&
      view.getInt32(offset + 8, true) === this.#bytes8 &&
      view.getInt32(offset + 12, true) === this.#bytes12
    )
  }

  /** For how many elements there is room: without end where they take no bytes. */
  get capacity(): number {
    return this.#layout.size === 0 ? Infinity : this.#read(word.capacity)
  }

  /** Where the table lies. */
  get table(): number {
    return this.#read(word.table)
  }

  /** The functions of the table. */
  get functions(): VectorFunctions {
    return boundTable<VectorFunctions>(vectorTypes(this.element).table, this.table)
  }

  /** Where the words lie in native memory: they are laid there if they were not. */
  locate(): MemoryLocation {
    if (this.#memory.base !== undefined) return { memory: this.#memory, offset: this.#offset }
    const { pointerSize } = nativeSpace.target
    this.#laid = allocateNative(wordCount * pointerSize)
    const memory = nativeSpace.memoryAt(this.#laid, wordCount * pointerSize)
    this.#moveTo(memory, this.#laid - memory.base!)
    return { memory: this.#memory, offset: this.#offset }
  }

  /** Takes the words back from where they were laid, which is freed. */
  unlay(): void {
    if (this.#laid === 0) return
    const laid = this.#laid as Address
    this.#laid = 0
    const bytes = new DataView(new ArrayBuffer(wordCount * nativeSpace.target.pointerSize))
    this.#moveTo({ view: bytes, base: undefined, space: this.space }, 0)
    freeNative(laid)
  }

  /**
   * Gives native code the words for the time of a call.
   *
   * @param use - Is called with their address.
   */
  lend(use: (address: number) => void): void {
    if (this.#memory.base !== undefined) return use(this.#memory.base + this.#offset)
    const scratch = scratchMemory()
    const { mark } = scratch
    const { memory, offset } = scratch.allocate(wordCount * 8, 8)
    this.copyTo(memory, offset)
    try {
      use(memory.base! + offset)
    } finally {
      copyWords(memory, offset, this.#memory, this.#offset)
      scratch.release(mark)
    }
  }

  /** Writes the words somewhere else. */
  copyTo(memory: Memory, offset: number): void {
    copyWords(this.#memory, this.#offset, memory, offset)
  }

  #moveTo(memory: Memory, offset: number): void {
    this.copyTo(memory, offset)
    this.#memory = memory
    this.#offset = offset
  }

  #read(index: number): number {
    const target = this.#target
    return readUnsignedWord(this.#memory.view, this.#offset + index * target.pointerSize, target)
  }

  #write(index: number, value: number): void {
    const target = this.#target
    writeWord(this.#memory.view, this.#offset + index * target.pointerSize, value, target)
  }
}

function copyWords(from: Memory, offset: number, to: Memory, toOffset: number): void {
  const byteLength = wordCount * from.space.target.pointerSize
  const bytes = new Uint8Array(from.view.buffer, from.view.byteOffset + offset, byteLength)
  new Uint8Array(to.view.buffer, to.view.byteOffset + toOffset, byteLength).set(bytes)
}

/**
 * Writes a vector that was just made.
 *
 * @internal
 */
export function writeVector(memory: Memory, offset: number, vector: Omit<NewVector, 'giveBack'>): void {
  const { view, space } = memory
  const { target } = space
  const { pointerSize } = target
  writeWord(view, offset, vector.buffer, target)
  writeWord(view, offset + word.length * pointerSize, vector.length, target)
  writeWord(view, offset + word.table * pointerSize, vector.table, target)
  const capacityAt = offset + word.capacity * pointerSize
  if (vector.capacity !== Infinity) return writeWord(view, capacityAt, vector.capacity, target)
  for (let byte = 0; byte < pointerSize; byte++) view.setUint8(capacityAt + byte, 0xff)
}

/**
 * The words of a vector, in the order in which they lie in memory: valid until the next call.
 *
 * @internal
 */
export function wordsOfVector({ buffer, length, capacity, table }: NewVector): ArrayLike<number | bigint> {
  if (capacity === Infinity) return [buffer, length, 0xffff_ffff_ffff_ffffn, table]
  words[0] = buffer
  words[1] = length
  words[2] = capacity
  words[3] = table
  return words
}

/** One array for all: strings are passed too often to make one for each. */
const words = new Float64Array(4)

/**
 * Refuses memory whose pointers do not lead to this process: vectors have tables of functions.
 *
 * @internal
 */
export function requireNative(space: Memory['space'], path: string): void {
  if (space === nativeSpace) return
  throw new ValueError('a vector in memory that no native code reads', {
    code: 'ABI-U002',
    rule: 'T-3',
    path,
    expected: 'native memory',
    found: `${space.name} memory`,
    hint: 'allocate it in a NativeArena',
  })
}
