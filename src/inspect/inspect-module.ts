import { LibraryError } from '../errors/index.js'
import type { Address } from '../layout/index.js'
import { checkHeader } from '../module/check-header.js'
import { readSchema } from '../module/read-schema.js'
import type { ElfLibrary } from './elf/library-file.js'
import type { InspectedModule } from './inspected-file.js'

/** A library, and where in it the header of a module or plugin lies. */
export interface HeaderPlace {
  /** The file, for errors. */
  readonly path: string
  /** What it holds. */
  readonly library: ElfLibrary
  /** Where the header lies, in a library that is loaded at 0. */
  readonly address: number
}

/**
 * Reads the header and the schema of a module in its file.
 *
 * @throws `ModuleError` `ABI-H002` to `ABI-H006`, `ABI-H009` and `ABI-S001`, as for a module that is loaded.
 *
 * @see Rule A-43 of the specification.
 *
 * @internal
 */
export function inspectModule({ path, library, address }: HeaderPlace): InspectedModule {
  const image = library.image()
  const { name, version, schemaText } = checkHeader({
    path,
    symbol: () => address as Address,
    read: (from, byteLength) => image.read(from, byteLength) ?? outside(path, from, byteLength),
    isWritable: (at, byteLength) =>
      [at, at + byteLength - 1].every((byte) => library.memory.segmentAt(byte)?.isWritable === true),
  })
  return { name, version, schema: readSchema(schemaText, path) }
}

function outside(path: string, address: number, byteLength: number): never {
  throw new LibraryError('these bytes are not in the file', {
    code: 'ABI-A020',
    rule: 'A-42',
    path,
    expected: `${byteLength} bytes`,
    found: `an end before them, from 0x${address.toString(16)} on`,
  })
}
