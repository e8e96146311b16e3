import { exportsIn } from '../../import/expression.js'
import { inOrder } from '../../import/order.js'
import { ExpressionWriter } from '../../import/write-expression.js'
import type { DecodedType } from '../../module/abi-stable/type-layout/decoded-type.js'
import { typesFrom } from '../plugin-types.js'
import { declareType } from './declare-type.js'
import { asTraitObject, traitKey } from './trait-object.js'
import { Names } from './names.js'
import { Translator, type Declared } from './translator.js'
import { oneLine, writeDeclarations } from './write-declarations.js'

/** A plugin whose interface is declared. */
export interface DeclaredPlugin {
  /** The name of its file. */
  readonly file: string
  /** Its name. */
  readonly name: string
  /** Its version. */
  readonly version: string
  /** The version of `abi_stable` that it was built with. */
  readonly abiVersion: string
  /** Its root module. */
  readonly root: DecodedType
}

/** The name of the tables that `#[sabi_trait]` makes. */
const methodTable = 'VTable'

/**
 * Writes a module that declares the interface of a plugin and loads it.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function pluginDeclarations({ file, name, version, abiVersion, root }: DeclaredPlugin): string {
  const translator = new Translator(new Map([[root, version]]))
  for (const type of typesFrom(root)) {
    const object = type.package === 'abi_stable' ? undefined : asTraitObject(type)
    const isPrefix = type.data.kind === 'prefix' && type.package !== 'abi_stable' && type.name !== methodTable
    // The name of a prefix type or of a trait is compared, so it is theirs before it is anybody else's.
    if (isPrefix) translator.reserve(type, type.name)
    else if (object !== undefined) translator.reserve(translator.firstOf(traitKey(object), type), object.name)
  }
  declareType(translator, root)
  const declared = translator.finish()
  const ordered = inOrder(declared)
  const imports = [
    ...new Set([...ordered.flatMap((one) => exportsIn(one.expression)), 'loadAbiStableModule']),
  ]
  const given = new Names(imports)
  const names = new Map(ordered.map((one) => [one.key, given.take(one.name)]))
  const writer = new ExpressionWriter((key) => names.get(key)!)
  const rootName = names.get(String(root.address))!
  return writeDeclarations({
    heading: [
      `The interface of ${file}, written by \`abiding inspect --emit ts\`.`,
      `${name} ${version}, built with abi_stable ${abiVersion}.`,
    ],
    imports,
    types: ['ModuleOf'],
    declarations: ordered.map((one) => declarationOf(one, names.get(one.key)!, writer)),
    ending: [
      '/**',
      ' * Loads a plugin of this interface.',
      ' *',
      ' * @param path - The library.',
      ' */',
      `export function load(path: string): ModuleOf<typeof ${rootName}> {`,
      `  return loadAbiStableModule(path, ${rootName})`,
      '}',
    ],
  })
}

function declarationOf(
  { type, remarks, expression }: Declared,
  name: string,
  writer: ExpressionWriter,
): string {
  const place = type.modulePath === '' ? type.package : type.modulePath
  const comment = [`${type.name} of ${place}, line ${type.line}.`, ...remarks]
  const head = `export const ${name} = `
  return [
    ...comment.map((line) => `// ${oneLine(line)}`),
    `${head}${writer.write(expression, 0, head.length, 0)}`,
  ].join('\n')
}
