import { existsSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommandError } from '../errors/index.js'
import { runClang, type Clang } from './clang.js'
import { Preprocessed } from './preprocessed.js'

/** Which headers are read, and how. */
export interface PreprocessOptions {
  /** Paths of the headers, or names as they stand in `#include <…>`. */
  readonly headers: readonly string[]
  /** The same of headers that are included before. */
  readonly includes: readonly string[]
  /** Folders in which headers are looked for. */
  readonly includePaths: readonly string[]
  /** Macros: `NAME` or `NAME=value`. */
  readonly defines: readonly string[]
  /** Other arguments of clang. */
  readonly clangArguments: readonly string[]
}

/** A header with everything that it includes, and which files are the header itself. */
export interface PreprocessedHeaders {
  readonly source: Preprocessed
  /** The headers as the preprocessor names them. */
  readonly ownFiles: ReadonlySet<string>
}

/**
 * Has clang include headers and expand macros.
 *
 * @throws {@link CommandError} `ABI-T004` where clang cannot be run, `ABI-T005` where it refuses the headers.
 *
 * @internal
 */
export async function preprocess(clang: Clang, options: PreprocessOptions): Promise<PreprocessedHeaders> {
  const { headers, includes, includePaths, defines, clangArguments } = options
  const program = [...includes, ...headers].map((header) => `#include ${spell(header)}\n`).join('')
  const { status, output, diagnostics } = await runClang(
    clang,
    [
      ...clangArguments,
      ...includePaths.map((path) => `-I${path}`),
      ...defines.map((define) => `-D${define}`),
      ...['-w', '-E', '-C', '-x', 'c', '-'],
    ],
    program,
  )
  if (status !== 0) refuseHeaders(headers, diagnostics)
  const source = new Preprocessed(output)
  return { source, ownFiles: ownFilesOf(headers, source.files) }
}

/**
 * @throws Always: {@link CommandError} `ABI-T005`, with what clang says.
 *
 * @internal
 */
export function refuseHeaders(headers: readonly string[], diagnostics: string): never {
  const lines = diagnostics.trim().split('\n')
  const isMissing = /file not found/.test(diagnostics)
  throw new CommandError('clang does not compile the header', {
    code: 'ABI-T005',
    rule: 'I-1',
    path: headers.join(', '),
    expected: 'headers that compile as C',
    found: lines.slice(0, 20).join('\n            ') + (lines.length > 20 ? '\n            …' : ''),
    hint: isMissing
      ? 'name the folders with -I; for another target, its own headers are needed: -- --sysroot=…'
      : 'include what it needs before it with --include, define macros with -D, pass other arguments behind --',
  })
}

/** What exists as a file is meant as one; anything else is looked for where clang looks. */
function spell(header: string): string {
  return existsSync(header) ? `"${resolve(header).replaceAll('\\', '/')}"` : `<${header}>`
}

function ownFilesOf(headers: readonly string[], files: readonly string[]): Set<string> {
  const own = new Set<string>()
  for (const header of headers) {
    if (existsSync(header)) {
      const path = realpathSync(header)
      for (const file of files) if (existsSync(file) && realpathSync(file) === path) own.add(file)
    } else {
      const found = files.find((file) => file.replaceAll('\\', '/').endsWith(`/${header}`))
      if (found !== undefined) own.add(found)
    }
  }
  return own
}
