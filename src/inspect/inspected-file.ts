import type { InterfaceSchema } from '../prefix/index.js'
import type { EntryPoint } from './entry-points.js'
import type { InspectedPlugin } from './inspected-plugin.js'
import type { InspectedTrait } from './traits/inspected-trait.js'

/**
 * What a file is, as far as can be told without running it. It is plain data: `JSON.stringify` keeps all of it.
 *
 * @see Rule A-40 of the specification.
 */
export interface InspectedFile {
  /** The path as it was given. */
  readonly path: string
  /** Bytes of the file. */
  readonly size: number
  /** A short name of its format: `elf`, `pe`, `mach-o`, `archive`, `wasm`, `text`, … and `unknown`. */
  readonly format: string
  /** What it is, for people, as in `a shared library for x86_64`. */
  readonly description: string
  /** What its header says, for ELF files. */
  readonly elf: InspectedElf | null
  /** The symbols by which hosts know plugins. */
  readonly entryPoints: readonly EntryPoint[]
  /** What it says about itself, for modules that were built with a header of this toolkit. */
  readonly module: InspectedModule | null
  /** What it says about itself, for plugins that were built with Rust's `abi_stable`. */
  readonly plugin: InspectedPlugin | null
  /** The traits of Rust's `savefile-abi` that it answers for. What they are like, only its code can tell: {@link askTraits}. */
  readonly traits: readonly InspectedTrait[]
}

/** What the header and the dynamic section of an ELF file say. */
export interface InspectedElf {
  /** 32 or 64. */
  readonly bits: 32 | 64
  /** Order of bytes. */
  readonly byteOrder: 'little' | 'big'
  /** The machine, as in `x86_64`. */
  readonly machine: string
  /** What sort of file it is. */
  readonly type: 'object file' | 'program' | 'shared library' | 'core dump' | 'unknown'
  /** The name under which others need it. */
  readonly soname: string | null
  /** The libraries that it needs. */
  readonly needed: readonly string[]
  /** The names that it exports, sorted. Empty for files that are not of 64 bits and little-endian: these are not looked into. */
  readonly exports: readonly string[]
}

/** What a module of this toolkit says about itself. */
export interface InspectedModule {
  /** Name of its interface. */
  readonly name: string
  /** Version of its interface. */
  readonly version: string
  /** Its interface as data. */
  readonly schema: InterfaceSchema
}
