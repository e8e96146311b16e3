import { lineWidth } from '../../import/write-expression.js'

/** What a module of declarations is made of. */
export interface DeclarationModule {
  /** The comment at its top, line by line. */
  readonly heading: readonly string[]
  /** What it uses of `abiding`. */
  readonly imports: readonly string[]
  /** The types that it uses of `abiding`. */
  readonly types: readonly string[]
  /** What it uses of `abiding/connection`, types with `type` before their name. */
  readonly connection?: readonly string[]
  /** The declarations. */
  readonly declarations: readonly string[]
  /** What stands behind them. */
  readonly ending: readonly string[]
}

/**
 * Writes a module of TypeScript that declares an interface.
 *
 * @internal
 */
export function writeDeclarations({
  heading,
  imports,
  types,
  connection = [],
  declarations,
  ending,
}: DeclarationModule): string {
  const used = [...[...imports].sort(byName), ...types.map((name) => `type ${name}`)]
  const lists = [importOf(used, 'abiding'), importOf([...connection].sort(byName), 'abiding/connection')]
  const top = heading.map((one) => `// ${oneLine(one)}`).join('\n')
  const head = [top, ...lists.filter((list) => list !== '')].join('\n')
  return `${[head, ...declarations, ending.join('\n')].join('\n\n')}\n`
}

function importOf(used: readonly string[], module: string): string {
  if (used.length === 0) return ''
  const line = `import { ${used.join(', ')} } from '${module}'`
  return line.length <= lineWidth
    ? line
    : `import {\n${used.map((name) => `  ${name},\n`).join('')}} from '${module}'`
}

/**
 * A text as a part of a comment: names in a file may hold anything, and a comment ends with its line.
 *
 * @internal
 */
export function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
}

/** Capital letters first, as in any sorted list of a program. */
function byName(a: string, b: string): number {
  return a.replace('type ', '') < b.replace('type ', '') ? -1 : 1
}
