import { elf } from '../../module/elf.js'
import type { DynamicTable } from './dynamic-section.js'
import { refuseElf } from './refuse-elf.js'
import type { SegmentMemory } from './segment-memory.js'
import type { SymbolTable } from './symbol-table.js'

/** What a relocation stores: the place where the library lies plus an addend, or the address of a symbol plus one. */
type Rule = 'relative' | 'symbol and addend' | 'symbol'

/** The relocations that store addresses, by machine and r_type. Others concern threads, copies, or code to be run. */
const rules: Readonly<Record<number, Readonly<Record<number, Rule>>>> = {
  [elf.machines['x86_64-linux']!]: { 1: 'symbol and addend', 6: 'symbol', 7: 'symbol', 8: 'relative' },
  [elf.machines['aarch64-linux']!]: {
    257: 'symbol and addend',
    1025: 'symbol and addend',
    1026: 'symbol and addend',
    1027: 'relative',
  },
}

/** More than any library has: a gigabyte of tables would have fewer. */
const mostRelocations = 2 ** 22

const pointerSize = 8

/**
 * The addresses that the loader of the system would store into a library that it loads at 0. Relocations of the form RELR
 * need not be known: what they add to the place is where the library lies, which is 0 here.
 *
 * @internal
 */
export class Relocations {
  /** Where addresses are stored, ascending. */
  readonly #places: Float64Array
  readonly #values: Float64Array

  /**
   * @param path - The file, for errors.
   * @param memory - Its memory.
   * @param machine - Its e_machine.
   * @param tables - Its tables of relocations.
   * @param symbols - What the relocations mention.
   * @throws `LibraryError` `ABI-A023` where the tables lead out of the file, `ABI-A022` for symbols that do not exist.
   */
  constructor(
    path: string,
    memory: SegmentMemory,
    machine: number,
    tables: readonly DynamicTable[],
    symbols: SymbolTable,
  ) {
    const total = tables.reduce((sum, table) => sum + Math.floor(table.byteLength / table.entrySize), 0)
    if (total > mostRelocations) refuse(path, `at most ${mostRelocations} relocations`, String(total))
    const found = new Collected(total)
    for (const table of tables) {
      const bytes = memory.read(table.address, table.byteLength)
      if (bytes === undefined) {
        refuse(path, `${table.byteLength} bytes of relocations inside of the file`, 'fewer')
      }
      readTable(bytes, table.entrySize, rules[machine] ?? {}, symbols, found)
    }
    const sorted = found.sorted()
    this.#places = sorted.places
    this.#values = sorted.values
  }

  /** How many addresses are stored. */
  get count(): number {
    return this.#places.length
  }

  /**
   * Stores the addresses that lie in some bytes.
   *
   * @param address - Where the bytes lie.
   * @param bytes - A copy that nobody else has seen.
   */
  apply(address: number, bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const end = address + bytes.length
    // The first address may begin before the bytes.
    for (let index = this.#firstFrom(address - pointerSize + 1); index < this.#places.length; index++) {
      const place = this.#places[index]!
      if (place >= end) return
      const value = this.#values[index]!
      if (place >= address && place + pointerSize <= end) {
        view.setUint32(place - address, value % 2 ** 32, true)
        view.setUint32(place - address + 4, Math.floor(value / 2 ** 32), true)
      } else storePart(view, place - address, value)
    }
  }

  #firstFrom(place: number): number {
    let [low, high] = [0, this.#places.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#places[middle]! < place) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** An address of which only some bytes are seen. */
function storePart(view: DataView, offset: number, value: number): void {
  for (let index = 0; index < pointerSize; index++) {
    const at = offset + index
    if (at >= 0 && at < view.byteLength) view.setUint8(at, Math.floor(value / 2 ** (8 * index)) % 256)
  }
}

/** Places and values as they are found. */
class Collected {
  readonly #places: Float64Array
  readonly #values: Float64Array
  #count = 0
  #isSorted = true

  constructor(capacity: number) {
    this.#places = new Float64Array(capacity)
    this.#values = new Float64Array(capacity)
  }

  add(place: number, value: number): void {
    if (this.#count > 0 && this.#places[this.#count - 1]! > place) this.#isSorted = false
    this.#places[this.#count] = place
    this.#values[this.#count++] = value
  }

  /** Linkers sort what they can; several tables follow each other. */
  sorted(): { places: Float64Array; values: Float64Array } {
    const places = this.#places.subarray(0, this.#count)
    const values = this.#values.subarray(0, this.#count)
    if (this.#isSorted) return { places, values }
    const order = Uint32Array.from(places, (_, index) => index).sort((a, b) => places[a]! - places[b]!)
    return {
      places: Float64Array.from(order, (index) => places[index]!),
      values: Float64Array.from(order, (index) => values[index]!),
    }
  }
}

function readTable(
  bytes: Uint8Array,
  entrySize: number,
  byType: Readonly<Record<number, Rule>>,
  symbols: SymbolTable,
  found: Collected,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const low = (at: number): number => view.getUint32(at, true)
  // There are thousands of entries: they are read as Elf64_Rela lies in memory, without an accessor for each.
  for (let at = 0; at + entrySize <= bytes.length; at += entrySize) {
    const rule = byType[view.getUint32(at + 8, true)]
    if (rule === undefined) continue
    const addend = rule === 'symbol' ? 0 : low(at + 16) + view.getInt32(at + 20, true) * 2 ** 32
    const base = rule === 'relative' ? 0 : symbols.addressOf(view.getUint32(at + 12, true))
    // What another library defines is not known here: it stays what the file has, which is null as a rule.
    if (base !== undefined) found.add(low(at) + low(at + 4) * 2 ** 32, base + addend)
  }
}

function refuse(path: string, expected: string, found: string): never {
  return refuseElf(path, {
    code: 'ABI-A023',
    summary: 'a library whose relocations cannot be right',
    expected,
    found,
  })
}
