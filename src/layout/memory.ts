import type { Address } from './address.js'
import type { FunctionType } from './function-pointer.js'
import type { Target } from './target.js'

/**
 * A stretch of bytes that accessors read and write. An accessor holds a memory and an offset into its view, so the
 * same generated code serves native memory, buffers and shared buffers.
 */
export interface Memory {
  /** The bytes. Replaced when the memory moves; a getter that throws once the memory is disposed of. */
  readonly view: DataView
  /** Address of the first byte of the view, or `undefined` where the bytes have no address of their own. */
  readonly base: Address | undefined
  /**
   * Bytes of the view, for memories within which accessors may move without asking the space: the view itself would be
   * slower to ask. 0 once the memory is disposed of.
   */
  readonly reach?: number | undefined
  /** Whether the space may know of more bytes than the view: of a shared memory that another thread let grow. */
  readonly mayGrow?: boolean | undefined
  /** The space in which pointers that are stored in these bytes lie. */
  readonly space: AddressSpace
  /**
   * Keeps a copy of bytes for as long as this memory lives, for values that are stored beside the field that points to
   * them. Absent where the memory belongs to somebody else.
   */
  readonly keep?: Keep | undefined
  /**
   * Keeps a text as UTF-8 for as long as this memory lives, without a copy in between. Left out where texts are kept as other
   * bytes are; gives `undefined` for a text that is better kept so.
   */
  readonly keepText?: ((text: string) => KeptText | undefined) | undefined
  /**
   * Some of the bytes as a buffer that holds nothing else, on the same memory. For memories whose view also covers bytes
   * that nobody may touch; absent where all of the view can be handed out.
   */
  readonly isolate?: ((offset: number, byteLength: number) => ArrayBuffer) | undefined
  /**
   * The same bytes as a view that unchecked accessors may hold instead of asking the memory for it. Left out where the view may
   * be replaced; gives `undefined` where it covers bytes that nobody may touch, and once the memory is disposed of.
   */
  readonly directView?: (() => DataView | undefined) | undefined
}

/**
 * Copies bytes to where they stay.
 *
 * @param bytes - What to copy; not empty.
 * @param alignment - The address is a multiple of this power of two.
 * @returns Where the copy lies.
 */
export type Keep = (bytes: Uint8Array, alignment: number) => Address

/** Where a text was kept. */
export interface KeptText {
  /** First byte. */
  readonly address: Address
  /** Number of bytes. */
  readonly byteLength: number
}

/** A place in a memory. */
export interface MemoryLocation {
  /** The memory. */
  readonly memory: Memory
  /** Offset in bytes from the start of the memory's view. */
  readonly offset: number
}

/** Where pointers lead: native memory, or the bytes of one buffer. */
export interface AddressSpace {
  /** What the space is called in messages. */
  readonly name: string
  /** The same for two spaces in which an address means the same bytes. */
  readonly identity: unknown
  /** The layouts that hold in this space. */
  readonly target: Target
  /**
   * A memory that covers some bytes.
   *
   * @param address - First byte.
   * @param byteLength - How many bytes must be covered.
   * @param path - What is being read, for the error.
   * @returns A memory whose `base` is at or below the address.
   * @throws MemoryError for null, for what cannot be an address, and for what lies outside of the space.
   */
  memoryAt(address: number, byteLength: number, path?: string): Memory
  /**
   * The JavaScript function that calls the code at an address.
   *
   * @param address - Entry point, not null.
   * @param type - Signature.
   * @param path - What is being bound, for the error.
   * @throws CallError where nothing can be called in this space.
   */
  callable(address: number, type: FunctionType, path: string): (...args: never[]) => unknown
  /**
   * The address of a function that native code can call.
   *
   * @param value - A function that was read from this space, or one that was exported to it.
   * @returns The entry point, or `undefined` where the function has none.
   */
  addressOfFunction(value: unknown): Address | undefined
}

/**
 * Whether an address means the same bytes in two spaces.
 *
 * @internal
 */
export function isSameSpace(one: AddressSpace, other: AddressSpace): boolean {
  return one === other || one.identity === other.identity
}
