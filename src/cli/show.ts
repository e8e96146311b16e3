import { CommandError } from '../errors/index.js'
import { targets, type Target } from '../layout/index.js'
import { drawType } from './drawing.js'
import { layoutAsData } from './layout-json.js'
import {
  isPrefixType,
  loadDeclarations,
  type Declaration,
  type DeclarationFile,
} from './load-declarations.js'
import { drawNamedValue, isNamedValue, namedValueAsData, type NamedValue } from './named-value.js'
import { makePalette, outputIsColoured } from './palette.js'
import type { Measured } from './runs.js'

/** @internal */
export interface ShowOptions {
  /** Name of the only type to show. */
  readonly type?: string
  /** Name of the machine. */
  readonly target: string
  /** Whether to print data instead of a drawing. */
  readonly json?: boolean
}

/** The width of what is not written to a terminal. */
const usualWidth = 80

/**
 * `abiding show`: draws the layouts of the types in a declaration file.
 *
 * @param file - Path of the declaration file.
 * @param options - The options of the command line.
 * @throws {@link CommandError} `ABI-T001` for an unknown type, `ABI-T002` where the declaration cannot be loaded.
 *
 * @internal
 */
export async function show(file: string, options: ShowOptions): Promise<void> {
  const types = selectTypes(await loadDeclarations(file), options.type, file)
  const target = (targets as Record<string, Target>)[options.target]!
  if (options.json === true) {
    const dataOf = (type: Shown): Record<string, unknown> =>
      isNamedValue(type) ? namedValueAsData(type, target) : layoutAsData(type, target)
    const data = { target: target.name, types: types.map(dataOf) }
    console.log(JSON.stringify(data, null, 2))
    return
  }
  const palette = makePalette(outputIsColoured())
  const columns = process.stdout.isTTY ? process.stdout.columns : usualWidth
  const draw = (type: Shown): string =>
    isNamedValue(type) ? drawNamedValue(type, target, palette) : drawType(type, target, columns, palette)
  console.log(types.map(draw).join('\n\n\n'))
}

/** What can be shown: types with fields, and other names for types. */
type Shown = Measured | NamedValue

/** Without a name: what is exported. By name: also what the exported types mention. */
function selectTypes(
  { declarations, mentioned }: DeclarationFile,
  name: string | undefined,
  file: string,
): Shown[] {
  const known = [...new Set([...declarations, ...mentioned])].filter(hasLayout)
  const chosen =
    name === undefined ? declarations.filter(hasLayout) : known.filter((type) => type.name === name)
  if (chosen.length > 0) return name === undefined ? chosen : chosen.slice(0, 1)
  const plain = [...declarations, ...mentioned].find(
    (declaration) => declaration.name === name || name === undefined,
  )
  throw new CommandError(plain === undefined ? 'no such type' : 'nothing to draw', {
    code: 'ABI-T001',
    path: file,
    expected:
      known.length === 0
        ? 'a prefix type, a struct, a union, an enum'
        : `one of ${known.map((type) => type.name).join(', ')}`,
    found:
      plain === undefined ? name : `${plain.name}, an opaque type: nobody but its owner knows what is inside`,
  })
}

/** Opaque types have a name, but no bytes that anybody knows of. */
function hasLayout(type: Declaration): type is Shown {
  return isPrefixType(type) || type.definition?.fields !== undefined || isNamedValue(type)
}
