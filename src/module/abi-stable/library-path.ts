import { join } from 'node:path'
import { LibraryError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'

/** What the system puts around the name of a library. */
const affixes: Readonly<Partial<Record<NodeJS.Platform, readonly [prefix: string, suffix: string]>>> = {
  darwin: ['lib', '.dylib'],
  win32: ['', '.dll'],
}

/**
 * The file in which a plugin lies: `libNAME.so` on Linux, `libNAME.dylib` on macOS, `NAME.dll` on Windows.
 *
 * @param directory - Where plugins are kept, relative to the working directory.
 * @param baseName - What the plugin calls itself: `BASE_NAME` of its root module, usually the name of its crate with
 * underscores.
 * @returns The path of the file, whether it exists or not.
 * @throws {@link LibraryError} `ABI-F001` for what cannot be a folder or the name of a file.
 *
 * @see Rule A-12 of the specification.
 *
 * @example
 * ```ts
 * import { abiStableLibraryPath } from 'abiding'
 * import assert from 'node:assert/strict'
 * import { basename } from 'node:path'
 *
 * if (process.platform === 'linux')
 *   assert.equal(basename(abiStableLibraryPath('plugins', 'greeter')), 'libgreeter.so')
 * assert.throws(() => abiStableLibraryPath('plugins', '../greeter'), { code: 'ABI-F001' })
 * ```
 */
export function abiStableLibraryPath(directory: string, baseName: string): string {
  if (typeof directory !== 'string' || directory.includes('\0')) refuse('the path of a folder', directory)
  if (typeof baseName !== 'string' || !/^[^/\\\0]+$/.test(baseName))
    refuse('the name of a library without folders', baseName)
  const [prefix, suffix] = affixes[process.platform] ?? ['lib', '.so']
  return join(directory, `${prefix}${baseName}${suffix}`)
}

function refuse(expected: string, found: unknown): never {
  throw new LibraryError('not the name of a library', {
    code: 'ABI-F001',
    rule: 'A-12',
    path: 'abiStableLibraryPath',
    expected,
    found: describeValue(found),
  })
}
