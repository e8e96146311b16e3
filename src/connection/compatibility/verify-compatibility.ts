import { join } from 'node:path'
import { AbidingError, DeclarationError } from '../../errors/index.js'
import { IncompatibleTraitError } from '../negotiation/incompatible-trait-error.js'
import type { Problem } from '../negotiation/problem.js'
import { checkTrait } from '../trait/is-trait.js'
import { definitionOf, type AnyTrait } from '../trait/trait.js'
import { checkOptions } from '../wire/check-declaration.js'
import { decodeDefinition, encodeDefinitionFile } from '../wire/container.js'
import { compareVersions } from './compare-versions.js'
import { readSchemaFile, schemaFileName, versionsIn, writeSchemaFile } from './schema-file.js'

/** Each version has a file of its own: more than these nobody keeps. */
const mostVersions = 10_000

/** How the files of a trait are checked. */
export interface CompatibilityOptions {
  /** Whether to write the files that are missing; `true` where it is left out. */
  readonly write?: boolean
}

/** The file of a version of a trait. */
export interface SchemaFile {
  /** The version. */
  readonly version: number
  /** Where it lies. */
  readonly path: string
  /** What became of it: it was there and fits, it was written, or it is missing. */
  readonly state: 'checked' | 'written' | 'missing'
}

/** The files of a trait that fit. */
export interface CompatibilityReport {
  /** One for each version from 0. */
  readonly files: readonly SchemaFile[]
}

/**
 * Makes sure that a trait still is, in each of its versions, what it was when that version was written down. The files are
 * those of the crate's `verify_compatiblity`, and belong under version control: `savefile_Till_0.schema` and so on.
 *
 * Files that are missing are written, unless something does not fit. Files that are there are never changed.
 *
 * @param declaration - The trait.
 * @param folder - The folder of the files. It is made where need be.
 * @param options - Whether to write.
 * @returns What became of each file.
 * @throws {@link IncompatibleTraitError} `ABI-J019` with all that peers of older versions could not deal with;
 * `LibraryError` `ABI-J020` where the folder cannot be used; `DeclarationError` `ABI-J021` for a trait of more than 10,000
 * versions.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { method, string, trait, verifyCompatibility } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 * import { mkdtempSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 *
 * const folder = mkdtempSync(join(tmpdir(), 'schemas-'))
 * const Till = trait('Till', { version: 0, methods: { add: method({ cents: u32 }) } })
 * assert.equal(verifyCompatibility(Till, folder).files[0]?.state, 'written')
 * assert.equal(verifyCompatibility(Till, folder).files[0]?.state, 'checked')
 *
 * const Broken = trait('Till', { version: 0, methods: { add: method({ cents: string }) } })
 * assert.throws(() => verifyCompatibility(Broken, folder), { code: 'ABI-J019' })
 * ```
 */
export function verifyCompatibility(
  declaration: AnyTrait,
  folder: string,
  options: CompatibilityOptions = {},
): CompatibilityReport {
  checkTrait(declaration, 'verifyCompatibility', 'X-48')
  checkOptions(options, 'verifyCompatibility', 'write', 'X-48')
  const { name, version: last } = declaration
  checkVersionCount(declaration)
  const present = versionsIn(folder, name)
  const problems = [
    ...present
      .filter((version) => version <= last)
      .flatMap((version) => problemsOf(declaration, folder, version)),
    ...present.filter((version) => version > last).map((version) => ahead(declaration, folder, version)),
  ]
  if (problems.length > 0) {
    const summary = `the trait ${name} does not fit what its older versions were`
    throw new IncompatibleTraitError(summary, folder, problems, 'ABI-J019')
  }
  const files = Array.from({ length: last + 1 }, (_none, version): SchemaFile => {
    const path = join(folder, schemaFileName(name, version))
    if (present.includes(version)) return { version, path, state: 'checked' }
    if (options.write === false) return { version, path, state: 'missing' }
    writeSchemaFile(
      folder,
      schemaFileName(name, version),
      encodeDefinitionFile(definitionOf(declaration, version)),
    )
    return { version, path, state: 'written' }
  })
  return { files }
}

function problemsOf(declaration: AnyTrait, folder: string, version: number): readonly Problem[] {
  const path = join(folder, schemaFileName(declaration.name, version))
  const bytes = readSchemaFile(path)
  try {
    return compareVersions(declaration, version, decodeDefinition(bytes, path))
  } catch (error) {
    if (!(error instanceof AbidingError)) throw error
    return [unreadable(error, path)]
  }
}

/** A damaged file is one problem of perhaps many. */
function unreadable(
  { path = '', expected = 'the definition of a trait', found, message }: AbidingError,
  file: string,
): Problem {
  return {
    path: path.startsWith(file) ? path : file,
    rule: 'X-50',
    message: 'a file that is not the definition of a trait',
    expected,
    found: found ?? message,
    hint: 'take the file from version control as it was',
  }
}

function ahead({ name, version: last }: AnyTrait, folder: string, version: number): Problem {
  return {
    path: join(folder, schemaFileName(name, version)),
    rule: 'X-50',
    message: 'a file of a version that the trait does not have any more',
    expected: `versions up to ${last}`,
    found: `version ${version}`,
    hint: 'versions are never taken back: peers of that version may be in use',
  }
}

function checkVersionCount({ name, version }: AnyTrait): void {
  if (version < mostVersions) return
  throw new DeclarationError('a trait of too many versions for a folder of files', {
    code: 'ABI-J021',
    rule: 'X-48',
    path: name,
    expected: `at most version ${mostVersions - 1}`,
    found: `version ${version}`,
    hint: 'versions are counted from 0, one by one',
  })
}
