import { makePalette, outputIsColoured } from './palette.js'
import { count } from './text.js'
import { writeOutput } from './write-output.js'

/** @internal */
export interface InspectOptions {
  /** Whether to list types that the plugin did not define. */
  readonly all?: boolean
  /** Whether to print data instead of tables. */
  readonly json?: boolean
  /** Whether to run the library and ask it for its traits. */
  readonly ask?: boolean
  /** The language of the declarations to write. */
  readonly emit?: 'ts'
  /** The file to write to; the standard output where it is left out. */
  readonly output?: string
}

/**
 * `abiding inspect`: says what a file contains.
 *
 * @param file - Path of the file.
 * @param options - The options of the command line.
 * @throws {@link CommandError} `ABI-T003` where the output cannot be written, and what `inspectFile`,
 * `declareFile`, `askTraits` and `declareTraits` throw.
 *
 * @internal
 */
export async function inspect(file: string, options: InspectOptions): Promise<void> {
  const text = await textOf(file, options)
  if (options.output === undefined) {
    process.stdout.write(text)
    return
  }
  await writeOutput(options.output, text, options.emit === undefined ? 'the answer' : 'the declarations')
  console.log(`${options.output}: ${count(text.split('\n').length - 1, 'line')}`)
}

/** What each answer needs is loaded for it alone. */
async function textOf(
  file: string,
  { all = false, json = false, ask = false, emit, output }: InspectOptions,
): Promise<string> {
  if (emit === 'ts' && ask) return (await import('../inspect/traits/declare-traits.js')).declareTraits(file)
  if (emit === 'ts') return (await import('../inspect/declare-file.js')).declareFile(file)
  const inspected = ask
    ? (await import('../inspect/traits/ask-traits.js')).askTraits(file)
    : (await import('../inspect/inspect-file.js')).inspectFile(file)
  if (json) return `${JSON.stringify(inspected, null, 2)}\n`
  const { drawInspected } = await import('./inspect-drawing.js')
  return `${drawInspected(inspected, all, makePalette(output === undefined && outputIsColoured()))}\n`
}
