import { LibraryError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'
import { identifyContent } from '../module/file-format.js'
import { headerSymbol } from '../module/header.js'
import { pluginSymbol } from '../module/abi-stable/mangled-name.js'
import type { DecodedType } from '../module/abi-stable/type-layout/decoded-type.js'
import { readIdentity, type ElfIdentity } from './elf/elf-header.js'
import { FileBytes } from './elf/file-bytes.js'
import { readLibrary, type ElfLibrary } from './elf/library-file.js'
import { knownEntryPoints } from './entry-points.js'
import { inspectModule } from './inspect-module.js'
import { inspectPlugin } from './inspect-plugin.js'
import type { InspectedElf, InspectedFile } from './inspected-file.js'
import { machineName } from './machines.js'
import { traitsOf } from './traits/inspected-trait.js'

/**
 * Says what a file is, without running anything of it: for a plugin of Rust's `abi_stable` its header and every type that
 * its interface mentions, for a module of this toolkit its header and schema, for other libraries which symbols they
 * export, for other files what they are.
 *
 * @param path - The file, relative to the working directory.
 * @returns What it is, as plain data.
 * @throws `LibraryError` `ABI-F001` where there is no such file; `ABI-A020` to `ABI-A023` for an ELF file whose tables
 * cannot be right. `ModuleError` for a module or a plugin whose header, schema or layouts cannot be right: the codes
 * are those of loading it.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { inspectFile } from 'abiding/inspect'
 * import assert from 'node:assert/strict'
 *
 * const { format, description, elf } = inspectFile('package.json')
 * assert.deepEqual([format, description, elf], ['text', 'a text file', null])
 * ```
 */
export function inspectFile(path: string): InspectedFile {
  return readInspected(path).described
}

/** A file, and the types of the plugin in it. */
export interface Inspected {
  /** What is told of it. */
  readonly described: InspectedFile
  /** The root module of the plugin, as it was decoded. */
  readonly root: DecodedType | undefined
}

/**
 * Says what a file is, and gives the types of the plugin in it as they were decoded.
 *
 * @throws As {@link inspectFile}.
 *
 * @internal
 */
export function readInspected(path: string): Inspected {
  checkPath(path)
  const file = new FileBytes(path)
  try {
    return inspectBytes(file)
  } finally {
    file.close()
  }
}

const magicBytes = 16

function inspectBytes(file: FileBytes): Inspected {
  const start = file.read(0, Math.min(magicBytes, file.size)) ?? new Uint8Array(0)
  const { format, description } = identifyContent(start, file.size)
  const answer = { path: file.path, size: file.size, format, description }
  const nothing = { elf: null, entryPoints: [], module: null, plugin: null, traits: [] }
  if (format !== 'elf') return { described: { ...answer, ...nothing }, root: undefined }
  const identity = readIdentity(file)
  if (identity.bits !== 64 || identity.byteOrder !== 'little') {
    const elf = describeElf(identity, undefined)
    return { described: { ...answer, ...nothing, description: describe(elf), elf }, root: undefined }
  }
  const library = readLibrary(file, identity)
  const elf = describeElf(identity, library)
  const exports = new Map(library.exported.map((symbol) => [symbol.name, symbol.address]))
  const [moduleAddress, pluginAddress] = [exports.get(headerSymbol), exports.get(pluginSymbol)]
  const place = { path: file.path, library }
  const plugin = pluginAddress === undefined ? undefined : inspectPlugin({ ...place, address: pluginAddress })
  return {
    described: {
      ...answer,
      description: describe(elf),
      elf,
      entryPoints: knownEntryPoints(elf.exports),
      module: moduleAddress === undefined ? null : inspectModule({ ...place, address: moduleAddress }),
      plugin: plugin?.described ?? null,
      traits: traitsOf(elf.exports),
    },
    root: plugin?.root,
  }
}

function describeElf(identity: ElfIdentity, library: ElfLibrary | undefined): InspectedElf {
  return {
    bits: identity.bits,
    byteOrder: identity.byteOrder,
    machine: machineName(identity.machine),
    type: typeOf(identity, library),
    soname: library?.dynamic?.soname ?? null,
    needed: library?.dynamic?.needed ?? [],
    exports: [...new Set(library?.exported.map((symbol) => symbol.name))].sort(),
  }
}

function typeOf({ type }: ElfIdentity, library: ElfLibrary | undefined): InspectedElf['type'] {
  if (type === 1) return 'object file'
  if (type === 2) return 'program'
  if (type === 4) return 'core dump'
  if (type !== 3) return 'unknown'
  // Programs are linked as shared libraries are, so that they can lie anywhere; only they name who loads them.
  const isProgram = library?.segments.interpreter !== undefined && library.dynamic?.soname === undefined
  return isProgram ? 'program' : 'shared library'
}

function describe({ bits, byteOrder, machine, type }: InspectedElf): string {
  const what = {
    'object file': 'an object file that is not linked yet,',
    program: 'a program',
    'shared library': 'a shared library',
    'core dump': 'a core dump',
    unknown: 'an ELF file of a sort that is not known,',
  }[type]
  const width = bits === 64 ? '' : `, of ${bits} bits`
  const order = byteOrder === 'little' ? '' : ', most significant byte first'
  return `${what} for ${machine}${width}${order}`
}

function checkPath(path: unknown): asserts path is string {
  if (typeof path === 'string' && path !== '' && !path.includes('\0')) return
  throw new LibraryError('not a path', {
    code: 'ABI-F001',
    rule: 'A-40',
    expected: 'the path of a file',
    found: describeValue(path),
  })
}
