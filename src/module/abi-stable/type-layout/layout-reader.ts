import { ModuleError, type ErrorCode } from '../../../errors/index.js'
import { decodeUtf8, formatAddress } from '../../../layout/index.js'
import { storedFormat, type NumericStruct, type StoredOf } from '../../stored-struct.js'
import type { TypeLayoutImage } from './image.js'

/** The part of a type layout that is being read, for errors. */
export interface Place {
  /** What it is called. */
  readonly label: string
  /** What it is part of. */
  readonly parent: Place | undefined
}

/** More than any library has: what asks for more would take all memory, or all time. */
const limits = { types: 2 ** 14, items: 2 ** 18, bytes: 2 ** 26 } as const

/** Where paths begin to be abbreviated. */
const longestPath = 12

/** What was read: all of it counts, because somebody may lead in circles. */
export interface Spent {
  /** Fields, functions, parameters and the like. */
  readonly items: number
  /** Bytes. */
  readonly bytes: number
}

/** Reads an image, and refuses what cannot be right. */
export class LayoutReader {
  readonly #image: TypeLayoutImage
  #view: DataView | undefined
  // Types share these: most are of a few modules, and of a few types there are many instances.
  readonly #texts = new Map<number, string>()
  readonly #getters = new Map<number, number>()
  #types = 0
  #items = 0
  #bytes = 0

  constructor(image: TypeLayoutImage) {
    this.#image = image
  }

  /** A struct, which must be aligned. */
  struct<T extends NumericStruct>(type: T, address: number, place: Place): StoredOf<T> {
    const { size, alignment, at } = storedFormat(type)
    if (address % alignment !== 0) {
      this.refuse(place, `a misaligned ${type.name}`, `a multiple of ${alignment}`, formatAddress(address))
    }
    const bytes = this.bytes(address, size, place, type.name)
    // What is read one after the other lies in the same buffer as a rule.
    if (this.#view?.buffer !== bytes.buffer) this.#view = new DataView(bytes.buffer)
    return at(this.#view, bytes.byteOffset)
  }

  /** Bytes, of which there may be none. */
  bytes(address: number, byteLength: number, place: Place, what: string): Uint8Array {
    if (byteLength === 0) return new Uint8Array()
    this.countBytes(byteLength, place)
    const bytes = this.#image.read(address, byteLength)
    if (bytes !== undefined) return bytes
    throw new ModuleError('a type layout in memory that does not exist', {
      code: 'ABI-A010',
      rule: 'A-22',
      path: pathOf(place),
      expected: `${what}, ${byteLength} bytes`,
      found: formatAddress(address),
    })
  }

  /** Bytes as a view. */
  view(address: number, byteLength: number, place: Place, what: string): DataView {
    const bytes = this.bytes(address, byteLength, place, what)
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** A text of known length. */
  text(address: number, byteLength: number, place: Place, what: string): string {
    return this.decode(this.bytes(address, byteLength, place, what), place, what)
  }

  /** A text that ends with a zero byte. */
  cString(address: number, place: Place, what: string): string {
    let text = this.#texts.get(address)
    if (text === undefined) this.#texts.set(address, (text = this.#readCString(address, place, what)))
    return text
  }

  #readCString(address: number, place: Place, what: string): string {
    const blocks: Uint8Array[] = []
    for (let at = address; at - address < longestCString;) {
      // To the end of a block of 64 bytes: no block reaches into a page in which nothing of the text lies.
      const count = 64 - (at % 64)
      const bytes = this.bytes(at, count, place, what)
      const end = bytes.indexOf(0)
      blocks.push(end < 0 ? bytes : bytes.subarray(0, end))
      if (end >= 0) return this.decode(blocks.length === 1 ? blocks[0]! : Buffer.concat(blocks), place, what)
      at += count
    }
    return this.refuse(place, `the ${what} has no end`, `at most ${longestCString} bytes`, 'more')
  }

  /** Bytes as text. */
  decode(bytes: Uint8Array, place: Place, what: string): string {
    this.countBytes(bytes.length, place)
    const ascii = asciiOf(bytes)
    if (ascii !== undefined) return ascii
    try {
      return decodeUtf8(bytes)
    } catch (cause) {
      return this.refuse(place, `the ${what} is not UTF-8`, 'UTF-8', 'other bytes', cause)
    }
  }

  /** What a function gives that takes nothing. */
  resolve(getter: number, place: Place): number {
    const address = this.#getters.get(getter) ?? this.#image.resolveGetter(getter)
    if (address !== undefined) {
      this.#getters.set(getter, address)
      return address
    }
    throw new ModuleError('a function of which it is not known which type layout it gives', {
      code: 'ABI-A012',
      rule: 'A-21',
      path: pathOf(place),
      expected: 'machine code that loads an address and returns',
      found: `other code, or none, at ${formatAddress(getter)}`,
    })
  }

  /** Counts a type. */
  countType(place: Place): void {
    if (++this.#types > limits.types) this.#exceed('types', place)
  }

  /** Counts fields, functions, parameters and the like. */
  countItems(count: number, place: Place): void {
    if ((this.#items += count) > limits.items) this.#exceed('items', place)
  }

  /** Counts bytes that are looked at. */
  countBytes(count: number, place: Place): void {
    if ((this.#bytes += count) > limits.bytes) this.#exceed('bytes', place)
  }

  /** How much was counted since. */
  spentSince(before: Spent = { items: 0, bytes: 0 }): Spent {
    return { items: this.#items - before.items, bytes: this.#bytes - before.bytes }
  }

  /** Counts again what is used again without being read. */
  spendAgain({ items, bytes }: Spent, place: Place): void {
    this.countItems(items, place)
    this.countBytes(bytes, place)
  }

  #exceed(what: keyof typeof limits, place: Place): never {
    return this.#throw('ABI-A013', 'type layouts without end', place, {
      expected: `at most ${limits[what]} ${what}`,
      found: 'more',
    })
  }

  /** Refuses what cannot be right. */
  refuse(place: Place, summary: string, expected: string, found: string, cause?: unknown): never {
    return this.#throw('ABI-A011', summary, place, { expected, found, cause })
  }

  #throw(
    code: ErrorCode,
    summary: string,
    place: Place,
    { cause, ...rest }: { expected: string; found: string; cause?: unknown },
  ): never {
    const details = { code, rule: 'A-22', path: pathOf(place), ...rest }
    throw new ModuleError(summary, cause === undefined ? details : { ...details, cause })
  }
}

const longestCString = 4096

/**
 * Bytes as text where each is an ASCII character, which is so of almost all: calling a decoder takes longer than this.
 *
 * @internal
 */
export function asciiOf(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  return isAscii.test(text) ? text : undefined
}

const isAscii = /^[\0-\x7f]*$/

/** The way from the outermost type to a place; the middle of a long one is left out. */
export function pathOf(place: Place): string {
  const labels: string[] = []
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) labels.push(at.label)
  labels.reverse()
  const shown =
    labels.length <= longestPath ? labels : [...labels.slice(0, 2), '…', ...labels.slice(3 - longestPath)]
  return shown.join(' → ')
}
