// C, compiled at test time. Results are kept in .build/fixtures/ by what they were made of.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tools } from './tools.js'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const fixtures = join(root, 'test', 'fixtures')
const built = join(root, '.build', 'fixtures')
const flags = ['-O1', '-Wall', '-Wextra', '-Werror', '-Wno-unused-function', '-fPIC', '-shared']

const versions = new Map<string, string>()

/** Compiles C or C++ text to a shared library and gives its path. The name is for people. */
export function compile(
  source: string,
  name: string,
  language: 'c' | 'c++' = 'c',
  compiler = language === 'c' ? tools.cc! : tools.cxx!,
): string {
  const standard = language === 'c' ? '-std=c11' : '-std=c++17'
  let version = versions.get(compiler)
  if (version === undefined) {
    version = execFileSync(compiler, ['--version'], { encoding: 'utf8' })
    versions.set(compiler, version)
  }
  const hash = createHash('sha256')
    .update([version, standard, ...flags, source].join('\0'))
    .digest('hex')
    .slice(0, 16)
  const library = join(built, `${name}-${hash}.so`)
  if (existsSync(library)) return library
  mkdirSync(built, { recursive: true })
  const text = join(built, `${name}-${hash}.${language === 'c' ? 'c' : 'cpp'}`)
  writeWhole(text, source)
  // Another worker may be at it: the finished file appears at once or not at all.
  const unfinished = `${library}.${process.pid}`
  const { status, stderr } = spawnSync(compiler, [standard, ...flags, '-o', unfinished, text], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${compiler} refuses ${text}:\n${stderr}`)
  renameSync(unfinished, library)
  return library
}

/** Writes a file that another worker may be reading: it appears at once or not at all. */
export function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}`
  writeFileSync(unfinished, text)
  renameSync(unfinished, path)
}

/** Compiles a file of test/fixtures/. */
export function compileFixture(file: string): string {
  return compile(fixtureText(file), basename(file, '.c'))
}

/** The text of a file of test/fixtures/, with the headers that lie beside it in place of their mentions. */
function fixtureText(file: string): string {
  const text = readFileSync(join(fixtures, file), 'utf8')
  return text.replace(/^#include "(.+)"$/gm, (_mention, header: string) => fixtureText(header))
}

/** What a compiler says to C or C++ text; empty where it accepts it. Nothing is made. */
export function judge(
  compiler: string,
  source: string,
  options: readonly string[] = [],
  language: 'c' | 'c++' = 'c',
): string {
  const { status, stdout, stderr, error } = spawnSync(
    compiler,
    [
      language === 'c' ? '-std=c11' : '-std=c++17',
      '-Wall',
      '-Wextra',
      '-Wno-unused-function',
      '-Werror',
      '-fsyntax-only',
      ...options,
      '-x',
      language,
      '-',
    ],
    { input: source, encoding: 'utf8' },
  )
  if (error !== undefined) throw error
  return status === 0 ? '' : `${stderr}${stdout}` || `exit status ${status}`
}
