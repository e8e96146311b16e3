import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LibraryError } from '../../errors/index.js'

/** More than any trait that a person wrote needs, in bytes. */
const largestFile = 2 ** 26

/**
 * The name of the file that holds what a trait was in a version.
 *
 * @see Rule X-48 of the specification.
 *
 * @internal
 */
export function schemaFileName(trait: string, version: number): string {
  return `savefile_${trait}_${version}.schema`
}

/**
 * The versions of a trait that a folder has files of, in order. A folder that does not exist has none.
 *
 * @throws `LibraryError` `ABI-J020` where the folder cannot be read.
 *
 * @internal
 */
export function versionsIn(folder: string, trait: string): readonly number[] {
  const named = new RegExp(`^savefile_${trait}_(0|[1-9][0-9]{0,9})\\.schema$`)
  const names = attempt(folder, 'a folder that can be read', () => {
    try {
      return readdirSync(folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  })
  return names
    .flatMap((name) => named.exec(name)?.slice(1).map(Number) ?? [])
    .sort((one, other) => one - other)
}

/**
 * What a file holds.
 *
 * @throws `LibraryError` `ABI-J020` where it cannot be read, or is larger than 64 MiB.
 *
 * @internal
 */
export function readSchemaFile(path: string): Uint8Array {
  return attempt(path, `a file of at most ${largestFile} bytes that can be read`, () => {
    const { size } = statSync(path)
    if (size > largestFile) throw new Error(`${size} bytes`)
    return readFileSync(path)
  })
}

/**
 * Writes a file that is not there yet, and the folder where need be.
 *
 * @throws `LibraryError` `ABI-J020` where it cannot be written, or is there already.
 *
 * @internal
 */
export function writeSchemaFile(folder: string, name: string, bytes: Uint8Array): void {
  const path = join(folder, name)
  attempt(path, 'a new file in a folder that can be written to', () => {
    mkdirSync(folder, { recursive: true })
    // What was written down once is not changed any more.
    writeFileSync(path, bytes, { flag: 'wx' })
  })
}

function attempt<Result>(path: string, expected: string, act: () => Result): Result {
  try {
    return act()
  } catch (cause) {
    throw new LibraryError('a folder of schema files that cannot be used', {
      code: 'ABI-J020',
      rule: 'X-48',
      path,
      expected,
      found: (cause as Error).message,
      cause,
    })
  }
}
