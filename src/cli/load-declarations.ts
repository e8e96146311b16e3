import { readFile, stat } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import type { AnyTrait } from '../connection/trait/index.js'
import { isTrait } from '../connection/trait/is-trait.js'
import { CommandError } from '../errors/index.js'
import type { AnyType } from '../layout/index.js'
import { describeValue } from '../layout/names.js'
import { namedTypesOf } from '../layout/schema.js'
import type { PrefixType } from '../prefix/index.js'
import { loadError } from './load-error.js'
import { importModule } from './import-module.js'
import { inSourceOrder } from './source-order.js'

/**
 * What a file declares.
 *
 * @internal
 */
export type Declaration = PrefixType | AnyType

/** @internal */
export interface DeclarationFile {
  /** The exported prefix types, structs and opaque types, in the order of the source. Never empty. */
  readonly declarations: readonly Declaration[]
  /** Every type with a name of its own that they mention. */
  readonly mentioned: readonly Declaration[]
}

const extensions = ['.ts', '.mts', '.js', '.mjs']

/** The exports of a file by name. */
export type Exported = readonly (readonly [name: string, value: unknown])[]

/**
 * Loads a declaration file.
 *
 * @param file - Path, relative to the working directory.
 * @param find - Finds what is asked for among the exports, which are in the order of the source.
 * @throws {@link CommandError} `ABI-T002` where the file cannot be loaded, and what `find` throws.
 *
 * @internal
 */
export async function loadExports<T>(file: string, find: (exported: Exported) => T): Promise<T> {
  const path = resolve(file)
  await checkFile(file, path)
  try {
    return find(inSourceOrder(Object.entries(await importModule(path)), await readFile(path, 'utf8')))
  } catch (error) {
    throw loadError(error, file, path)
  }
}

/**
 * Loads a declaration file and finds what it declares. Descriptors are recognised by what they consist of, because the
 * file may have made them with another copy of this library.
 *
 * @param file - Path, relative to the working directory.
 * @throws {@link CommandError} `ABI-T002` where the file cannot be loaded or declares nothing.
 *
 * @internal
 */
export function loadDeclarations(file: string): Promise<DeclarationFile> {
  return loadExports(file, (exported) => {
    const declarations = [...new Set(exported.map(([, value]) => value).filter(isDeclaration))]
    if (declarations.length === 0) refuseNothing(file, exported, 'prefixType, struct or opaque')
    return { declarations, mentioned: mentionedBy(declarations) }
  })
}

/**
 * Loads a declaration file and finds what a C header can declare: types, prefix types and traits.
 *
 * @param file - Path, relative to the working directory.
 * @returns What is declared, in the order of the source. Never empty.
 * @throws {@link CommandError} `ABI-T002` where the file cannot be loaded or declares nothing.
 *
 * @internal
 */
export function loadForHeader(file: string): Promise<readonly (Declaration | AnyTrait)[]> {
  return loadExports(file, (exported) => {
    const values = exported.map(([, value]) => value)
    const declared = new Set(values.filter((value) => isDeclaration(value) || isTrait(value)))
    if (declared.size === 0) refuseNothing(file, exported, 'prefixType, struct, opaque or trait')
    mentionedBy([...declared].filter(isDeclaration))
    return [...declared]
  })
}

/**
 * Whether a declaration is a prefix type.
 *
 * @internal
 */
export function isPrefixType(declaration: Declaration): declaration is PrefixType {
  return declaration.kind === 'prefix'
}

/** Types that mention themselves are evaluated late: what is wrong with them must come out while the file is loaded. */
function mentionedBy(declarations: readonly Declaration[]): readonly Declaration[] {
  return namedTypesOf(declarations.flatMap(typesIn)).map(declarationOf)
}

function typesIn(declaration: Declaration): readonly AnyType[] {
  return isPrefixType(declaration) ? declaration.fields.map((field) => field.type) : [declaration]
}

/** What was declared: a prefix type, where its instances are mentioned. */
function declarationOf(type: AnyType): Declaration {
  return (type.definition?.prefixType as PrefixType | undefined) ?? type
}

function isDeclaration(value: unknown): value is Declaration {
  if (typeof value !== 'object' || value === null) return false
  const { kind, measure, definition } = value as Partial<Record<keyof AnyType, unknown>>
  return typeof measure === 'function' && (kind === 'prefix' || definition !== undefined)
}

/**
 * Refuses what is no file with declarations.
 *
 * @throws {@link CommandError} `ABI-T002`
 */
async function checkFile(file: string, path: string): Promise<void> {
  const found = await stat(path).then(
    (entry) => (entry.isFile() ? undefined : 'a folder or a device'),
    (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? 'no such file' : error.message),
  )
  const isKnown = extensions.includes(extname(path))
  if (found === undefined && isKnown) return
  throw new CommandError('not a declaration file', {
    code: 'ABI-T002',
    path: file,
    expected: `a file with declarations, ${extensions.join(', ')}`,
    found:
      found ?? `a file of another kind, ${extname(path) === '' ? 'without an extension' : extname(path)}`,
  })
}

/**
 * What a file exports, for errors; an empty text where that is nothing.
 *
 * @internal
 */
export function spellExports(exported: Exported): string {
  // What Node adds to a file that it takes for CommonJS is nothing that anybody wrote.
  const written = exported.filter(([name]) => name !== 'module.exports')
  return written.map(([name, value]) => `${name} (${describeValue(value)})`).join(', ')
}

function refuseNothing(file: string, exported: Exported, makers: string): never {
  const found = spellExports(exported)
  throw new CommandError('the file declares nothing', {
    code: 'ABI-T002',
    path: file,
    expected: `exports made by ${makers}`,
    found: found === '' ? 'no exports' : `the exports ${found}`,
    hint: found === '' ? 'export the declarations: export const Stats = struct(…)' : undefined,
  })
}
