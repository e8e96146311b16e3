import { layoutOf, targets } from '../../layout/index.js'
import { ElfDynamic } from '../../module/elf.js'
import type { SegmentMemory } from './segment-memory.js'
import { refuseElf } from './refuse-elf.js'
import type { AddressRange } from './segments.js'
import { structAt } from './struct-at.js'

/** A table that the dynamic section names. */
export interface DynamicTable extends AddressRange {
  /** Bytes of an entry. */
  readonly entrySize: number
}

/** What the dynamic section of a library says. */
export interface DynamicSection {
  /** The name under which others need the library. */
  readonly soname: string | undefined
  /** The libraries that it needs. */
  readonly needed: readonly string[]
  /** Where its names lie. */
  readonly strings: AddressRange | undefined
  /** Where its symbols lie. */
  readonly symbols: number | undefined
  /** The hash tables, which know how many symbols there are. */
  readonly hash: number | undefined
  /** The same in the form of GNU. */
  readonly gnuHash: number | undefined
  /** The tables of relocations with addends. */
  readonly relocations: readonly DynamicTable[]
}

/** d_tag, where it matters here. */
const tags = {
  null: 0,
  needed: 1,
  pltRelocationsSize: 2,
  hash: 4,
  strings: 5,
  symbols: 6,
  relocations: 7,
  relocationsSize: 8,
  relocationSize: 9,
  stringsSize: 10,
  symbolSize: 11,
  soname: 14,
  pltRelocationForm: 20,
  pltRelocations: 23,
  gnuHash: 0x6ffffef5,
} as const

/** No library has more entries: each tag stands there once, but for the libraries that it needs. */
const mostEntries = 4096
/** No name of a library is longer. */
const longestName = 4096

const relocationEntry = 24
const symbolEntry = 24

/**
 * Reads the dynamic section of a library.
 *
 * @param path - The file, for errors.
 * @param memory - Its memory.
 * @param range - Where the section lies.
 * @throws `LibraryError` `ABI-A021` where it lies outside of the file or contradicts itself.
 *
 * @internal
 */
export function readDynamicSection(path: string, memory: SegmentMemory, range: AddressRange): DynamicSection {
  const entries = readEntries(path, memory, range)
  const one = (tag: number): number | undefined => entries.find((entry) => entry.tag === tag)?.value
  const stringsAt = one(tags.strings)
  const strings =
    stringsAt === undefined ? undefined : { address: stringsAt, byteLength: one(tags.stringsSize) ?? 0 }
  const name = (at: number): string => {
    const isInside = strings !== undefined && at < strings.byteLength
    const text = isInside ? memory.text(strings.address + at, longestName) : undefined
    return text ?? refuse(path, 'names inside of the table of names', `one at ${at}`)
  }
  checkEntrySize(path, 'symbol', one(tags.symbolSize), symbolEntry)
  checkEntrySize(path, 'relocation', one(tags.relocationSize), relocationEntry)
  const soname = one(tags.soname)
  return {
    soname: soname === undefined ? undefined : name(soname),
    needed: entries.filter((entry) => entry.tag === tags.needed).map((entry) => name(entry.value)),
    strings,
    symbols: one(tags.symbols),
    hash: one(tags.hash),
    gnuHash: one(tags.gnuHash),
    relocations: [
      ...tableAt(one(tags.relocations), one(tags.relocationsSize)),
      ...(one(tags.pltRelocationForm) === tags.relocations
        ? tableAt(one(tags.pltRelocations), one(tags.pltRelocationsSize))
        : []),
    ],
  }
}

interface Entry {
  readonly tag: number
  readonly value: number
}

function readEntries(path: string, memory: SegmentMemory, { address, byteLength }: AddressRange): Entry[] {
  const { size } = layoutOf(ElfDynamic, targets['x86_64-linux'])
  const count = Math.min(Math.floor(byteLength / size), mostEntries)
  const bytes = memory.read(address, count * size)
  if (bytes === undefined)
    refuse(path, 'a dynamic section inside of the file', `one at 0x${address.toString(16)}`)
  const entries: Entry[] = []
  for (let index = 0; index < count; index++) {
    const { d_tag, d_val } = structAt(ElfDynamic, bytes, index * size)
    if (d_tag === BigInt(tags.null)) return entries
    entries.push({ tag: Number(d_tag), value: Number(d_val) })
  }
  return refuse(path, 'a dynamic section with an end', `${count} entries without one`)
}

function tableAt(address: number | undefined, byteLength: number | undefined): DynamicTable[] {
  if (address === undefined || byteLength === undefined || byteLength === 0) return []
  return [{ address, byteLength, entrySize: relocationEntry }]
}

function checkEntrySize(path: string, what: string, found: number | undefined, expected: number): void {
  if (found === undefined || found === expected) return
  refuse(path, `${expected} bytes for a ${what}`, `${found} bytes`)
}

function refuse(path: string, expected: string, found: string): never {
  return refuseElf(path, {
    code: 'ABI-A021',
    summary: 'a library whose dynamic section cannot be right',
    expected,
    found,
  })
}
