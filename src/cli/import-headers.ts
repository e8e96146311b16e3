import { importHeader } from '../import/index.js'
import { targets } from '../layout/index.js'
import { writeOutput } from './write-output.js'

/** @internal */
export interface ImportCommandOptions {
  /** The file to write to; the standard output where it is left out. */
  readonly output?: string
  readonly types: readonly string[]
  readonly target: string
  readonly strings?: boolean
  readonly includePath: readonly string[]
  readonly define: readonly string[]
  readonly include: readonly string[]
  readonly clang: string
}

const someLeftOut = 3

/**
 * `abiding import`: writes declarations of the types in C headers.
 *
 * @param headers - The headers.
 * @param options - The options of the command line.
 * @param clangArguments - What stands behind `--`.
 * @returns The exit code.
 * @throws {@link CommandError} `ABI-T003` where the declarations cannot be written, and what `importHeader` throws.
 *
 * @internal
 */
export async function importHeaders(
  headers: readonly string[],
  options: ImportCommandOptions,
  clangArguments: readonly string[],
): Promise<number> {
  const { text, types, leftOut } = await importHeader({
    headers,
    types: options.types,
    target: targets[options.target as keyof typeof targets],
    strings: options.strings === true,
    includePaths: options.includePath,
    defines: options.define,
    includes: options.include,
    clangArguments,
    clang: options.clang,
  })
  if (options.output === undefined) process.stdout.write(text)
  else await writeOutput(options.output, text, 'the declarations')
  for (const { name, reason, isHidden } of leftOut)
    console.error(`${name}: ${isHidden ? 'only its name' : 'left out'}, because ${reason}`)
  if (options.output !== undefined) console.log(`${options.output}: ${types.size} types`)
  return leftOut.length === 0 ? 0 : someLeftOut
}
