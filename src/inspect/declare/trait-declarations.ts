import type { TraitDefinition } from '../../connection/index.js'
import { describeDefinitions } from '../../connection/dynamic/describe-definition.js'
import { isNamed, type Described } from '../../connection/dynamic/described.js'
import { exportsIn, type Expression } from '../../import/expression.js'
import { inOrder, type Ordered } from '../../import/order.js'
import { ExpressionWriter } from '../../import/write-expression.js'
import * as layout from '../../layout/index.js'
import { Names } from './names.js'
import { recursiveTyping, type RecursiveTyping } from './recursive-typing.js'
import { declarationOf, mentionedBy, traitDeclaration } from './trait-expressions.js'
import { oneLine, writeDeclarations } from './write-declarations.js'

/** A trait that a library answers for. */
export interface AnsweredTrait {
  /** The version of the trait. */
  readonly version: number
  /** What the library says of it. */
  readonly definition: TraitDefinition
}

/** A declaration, and what stands above it. */
interface Declared extends Ordered {
  readonly described: Described
  readonly remarks: readonly string[]
}

/**
 * Writes a module that declares traits of a library and connects to them.
 *
 * @param file - The name of the library.
 * @param traits - What it answers.
 * @throws `ValueError` `ABI-J027` for definitions that are too large.
 *
 * @see Rule X-72 of the specification.
 *
 * @internal
 */
export function traitDeclarations(file: string, traits: readonly AnsweredTrait[]): string {
  const roots = describeDefinitions(traits.map(({ definition }) => definition))
  const versions = new Map(roots.map((root, index) => [root, traits[index]!.version]))
  const named = namedTypes(roots)
  // A trait within a trait has the version of the one around it.
  const usual = Math.max(...traits.map(({ version }) => version))
  const keys = new Map(named.map((one, index) => [one, String(index)]))
  const keyOf = (described: Described): string => keys.get(described)!
  const declared = named.map((described): Declared => {
    const key = keyOf(described)
    if (described.form.kind !== 'trait')
      return { key, described, needs: [], remarks: [], expression: declarationOf(described, keyOf) }
    return {
      key,
      described,
      needs: [],
      ...traitDeclaration(described, versions.get(described) ?? usual, keyOf),
    }
  })
  return writeModule(file, roots, traits, inOrder(declared))
}

function writeModule(
  file: string,
  roots: readonly Described[],
  traits: readonly AnsweredTrait[],
  ordered: readonly Declared[],
): string {
  const exportsUsed = new Set(ordered.flatMap(({ expression }) => exportsIn(expression)))
  const all = [...exportsUsed, 'connect', 'Connection', 'Infer', 'InputOf', 'WireType']
  const names = new Names(all)
  // The name of a trait is what its library exports, so it is theirs before it is anybody else's.
  const ranked = [...ordered].sort((one, other) => rank(one, roots) - rank(other, roots))
  const nameOfKey = new Map(ranked.map(({ key, described }) => [key, names.take(nameIn(described))]))
  const nameOf = new Map(ordered.map(({ key, described }) => [described, nameOfKey.get(key)!]))
  const recursive = new Set(ordered.map(({ described }) => described).filter(isRecursive))
  const typings = new Map(
    [...recursive].map((one) => [
      one,
      recursiveTyping(
        one,
        (type) => nameOf.get(type)!,
        (type) => recursive.has(type),
      ),
    ]),
  )
  const writer = new ExpressionWriter((key) => nameOfKey.get(key)!)
  const fromTypings = (choose: (typing: RecursiveTyping) => readonly string[]): string[] =>
    [...typings.values()].flatMap(choose)
  const isOfLayout = (name: string): boolean => Object.hasOwn(layout, name) && name !== 'method'
  const connection = [...exportsUsed].filter((name) => !isOfLayout(name))
  return writeDeclarations({
    heading: [
      `The traits of ${file}, written by \`abiding inspect --emit ts\`.`,
      ...traits.map(({ definition, version }) => `${definition.name}, version ${version}.`),
    ],
    imports: [...exportsUsed].filter(isOfLayout),
    types: [...new Set(fromTypings(({ imports }) => imports))],
    connection: [
      ...new Set([
        ...connection,
        ...['connect', 'type Connection'],
        ...(recursive.size === 0 ? [] : ['type WireType']),
        ...fromTypings((typing) => typing.connection),
      ]),
    ],
    declarations: ordered.map((one) => {
      const name = nameOf.get(one.described)!
      return written(one, name, typings.get(one.described), writer)
    }),
    ending: roots.flatMap((root, index) => [
      ...(index === 0 ? [] : ['']),
      ...connector(nameIn(root), nameOf.get(root)!, names),
    ]),
  })
}

function written(
  { expression, remarks }: { readonly expression: Expression; readonly remarks: readonly string[] },
  name: string,
  typing: RecursiveTyping | undefined,
  writer: ExpressionWriter,
): string {
  const annotation = typing === undefined ? '' : `: WireType<${name}, ${name}Input>`
  const head = `export const ${name}${annotation} = `
  return [
    ...(typing?.declarations.map((text) => `${text}\n`) ?? []),
    ...remarks.map((remark) => `// ${oneLine(remark)}`),
    `${head}${writer.write(expression, 0, head.length, 0)}`,
  ].join('\n')
}

function connector(trait: string, name: string, names: Names): string[] {
  return [
    '/**',
    ` * Connects to the trait ${oneLine(trait)} of a library.`,
    ' *',
    ' * @param path - The library.',
    ' */',
    `export function ${names.take(`connect${name}`)}(path: string): Connection<typeof ${name}> {`,
    `  return connect(${name}, path)`,
    '}',
  ]
}

/** Everything with a declaration of its own, what is mentioned by methods that are left out aside. */
function namedTypes(roots: readonly Described[]): readonly Described[] {
  const seen = new Set(roots)
  for (const one of seen) for (const part of mentionedBy(one)) seen.add(part)
  return [...seen].filter(isNamed)
}

function nameIn({ form }: Described): string {
  return 'name' in form ? form.name : ''
}

function rank({ described }: Declared, roots: readonly Described[]): number {
  return roots.includes(described) ? 0 : described.form.kind === 'trait' ? 1 : 2
}

/** Whether a type contains itself, other than through a trait. */
function isRecursive(described: Described): boolean {
  if (described.form.kind === 'trait') return false
  const seen = new Set(described.parts)
  for (const one of seen) {
    if (one === described) return true
    if (one.form.kind !== 'trait') for (const part of one.parts) seen.add(part)
  }
  return false
}
