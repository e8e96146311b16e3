// Finds the TypeScript examples of a document: fenced `ts` blocks of Markdown, and those inside TSDoc comments.
import { join, posix } from 'node:path'
import { isPackageName, type PackageName } from '../support/packages.js'
import { isToolName, type ToolName } from '../support/tools.js'
import { filesIn, read } from './files.js'

export interface Block {
  /** The document, as a path from the root. */
  document: string
  /** Where the block's first line of code stands in the document, from 1. */
  line: number
  code: string
  /** Not of a block fenced `ts no-run`, which is only type-checked. */
  runs: boolean
  /** The tool or package without which it does not run: `clang` of a block fenced `ts needs-clang`. */
  needs?: ToolName | PackageName
  /** The path of the module made of the block, relative to the folder of all examples. */
  module: string
}

/** The blocks of all documents. */
export function allBlocks(): Block[] {
  const markdown = ['README.md', 'ARCHITECTURE.md', ...filesIn('spec', '.md'), ...filesIn('docs', '.md')]
  return [
    ...markdown
      .filter((path) => !path.startsWith('docs/reference/'))
      .flatMap((path) => blocksOfMarkdown(path, read(path))),
    ...filesIn('src', '.ts').flatMap((path) => blocksOfSource(path, read(path))),
  ]
}

export function blocksOfMarkdown(document: string, text: string, firstLine = 1): Block[] {
  const blocks: Block[] = []
  let fence: { marker: string; indent: number; info: string; line: number; code: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', marker, info = ''] = /^(\s*)(`{3,}|~{3,})\s*([^`]*?)\s*$/.exec(line) ?? []
    if (fence === undefined) {
      if (marker !== undefined)
        fence = { marker, indent: indent.length, info, line: firstLine + index + 1, code: [] }
    } else if (marker?.startsWith(fence.marker) && info === '') {
      if (/^(ts|typescript)\b/.test(fence.info)) blocks.push(block(document, fence))
      fence = undefined
    } else {
      fence.code.push(line.slice(Math.min(fence.indent, line.search(/\S|$/))))
    }
  }
  if (fence !== undefined) throw new Error(`${document}:${fence.line}: the fence is never closed`)
  return blocks
}

export function blocksOfSource(document: string, text: string): Block[] {
  return [...text.matchAll(/^[ \t]*\/\*\*(?!\/)[^]*?\*\//gm)].flatMap((comment) => {
    const line = text.slice(0, comment.index).split('\n').length
    const blocks = blocksOfMarkdown(document, withoutStars(comment[0]), line)
    // TypeDoc takes an unfenced @example as code; here it would be one that nobody runs.
    if (comment[0].split('@example').length - 1 > blocks.length)
      throw new Error(`${document}:${line}: an @example without a ts block`)
    return blocks
  })
}

function withoutStars(comment: string): string {
  return comment
    .replace('/**', '   ')
    .replace(/\*\/$/, '')
    .replace(/^[ \t]*\* ?/gm, '')
}

function block(document: string, fence: { info: string; line: number; code: string[] }): Block {
  const code = fence.code.join('\n')
  const name = /^\s*\/\/ file: (\S+\.ts)\s*$/.exec(fence.code[0] ?? '')?.[1] ?? `line-${fence.line}.ts`
  const module = posix.join(document, name)
  if (!module.startsWith(`${document}/`)) throw new Error(`${document}:${fence.line}: ${name} is outside`)
  const needs = neededBy(fence, document)
  return {
    document,
    line: fence.line,
    code,
    runs: !/\bno-run\b/.test(fence.info),
    ...(needs === undefined ? {} : { needs }),
    module,
  }
}

/** Refuses what nobody can install, so that no block is skipped for a slip of the pen. */
function neededBy(fence: { info: string; line: number }, document: string): Block['needs'] {
  const name = /\bneeds-(\S+)/.exec(fence.info)?.[1]
  if (name === undefined || isToolName(name) || isPackageName(name)) return name
  throw new Error(`${document}:${fence.line}: nothing is known that is called ${name}`)
}

/** The block as a module whose lines have the numbers that they have in the document. */
export function moduleText(block: Block): string {
  return '\n'.repeat(block.line - 1) + block.code + '\n'
}

export function modulePath(folder: string, block: Block): string {
  return join(folder, block.module)
}
