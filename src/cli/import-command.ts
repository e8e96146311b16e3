import type { Command, Option } from 'commander'
import type { ImportCommandOptions } from './import-headers.js'

/** What the command is given by the program that it belongs to. */
interface Surroundings {
  /** The whole command line, in which `--` can still be found. */
  readonly args: readonly string[]
  readonly targetOption: Option
  readonly examples: (...lines: string[]) => string
  /** Takes the exit code. */
  readonly finish: (exitCode: number) => void
}

const exitStatus = `
Exit status:
  0  all types that were asked for are declared
  1  an error, and nothing is written
  2  the command was called in the wrong way
  3  the declarations are written, but some types are left out; the reasons stand on the standard error
`

/**
 * Adds `abiding import` to the program.
 *
 * @internal
 */
export function addImportCommand(program: Command, surroundings: Surroundings): void {
  const { args, targetOption, examples, finish } = surroundings
  const marker = args.indexOf('--')
  const clangArguments = marker === -1 ? [] : args.slice(marker + 1)
  const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]
  const command = program
    .command('import')
    .description('write declarations of the types in C headers, proven by an installed clang')
    .argument('<header...>', 'C headers: files, or names as they stand in #include <…>')
    .option('-o, --output <file>', 'write to this file instead of the standard output')
    .option(
      '-t, --types <regex>',
      'import the types of these names, and what they mention (repeatable)',
      collect,
      [],
    )
    .addOption(targetOption)
    .option('--strings', 'read const char * and arrays of char as strings')
    .option('-I, --include-path <folder>', 'look for headers in this folder, too (repeatable)', collect, [])
    .option('-D, --define <macro>', 'define a macro: NAME or NAME=value (repeatable)', collect, [])
    .option('--include <header>', 'include this header before the others (repeatable)', collect, [])
    .option('--clang <path>', 'the clang to ask', 'clang')
    .usage('[options] <header...> [-- <argument of clang>...]')
    .addHelpText('after', exitStatus)
    .addHelpText(
      'after',
      examples(
        "abiding import zlib.h --types 'z_stream|gz_header' -o zlib.abi.ts",
        'abiding import -I include include/plugin.h --strings -- -std=c11 | less',
      ),
    )
  command.action(async (given: string[], options: ImportCommandOptions) => {
    const headers = given.slice(0, given.length - clangArguments.length)
    if (headers.length === 0) command.error("error: missing required argument 'header'")
    const { importHeaders } = await import('./import-headers.js')
    finish(await importHeaders(headers, options, clangArguments))
  })
}
