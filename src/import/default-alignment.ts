import { constantIn, type AstNode } from './ast.js'

const name = '__abiding_aligned'

/**
 * Declarations that follow on those of the headers. In them clang says what `aligned` asks for where it has no number: another
 * alignment on each target, which stands nowhere else in the tree.
 *
 * @internal
 */
export const defaultAlignmentProbe = `
typedef char ${name} __attribute__((aligned));
enum { ${name}_to = __alignof__(${name}) };
`

/**
 * Takes {@link defaultAlignmentProbe} off a tree.
 *
 * @param ast - The declarations of the tree.
 * @returns Those of the headers, and the alignment in bytes; `undefined` where the tree does not say it.
 *
 * @internal
 */
export function takeDefaultAlignment(ast: readonly AstNode[]): {
  readonly declared: readonly AstNode[]
  readonly alignment: bigint | undefined
} {
  const probe = ast.findIndex((node) => node.kind === 'TypedefDecl' && node.name === name)
  if (probe === -1) return { declared: ast, alignment: undefined }
  const constant = ast.at(-1)?.inner?.find((node) => node.kind === 'EnumConstantDecl')
  return {
    declared: ast.slice(0, probe),
    alignment: constant === undefined ? undefined : constantIn(constant),
  }
}
