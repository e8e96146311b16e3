/** What a module of declarations is made of. */
export interface DeclarationModule {
  /** The comment at its top, line by line. */
  readonly heading: readonly string[]
  /** What it uses of `abiding`. */
  readonly imports: readonly string[]
  /** The types that it uses of `abiding`. */
  readonly types: readonly string[]
  /** The declarations. */
  readonly declarations: readonly string[]
  /** What stands behind them. */
  readonly ending: readonly string[]
}

/** Columns of a line. */
const width = 110

/**
 * Writes a module of TypeScript that declares an interface.
 *
 * @internal
 */
export function writeDeclarations({
  heading,
  imports,
  types,
  declarations,
  ending,
}: DeclarationModule): string {
  const used = [...[...imports].sort(byName), ...types.map((name) => `type ${name}`)]
  const line = `import { ${used.join(', ')} } from 'abiding'`
  const list =
    line.length <= width ? line : `import {\n${used.map((name) => `  ${name},\n`).join('')}} from 'abiding'`
  const top = heading.map((one) => `// ${oneLine(one)}`).join('\n')
  return `${[`${top}\n${list}`, ...declarations, ending.join('\n')].join('\n\n')}\n`
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
  return a < b ? -1 : 1
}
