import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { whileLoading } from './while-loading.js'

/** The exports of a module by name. */
type Exports = Readonly<Record<string, unknown>>

/**
 * Imports a module that may be TypeScript. Node itself does it where it can, since what Node runs is what the program
 * runs later; what Node cannot load (TypeScript on Node 20, enums, `./other.js` that stands for `./other.ts`) is loaded by
 * jiti. Where the package `abiding` cannot be found from the module, `abiding` is this very package.
 *
 * @param path - Absolute path.
 * @throws Whatever the module throws, and the errors of Node and jiti.
 *
 * @internal
 */
export async function importModule(path: string): Promise<Exports> {
  return whileLoading(async () => {
    if (!findsThisPackage(path)) return importWithJiti(path, await thisPackage())
    if (!nodeReads(path)) return importWithJiti(path)
    try {
      return (await import(pathToFileURL(path).href)) as Exports
    } catch (error) {
      if (!isBeforeRunning(error)) throw error
      return importWithJiti(path).catch((other: unknown) => {
        throw isAboutNames(error) ? error : other
      })
    }
  })
}

function nodeReads(path: string): boolean {
  const { typescript } = process.features as { typescript?: false | string }
  return !/^\.m?ts$/.test(extname(path)) || Boolean(typescript)
}

function findsThisPackage(path: string): boolean {
  try {
    createRequire(path).resolve('abiding')
    return true
  } catch {
    return false
  }
}

async function importWithJiti(path: string, virtualModules: Record<string, unknown> = {}): Promise<Exports> {
  const { createJiti } = await import('jiti')
  const jiti = createJiti(path, { fsCache: false, interopDefault: false, virtualModules })
  return jiti.import<Exports>(path)
}

/** The public modules of this package, by the names under which declarations import them. */
async function thisPackage(): Promise<Record<string, unknown>> {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    exports: Record<string, unknown>
  }
  const subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== './package.json')
  const extension = extname(fileURLToPath(import.meta.url))
  const load = async (subpath: string): Promise<[string, unknown]> => [
    `abiding${subpath.slice(1)}`,
    await import(new URL(`../${subpath}/index${extension}`, import.meta.url).href),
  ]
  return Object.fromEntries(await Promise.all(subpaths.map(load)))
}

const codesBeforeRunning = new Set([
  'ERR_MODULE_NOT_FOUND',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
])

/** Whether Node gave up before any code of the module ran, so that nothing happens twice if jiti tries. */
function isBeforeRunning(error: unknown): boolean {
  return (
    error instanceof SyntaxError || codesBeforeRunning.has((error as { code?: string } | null)?.code ?? '')
  )
}

/** A name that is imported but not exported: Node says so, jiti only that something undefined is no function. */
function isAboutNames(error: unknown): boolean {
  return error instanceof SyntaxError && error.message.includes('does not provide an export')
}
