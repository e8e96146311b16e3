import { basename, isAbsolute } from 'node:path'
import { hostTarget, type AnyType, type Target } from '../layout/index.js'
import { readAst } from './ast.js'
import { build } from './build.js'
import { clangFor, runClang, type Clang } from './clang.js'
import type { CDeclarations } from './declarations.js'
import { defaultAlignmentProbe } from './default-alignment.js'
import type { ImportedDeclaration, LeftOut } from './imported.js'
import { nameTags } from './naming.js'
import { exportableName } from './names.js'
import { inOrder } from './order.js'
import { preprocess, refuseHeaders, type PreprocessedHeaders } from './preprocess.js'
import { prove } from './prove.js'
import { readDeclarations } from './read-declarations.js'
import { probesFor, readRecordDump, type ClangLayout } from './record-dump.js'
import { selectTypes } from './select.js'
import { Translator } from './translator.js'
import { writeModule } from './write-module.js'

/** What is imported, and how. */
export interface ImportOptions {
  /** Paths of C headers, or names as they stand in `#include <…>`. At least one. */
  readonly headers: readonly string[]
  /**
   * Regular expressions for whole names of structs, unions, enums and typedefs. Left out, all that the headers themselves
   * declare is imported, and nothing of what they include but what they mention.
   */
  readonly types?: readonly string[]
  /** The machine whose layouts are compared; the host's where it is left out. */
  readonly target?: Target
  /** Folders in which headers are looked for, as with `-I`. */
  readonly includePaths?: readonly string[]
  /** Macros, `NAME` or `NAME=value`, as with `-D`. */
  readonly defines?: readonly string[]
  /** Headers that are included before the others. */
  readonly includes?: readonly string[]
  /** Other arguments of clang, as `-std=c11`. */
  readonly clangArguments?: readonly string[]
  /** The command or path of clang; `clang` where it is left out. */
  readonly clang?: string
  /** Whether `const char *` and arrays of `char` are read as strings. */
  readonly strings?: boolean
}

/** Declarations that were made of C headers. */
export interface ImportedHeader {
  /** The declarations as a TypeScript module. */
  readonly text: string
  /** The same as types, by the names under which the module exports them. */
  readonly types: ReadonlyMap<string, AnyType>
  /** How C spells the types whose layout was compared with clang's, by the same names. */
  readonly spellings: ReadonlyMap<string, string>
  /** What could not be declared. */
  readonly leftOut: readonly LeftOut[]
}

/**
 * Makes declarations of the types in C headers, through an installed clang. Every layout is compared with clang's own; a
 * type that differs is left out.
 *
 * @param options - Which headers and types.
 * @returns The declarations, as text and as types, and what was left out.
 * @throws `CommandError` `ABI-T004` where clang cannot be run, `ABI-T005` where it refuses the headers, `ABI-T006`
 * where a name is asked for that nothing has.
 *
 * @see Rules I-1 to I-9 of the specification.
 *
 * @example
 * ```ts no-run
 * import { importHeader } from 'abiding/import'
 * import { writeFileSync } from 'node:fs'
 *
 * const { text, leftOut } = await importHeader({ headers: ['zlib.h'], types: ['z_stream_s', 'gz_header_s'] })
 * writeFileSync('zlib.abi.ts', text)
 * for (const { name, reason } of leftOut) console.log(`${name}: ${reason}`)
 * ```
 */
export async function importHeader(options: ImportOptions): Promise<ImportedHeader> {
  const target = options.target ?? hostTarget()
  const clang = clangFor(options.clang ?? 'clang', target)
  const { headers, types = [], clangArguments = [], strings = false } = options
  const { includes = [], includePaths = [], defines = [] } = options
  const preprocessed = await preprocess(clang, { headers, includes, includePaths, defines, clangArguments })
  const declarations = await parse(clang, headers, clangArguments, preprocessed)
  const selected = new Set(selectTypes(declarations, types))
  const names = nameTags(declarations)
  const enumsAreInt = target.recordRules === 'microsoft'
  const excluded = new Map<string, string>()
  const layouts = new Map<string, ClangLayout>()
  for (;;) {
    const translator = new Translator(declarations, { names, selected, excluded, strings, enumsAreInt })
    translator.run()
    const declared = inOrder([...translator.declared.values()])
    await measure(clang, clangArguments, preprocessed, declared, layouts)
    const built = build(declared)
    const wrong = new Map([...built.failures, ...prove(declared, built.types, layouts, target)])
    if (wrong.size === 0) {
      const leftOut = describeLeftOut(translator, declarations)
      return finish(declared, built.types, leftOut, headingOf(options, target))
    }
    // What mentions a type that is left out has to do without it, or is left out itself.
    for (const [key, reason] of wrong) excluded.set(key, reason)
  }
}

async function parse(
  clang: Clang,
  headers: readonly string[],
  clangArguments: readonly string[],
  { source, ownFiles }: PreprocessedHeaders,
): Promise<CDeclarations> {
  const { status, output, diagnostics } = await runClang(
    clang,
    [
      ...clangArguments,
      ...['-w', '-fsyntax-only', '-fparse-all-comments', '-fretain-comments-from-system-headers'],
      ...['-Xclang', '-ast-dump=json', '-x', 'cpp-output', '-'],
    ],
    Buffer.concat([source.bytes, Buffer.from(defaultAlignmentProbe)]),
  )
  if (status !== 0) refuseHeaders(headers, diagnostics)
  return readDeclarations(readAst(output), source, ownFiles)
}

async function measure(
  clang: Clang,
  clangArguments: readonly string[],
  { source }: PreprocessedHeaders,
  declared: readonly ImportedDeclaration[],
  layouts: Map<string, ClangLayout>,
): Promise<void> {
  const measured = declared.filter((one) => one.proof === 'layout' && one.spelling !== undefined)
  const spellings = [...new Set(measured.map((one) => one.spelling!))].filter((one) => !layouts.has(one))
  if (spellings.length === 0) return
  const enums = new Set(measured.filter((one) => one.key.startsWith('enum ')).map((one) => one.spelling!))
  const probes = probesFor(spellings, (spelling) => enums.has(spelling))
  const { output } = await runClang(
    clang,
    [
      ...clangArguments,
      ...['-w', '-ferror-limit=0', '-fsyntax-only', '-Xclang', '-fdump-record-layouts'],
      ...['-x', 'cpp-output', '-'],
    ],
    Buffer.concat([source.bytes, Buffer.from(probes)]),
  )
  for (const [index, layout] of readRecordDump(output.toString('utf8'))) {
    const spelling = spellings[index]!
    layouts.set(spelling, enums.has(spelling) ? layout : { ...layout, isSigned: undefined })
  }
}

function describeLeftOut(translator: Translator, declarations: CDeclarations): LeftOut[] {
  return [...translator.refused].map(([key, reason]) => ({
    name: declarations.get(key)?.name ?? translator.options.names.nameOf(key),
    reason,
    isHidden: translator.declared.has(key),
  }))
}

function finish(
  declared: readonly ImportedDeclaration[],
  types: ReadonlyMap<string, AnyType>,
  leftOut: readonly LeftOut[],
  heading: readonly string[],
): ImportedHeader {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const { key, name } of declared) {
    const found = exportableName(name, (one) => taken.has(one))
    names.set(key, found)
    taken.add(found)
  }
  const nameOf = (key: string): string => names.get(key)!
  const measured = declared.filter((one) => one.proof === 'layout' && one.spelling !== undefined)
  return {
    text: writeModule({ heading, declared, nameOf, leftOut, from: 'abiding' }),
    types: new Map(declared.map(({ key }) => [nameOf(key), types.get(key)!])),
    spellings: new Map(measured.map(({ key, spelling }) => [nameOf(key), spelling!])),
    leftOut,
  }
}

/** What was asked for, without paths that mean something on one machine alone. */
function headingOf(options: ImportOptions, target: Target): string[] {
  const flags = (flag: string, values: readonly string[] = []): string[] =>
    values.filter((value) => !isAbsolute(value)).map((value) => `${flag} ${shellWord(value)}`)
  const behind = (mark: string, values: readonly string[] = []): string[] => {
    const shown = values.filter((value) => !/(^|=|^-[A-Za-z]+)\//.test(value)).map(shellWord)
    return shown.length === 0 ? [] : [mark, ...shown]
  }
  const command = [
    'abiding import',
    ...options.headers.map((header) => shellWord(isAbsolute(header) ? basename(header) : header)),
    ...flags('--types', options.types),
    ...flags('--include', options.includes),
    ...flags('-I', options.includePaths),
    ...flags('-D', options.defines),
    `--target ${target.name}`,
    ...(options.strings === true ? ['--strings'] : []),
    ...behind('--', options.clangArguments),
  ]
  return [
    'Written from C headers: change the command, not this file.',
    '',
    `  ${command.join(' ')}`,
    '',
    `Every layout is that of clang for ${target.name}.`,
  ]
}

function shellWord(value: string): string {
  return /^[\w./=+:@%-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`
}
