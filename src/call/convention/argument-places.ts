import { alignUp } from '../../layout/index.js'
import type { Piece, Place } from './convention.js'

/** The registers of one kind that arguments are passed in, in the order in which they are taken. */
export class ArgumentRegisters {
  readonly #kind: 'general' | 'vector'
  readonly #names: readonly string[]
  #taken = 0

  constructor(kind: 'general' | 'vector', names: readonly string[]) {
    this.#kind = kind
    this.#names = names
  }

  /** How many no argument has taken. */
  get free(): number {
    return this.#names.length - this.#taken
  }

  /** The next one. */
  take(): Place {
    return { kind: this.#kind, register: this.#names[this.#taken++]! }
  }

  /** Leaves one out where the next one has an odd number. */
  skipToEven(): void {
    this.#taken = alignUp(this.#taken, 2)
  }

  /** Leaves out all that are free. */
  exhaust(): void {
    this.#taken = this.#names.length
  }
}

/** The part of the stack in which arguments lie. */
export class ArgumentStack {
  #size: number

  /**
   * @param reserved - Bytes before the first argument.
   */
  constructor(reserved = 0) {
    this.#size = reserved
  }

  /** Bytes that all arguments take so far. */
  get size(): number {
    return this.#size
  }

  /**
   * Takes room.
   *
   * @param bytes - How much.
   * @param alignment - Bytes, a power of two.
   */
  take(bytes: number, alignment: number): Place {
    const offset = alignUp(this.#size, alignment)
    this.#size = offset + bytes
    return { kind: 'stack', offset }
  }
}

/**
 * Registers of 8 bytes for the words of a value.
 *
 * @param size - Bytes of the value.
 * @param registers - Where each word goes.
 *
 * @internal
 */
export function inWords(size: number, registers: ArgumentRegisters): Piece[] {
  return Array.from({ length: Math.ceil(size / 8) }, (_, index) => ({
    offset: index * 8,
    size: Math.min(8, size - index * 8),
    place: registers.take(),
  }))
}
