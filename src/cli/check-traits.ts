import { verifyCompatibility } from '../connection/compatibility/index.js'
import type { SchemaFile } from '../connection/compatibility/index.js'
import { IncompatibleTraitError, type Problem } from '../connection/negotiation/index.js'
import type { AnyTrait } from '../connection/trait/index.js'
import { reportFailure } from './failure.js'
import { loadTraits } from './load-traits.js'
import { makePalette, outputIsColoured, type Palette } from './palette.js'
import { printable } from './printable.js'
import { count } from './text.js'

/** @internal */
export interface CheckOptions {
  /** The folder of the files. */
  readonly dir: string
  /** The only trait to check. */
  readonly trait?: string
  /** Whether to write files that are missing. */
  readonly write?: boolean
  /** Whether to print data instead of text. */
  readonly json?: boolean
}

/** What was found out about a trait. */
interface CheckedTrait {
  readonly name: string
  readonly version: number
  readonly files: readonly SchemaFile[]
  readonly problems: readonly Problem[]
}

const fits = 0
const breaks = 1
const unchecked = 2

/**
 * `abiding check`: says whether the traits of a file are still what they were.
 *
 * @param file - Path of the declarations.
 * @param options - The options of the command line.
 * @param withStack - Whether to print where errors come from.
 * @returns The exit code: 0 where all fits, 1 where something breaks or a file is missing, 2 where nothing could be checked.
 *
 * @see Rule X-51 of the specification.
 *
 * @internal
 */
export async function checkTraits(file: string, options: CheckOptions, withStack: boolean): Promise<number> {
  try {
    const traits = await loadTraits(file, options.trait)
    const checked = traits.map((declaration) => checkTrait(declaration, options))
    process.stdout.write(
      options.json === true ? `${JSON.stringify({ traits: checked }, null, 2)}\n` : draw(checked),
    )
    return checked.every(isFitting) ? fits : breaks
  } catch (error) {
    reportFailure(error, withStack)
    return unchecked
  }
}

function checkTrait(declaration: AnyTrait, { dir, write = false }: CheckOptions): CheckedTrait {
  const { name, version } = declaration
  try {
    return { name, version, files: verifyCompatibility(declaration, dir, { write }).files, problems: [] }
  } catch (error) {
    if (!(error instanceof IncompatibleTraitError)) throw error
    return { name, version, files: [], problems: error.problems }
  }
}

function isFitting({ files, problems }: CheckedTrait): boolean {
  return problems.length === 0 && files.every(({ state }) => state !== 'missing')
}

function draw(traits: readonly CheckedTrait[]): string {
  const palette = makePalette(outputIsColoured())
  return traits.flatMap((one) => [...drawTrait(one, palette), '']).join('\n')
}

const states = {
  checked: 'fits',
  written: 'written',
  missing: 'missing: add --write to write it down',
} as const

function drawTrait({ name, version, files, problems }: CheckedTrait, { strong, faint }: Palette): string[] {
  const title = strong(`${name}, version ${version}`)
  if (problems.length > 0) {
    return [
      `${title}: ${count(problems.length, 'problem')}, and no file was written`,
      ...problems.flatMap(drawProblem),
    ]
  }
  return [
    title,
    ...files.map((one) => `  ${one.version}  ${faint(printable(one.path))}  ${states[one.state]}`),
  ]
}

function drawProblem({ path, rule, message, expected, found, hint }: Problem): string[] {
  return [
    `  ${path}: ${message} (rule ${rule})`,
    `    declared: ${expected}`,
    `    recorded: ${found}`,
    ...(hint === undefined ? [] : [`    hint:     ${hint}`]),
  ].map(printable)
}
