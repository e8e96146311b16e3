// What a module needs at run time, found from its import declarations; type-only imports are not needed.
import { posix } from 'node:path'
import ts from 'typescript'
import { read } from './files.js'

const imports = new Map<string, string[]>()

/** The specifiers that a source file imports or re-exports at run time. A file is read once. */
export function importsOf(path: string): string[] {
  const known = imports.get(path) ?? readImports(path)
  imports.set(path, known)
  return known
}

function readImports(path: string): string[] {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest)
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return []
    if (!statement.moduleSpecifier || isTypeOnly(statement)) return []
    return [(statement.moduleSpecifier as ts.StringLiteral).text]
  })
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  return ts.isExportDeclaration(statement)
    ? statement.isTypeOnly
    : statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
}

/** The source file that a relative specifier means. */
export function resolve(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')
}

/** Every path of imports from the entry to something outside the sources, such as `node:fs` or `koffi`. */
export function outsideImports(entry: string): Map<string, string[]> {
  const outside = new Map<string, string[]>()
  const seen = new Set<string>()
  const visit = (path: string, way: string[]): void => {
    if (seen.has(path)) return
    seen.add(path)
    for (const specifier of importsOf(path)) {
      if (specifier.startsWith('.')) visit(resolve(path, specifier), [...way, path])
      else if (!outside.has(specifier)) outside.set(specifier, [...way, path])
    }
  }
  visit(entry, [])
  return outside
}
