import { readDynamicSection, type DynamicSection } from './dynamic-section.js'
import type { ElfIdentity } from './elf-header.js'
import type { FileBytes } from './file-bytes.js'
import { LibraryImage } from './library-image.js'
import { Relocations } from './relocations.js'
import { SegmentMemory } from './segment-memory.js'
import { readSegments, type Segments } from './segments.js'
import { SymbolTable, type LibrarySymbol } from './symbol-table.js'

/** A 64-bit little-endian ELF file, as far as a loader looks at it. */
export interface ElfLibrary {
  /** Its program headers. */
  readonly segments: Segments
  /** Its memory before anything is relocated. */
  readonly memory: SegmentMemory
  /** Its dynamic section; `undefined` for what is not linked dynamically. */
  readonly dynamic: DynamicSection | undefined
  /** What it exports. */
  readonly exported: readonly LibrarySymbol[]
  /** Its memory as it would be at 0. Made when it is asked for: most files are not looked into. */
  readonly image: () => LibraryImage
}

/**
 * Reads a 64-bit little-endian ELF file without running anything of it.
 *
 * @param file - The file.
 * @param identity - What its header says.
 * @throws `LibraryError` `ABI-A020` to `ABI-A023` for tables that cannot be right.
 *
 * @see Rule A-41 of the specification.
 *
 * @internal
 */
export function readLibrary(file: FileBytes, identity: ElfIdentity): ElfLibrary {
  const segments = readSegments(file)
  const memory = new SegmentMemory(file, segments.loaded)
  if (segments.dynamic === undefined) {
    const nothing = new SymbolTable(file.path, memory, withoutDynamicSection)
    return { segments, memory, dynamic: undefined, exported: [], image: () => makeImage([], nothing) }
  }
  const dynamic = readDynamicSection(file.path, memory, segments.dynamic)
  const symbols = new SymbolTable(file.path, memory, dynamic)
  const exported = symbols.exported()
  return { segments, memory, dynamic, exported, image: () => makeImage(dynamic.relocations, symbols) }

  function makeImage(tables: DynamicSection['relocations'], table: SymbolTable): LibraryImage {
    const relocations = new Relocations(file.path, memory, identity.machine, tables, table)
    return new LibraryImage(memory, relocations, identity.machine)
  }
}

const withoutDynamicSection: DynamicSection = {
  soname: undefined,
  needed: [],
  strings: undefined,
  symbols: undefined,
  hash: undefined,
  gnuHash: undefined,
  relocations: [],
}
