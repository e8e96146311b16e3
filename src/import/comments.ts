import type { AstNode } from './ast.js'
import type { Preprocessed } from './preprocessed.js'

/**
 * The comment that belongs to a declaration, as text: lines of one paragraph joined, an empty line between paragraphs.
 *
 * @param node - The declaration.
 * @param source - The text in which it stands.
 * @returns `undefined` where there is none.
 *
 * @internal
 */
export function commentOf(node: AstNode, source: Preprocessed): string | undefined {
  const comment = node.inner?.find((one) => one.kind === 'FullComment')
  const begin = comment?.range?.begin?.offset
  if (comment === undefined || begin === undefined) return undefined
  const end = Math.max(begin, comment.range?.end?.offset ?? begin)
  const isBlock = /\/\*[\s*!<]*$/.test(source.slice(Math.max(0, begin - 200), begin))
  const text = source.slice(begin, isBlock ? source.find('*/', begin) : source.find('\n', end))
  const clean = paragraphs(text.split('\n').map(isBlock ? withoutStars : withoutSlashes))
  return clean === '' ? undefined : clean
}

function withoutStars(line: string, index: number): string {
  return index === 0 ? line.replace(/^\**/, '') : line.replace(/^\s*\*+/, '')
}

function withoutSlashes(line: string): string {
  return line.replace(/^\s*\/\/+[!]?<?/, '')
}

function paragraphs(lines: readonly string[]): string {
  const found: string[][] = [[]]
  for (const line of lines) {
    // Rulers of stars, dashes and the like are there for the eye.
    const words = /^[\s*=\-_#~+.]*$/.test(line) ? '' : line.trim().replace(/\s+/g, ' ')
    // `@param` and its like begin something new.
    if (/^[@\\][A-Za-z]/.test(words)) found.push([words])
    else if (words !== '') found.at(-1)!.push(words)
    else if (found.at(-1)!.length > 0) found.push([])
  }
  return found
    .map((paragraph) => paragraph.join(' '))
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
    .replace(/[\s*]+$/, '')
}
