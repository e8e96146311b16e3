// The type layouts of a crate that has one of each kind, and what the crate's own checker says of two of them.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  addressOf,
  array,
  bindFunction,
  decodeTypeLayout,
  fn,
  NativeArena,
  processImage,
  safeRead,
  struct,
  u8,
  usize,
  type DecodedType,
} from '../../../src/index.js'
import { openLibrary, type Library } from '../../../src/ffi/index.js'
import { buildCrate } from '../../support/cargo-crate.js'

const sources = join(dirname(fileURLToPath(import.meta.url)), 'layouts', 'src')
const capacity = 4096

/** The names of all functions of the crate that give a layout. */
export function layoutNames(): string[] {
  const names: string[] = []
  for (const file of readdirSync(sources)) {
    for (const [, list = ''] of readFileSync(join(sources, file), 'utf8').matchAll(
      /^layouts! \{([^]*?)^\}/gm,
    ))
      names.push(...[...list.matchAll(/(\w+): /g)].map(([, name]) => name!))
  }
  return names
}

/** The crate, loaded. */
export class LayoutCrate {
  readonly #library: Library
  readonly #compare: (expected: number, found: number, text: number, size: number) => number
  readonly #text: number

  constructor(library: Library = openLibrary(buildCrate('abi-stable/layouts'))) {
    this.#library = library
    const type = fn({ expected: usize, found: usize, text: usize, capacity: usize }, usize)
    this.#compare = bindFunction(library.symbol('compare_layouts')!, type, 'compare_layouts')
    this.#text = addressOf(new NativeArena().allocate(struct('Names', { bytes: array(u8, capacity) })))
  }

  /** Where a layout lies. */
  address(name: string): number {
    return bindFunction(this.#library.symbol(name)!, fn({}, usize), name)()
  }

  /** A layout, decoded. */
  type(name: string): DecodedType {
    return decodeTypeLayout(processImage(), this.address(name), name)
  }

  /** What the crate's checker says: the names of the differences. */
  check(expected: string, found: string): string[] {
    const length = this.#compare(this.address(expected), this.address(found), this.#text, capacity)
    if (length === 0) return []
    return Buffer.from(safeRead(this.#text, length)).toString().split(',').slice(0, -1)
  }
}
