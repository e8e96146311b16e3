// Headers that the library wrote, and modules that are built with them.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile, judge, writeWhole } from './compile.js'
import { tools } from './tools.js'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const built = join(root, '.build', 'fixtures')

/** A compiler and a language that headers must be accepted in. */
export interface Judge {
  readonly name: string
  readonly compiler: string
  readonly language: 'c' | 'c++'
}

/** All that are installed. */
export const judges: readonly Judge[] = [
  { name: 'cc, C11', compiler: tools.cc, language: 'c' as const },
  { name: 'c++, C++17', compiler: tools.cxx, language: 'c++' as const },
  { name: 'clang, C11', compiler: tools.clang, language: 'c' as const },
  { name: 'clang, C++17', compiler: tools.clang, language: 'c++' as const },
].filter((one): one is Judge => one.compiler !== undefined)

/** Macros for a build, as `-D` would define them. */
export type Defines = Readonly<Record<string, string | number>>

/** What a compiler says of a header that is included as users do, with text behind it; empty where it accepts it. */
export function judgeHeader(one: Judge, header: string, behind = '', defines: Defines = {}): string {
  const source = `${defineLines(defines)}#include "${headerFile(header)}"\n${behind}\n`
  const all = one.name.startsWith('clang') ? ['-ferror-limit=0'] : []
  return judge(one.compiler, source, ['-pedantic', '-Wunused-function', ...all], one.language)
}

/**
 * Compiles a module: the macros, the header, and the text of the module without its own `#include "….h"`. Equal modules
 * are compiled once, so a test that needs a module of its own in the process gives it a salt.
 */
export function compileModule(
  header: string,
  source: string,
  defines: Defines,
  name: string,
  language: 'c' | 'c++' = 'c',
): string {
  const body = source.replace(/^#include ".*\n/gm, '')
  return compile(`${defineLines(defines)}#include "${headerFile(header)}"\n${body}`, name, language)
}

/** The text of a file of test/fixtures/ or of the examples. */
export function readSource(...path: string[]): string {
  return readFileSync(join(root, ...path), 'utf8')
}

function defineLines(defines: Defines): string {
  return Object.entries(defines)
    .map(([name, value]) => `#define ${name} ${value}\n`)
    .join('')
}

function headerFile(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const path = join(built, `${hash}.h`)
  mkdirSync(built, { recursive: true })
  writeWhole(path, text)
  return path
}
