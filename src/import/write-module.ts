import { exportsIn } from './expression.js'
import type { ImportedDeclaration, LeftOut } from './imported.js'
import { ExpressionWriter } from './write-expression.js'

/** What a module is made of. */
export interface ModuleParts {
  /** The comment at the top, line by line. */
  readonly heading: readonly string[]
  /** The declarations in their order. */
  readonly declared: readonly ImportedDeclaration[]
  /** The name under which a declaration is exported, by key. */
  readonly nameOf: (key: string) => string
  /** What could not be declared. */
  readonly leftOut: readonly LeftOut[]
  /** From where the module imports what it uses. */
  readonly from: string
}

/**
 * Writes a module that exports declarations.
 *
 * @internal
 */
export function writeModule({ heading, declared, nameOf, leftOut, from }: ModuleParts): string {
  const writer = new ExpressionWriter(nameOf)
  const used = [...new Set(declared.flatMap((one) => exportsIn(one.expression)))].sort(byName)
  const parts = [
    heading.map((one) => `// ${one}`.trimEnd()).join('\n'),
    ...(used.length === 0 ? [] : [importOf(used, from)]),
    '',
    ...declared.map((one) => `${declarationOf(one, nameOf(one.key), writer)}\n`),
    ...leftOut
      .filter((one) => !one.isHidden)
      .map((one) => `// Left out: ${one.name}, because ${one.reason}.`),
  ]
  return `${parts.join('\n').trimEnd()}\n`
}

/** Capital letters first, as in any sorted list of a program. */
function byName(a: string, b: string): number {
  return a < b ? -1 : 1
}

function importOf(names: readonly string[], from: string): string {
  const line = `import { ${names.join(', ')} } from '${from}'`
  return line.length <= 110
    ? line
    : `import {\n${names.map((name) => `  ${name},\n`).join('')}} from '${from}'`
}

function declarationOf(one: ImportedDeclaration, name: string, writer: ExpressionWriter): string {
  const head = `export const ${name} = `
  return [
    ...(one.doc === undefined ? [] : [docComment(one.doc)]),
    ...(one.hiddenBecause === undefined ? [] : [`// Only its name, because ${one.hiddenBecause}.`]),
    ...(name === one.name && one.renamedFrom === undefined
      ? []
      : [`// In C: ${one.renamedFrom ?? one.name}`]),
    `${head}${writer.write(one.expression, 0, head.length, 0)}`,
  ].join('\n')
}

function docComment(doc: string): string {
  const lines = doc.replaceAll('*/', '* /').split('\n').flatMap(wrap)
  if (lines.length === 1 && lines[0]!.length <= 103) return `/** ${lines[0]} */`
  return ['/**', ...lines.map((text) => ` * ${text}`.trimEnd()), ' */'].join('\n')
}

function wrap(text: string): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!
    if (last !== '' && last.length + 1 + word.length > 107) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}
