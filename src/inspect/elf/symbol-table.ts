import { layoutOf, targets } from '../../layout/index.js'
import { ElfSymbol } from '../../module/elf.js'
import type { DynamicSection } from './dynamic-section.js'
import { refuseElf } from './refuse-elf.js'
import type { SegmentMemory } from './segment-memory.js'
import type { AddressRange } from './segments.js'
import { structAt } from './struct-at.js'

/** A symbol of a library. */
export interface LibrarySymbol {
  /** Its name. */
  readonly name: string
  /** Where it lies, in a library that is loaded at 0. */
  readonly address: number
  /** What it stands for. */
  readonly kind: 'function' | 'data' | 'other'
}

/** More symbols than any library has. */
const mostSymbols = 2 ** 20
/** Compilers mangle whole types into names, but not more than this. */
const longestName = 2 ** 14
/** The most bytes of names that are read in all: names may share their bytes, but not without end. */
const mostNameBytes = 2 ** 26

const undefinedSection = 0
const absoluteSection = 0xfff1
const local = 0
const hiddenVisibilities = new Set([1, 2])

/**
 * The dynamic symbols of a library: what it exports, and what its relocations mean.
 *
 * @internal
 */
export class SymbolTable {
  /** How many symbols there are, those that are needed included. */
  readonly count: number
  readonly #path: string
  readonly #memory: SegmentMemory
  readonly #strings: AddressRange
  readonly #bytes: Uint8Array
  readonly #entrySize = layoutOf(ElfSymbol, targets['x86_64-linux']).size

  /**
   * @param path - The file, for errors.
   * @param memory - Its memory.
   * @param dynamic - Its dynamic section.
   * @throws `LibraryError` `ABI-A022` where the tables lead out of the file or contradict themselves.
   */
  constructor(path: string, memory: SegmentMemory, dynamic: DynamicSection) {
    this.#path = path
    this.#memory = memory
    this.#strings = dynamic.strings ?? { address: 0, byteLength: 0 }
    this.count = dynamic.symbols === undefined ? 0 : countSymbols(path, memory, dynamic)
    const bytes =
      this.count === 0 ? new Uint8Array(0) : memory.read(dynamic.symbols!, this.count * this.#entrySize)
    this.#bytes = bytes ?? refuse(path, `${this.count} symbols inside of the file`, 'fewer')
  }

  /** The address of a symbol by its index; `undefined` for one that another library defines. */
  addressOf(index: number): number | undefined {
    if (index >= this.count)
      refuse(this.#path, `at most ${this.count} symbols`, `a mention of symbol ${index}`)
    const symbol = structAt(ElfSymbol, this.#bytes, index * this.#entrySize)
    return symbol.st_shndx === undefinedSection ? undefined : Number(symbol.st_value)
  }

  /** What the library exports, in the order of its table. */
  exported(): LibrarySymbol[] {
    const symbols: LibrarySymbol[] = []
    let budget = mostNameBytes
    for (let index = 1; index < this.count; index++) {
      const symbol = structAt(ElfSymbol, this.#bytes, index * this.#entrySize)
      const { st_info, st_other, st_shndx } = symbol
      if (st_shndx === undefinedSection || st_info >>> 4 === local || hiddenVisibilities.has(st_other & 3))
        continue
      // The versions that a library defines are absolute symbols, which are no entry points.
      if (st_shndx === absoluteSection) continue
      const name = this.#nameAt(symbol.st_name)
      budget -= name.length
      if (budget < 0) refuse(this.#path, `at most ${mostNameBytes} bytes of names`, 'more')
      symbols.push({ name, address: Number(symbol.st_value), kind: kindOf(st_info & 15) })
    }
    return symbols
  }

  #nameAt(offset: number): string {
    const { address, byteLength } = this.#strings
    const name = offset < byteLength ? this.#memory.text(address + offset, longestName) : undefined
    return name ?? refuse(this.#path, 'names inside of the table of names', `one at ${offset}`)
  }
}

function kindOf(type: number): LibrarySymbol['kind'] {
  // 10: a function that chooses its implementation when the library is loaded.
  if (type === 2 || type === 10) return 'function'
  return type === 1 ? 'data' : 'other'
}

/** Only the hash tables say how many symbols there are. */
function countSymbols(path: string, memory: SegmentMemory, { hash, gnuHash }: DynamicSection): number {
  const word = (address: number): number => {
    const bytes = memory.read(address, 4)
    if (bytes === undefined)
      refuse(path, 'a hash table inside of the file', `one at 0x${address.toString(16)}`)
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  }
  const count =
    hash !== undefined
      ? word(hash + 4)
      : gnuHash !== undefined
        ? countByGnuHash(path, memory, gnuHash, word)
        : 0
  if (count > mostSymbols) refuse(path, `at most ${mostSymbols} symbols`, String(count))
  return count
}

/** The chains of the table end with an odd number; the last chain holds the last symbol. */
function countByGnuHash(
  path: string,
  memory: SegmentMemory,
  table: number,
  word: (address: number) => number,
): number {
  const [bucketCount, firstSymbol, bloomWords] = [word(table), word(table + 4), word(table + 8)]
  if (bucketCount > mostSymbols) refuse(path, `at most ${mostSymbols} chains of symbols`, String(bucketCount))
  const bucketsAt = table + 16 + bloomWords * 8
  const buckets = memory.read(bucketsAt, bucketCount * 4)
  if (buckets === undefined) refuse(path, 'a hash table inside of the file', `${bucketCount} chains`)
  const view = new DataView(buckets.buffer, buckets.byteOffset, buckets.byteLength)
  let last = 0
  for (let index = 0; index < bucketCount; index++) last = Math.max(last, view.getUint32(index * 4, true))
  // Symbols before the first one that is hashed are those that others define.
  if (last < firstSymbol) return firstSymbol
  const chainsAt = bucketsAt + bucketCount * 4
  while (word(chainsAt + (last - firstSymbol) * 4) % 2 === 0) {
    if (last++ > mostSymbols) refuse(path, `at most ${mostSymbols} symbols`, 'a chain without an end')
  }
  return last + 1
}

function refuse(path: string, expected: string, found: string): never {
  return refuseElf(path, {
    code: 'ABI-A022',
    summary: 'a library whose symbols cannot be right',
    expected,
    found,
  })
}
