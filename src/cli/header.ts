import { basename } from 'node:path'
import { emitCHeader } from '../emit/index.js'
import { targets, type Target } from '../layout/index.js'
import { loadForHeader } from './load-declarations.js'
import { writeOutput } from './write-output.js'

/** @internal */
export interface HeaderOptions {
  /** The file to write to; the standard output where it is left out. */
  readonly output?: string
  /** Name of the machine whose layouts are asserted. */
  readonly target: string
}

/**
 * `abiding header`: writes the C header of a declaration file.
 *
 * @param file - Path of the declaration file.
 * @param options - The options of the command line.
 * @throws {@link CommandError} `ABI-T002` where the declaration cannot be loaded, `ABI-T003` where the header cannot be
 * written.
 *
 * @internal
 */
export async function writeHeader(file: string, options: HeaderOptions): Promise<void> {
  const declarations = await loadForHeader(file)
  const target = (targets as Record<string, Target>)[options.target]!
  const header = emitCHeader(declarations, { fileName: basename(file), target })
  if (options.output === undefined) {
    process.stdout.write(header)
    return
  }
  await writeOutput(options.output, header, 'the header')
  const names = declarations.map((declaration) => declaration.name).join(', ')
  console.log(`${options.output}: ${names}, ${header.split('\n').length - 1} lines`)
}
