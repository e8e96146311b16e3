import { Option, type Command } from 'commander'
import type { InspectOptions } from './inspect-file.js'

/** What the command is given by the program that it belongs to. */
interface Surroundings {
  readonly examples: (...lines: string[]) => string
}

/**
 * Adds `abiding inspect` to the program. What it needs is loaded when it is called: it shall answer soon.
 *
 * @internal
 */
export function addInspectCommand(program: Command, { examples }: Surroundings): void {
  program
    .command('inspect')
    .description('say what a library file contains, without running it unless --ask says so')
    .argument('<file>', 'a plugin of abi_stable or savefile-abi, a module of this toolkit, or any other file')
    .option('--all', 'list the types of abi_stable and of Rust itself, too')
    .addOption(new Option('--json', 'print what is known as JSON').conflicts(['emit', 'all']))
    .addOption(
      new Option('--emit <language>', 'write declarations that load this very library').choices(['ts']),
    )
    .option('--ask', 'run the library, in a process of its own, and ask it what its traits are like')
    .option('-o, --output <file>', 'write to this file instead of the standard output')
    .addHelpText(
      'after',
      examples(
        'abiding inspect libplugin.so',
        "abiding inspect libplugin.so --json | jq '.plugin.types[].spelling'",
        'abiding inspect libplugin.so --emit ts -o plugin.abi.ts',
        'abiding inspect libarchive.so --ask --emit ts -o archive.abi.ts',
      ),
    )
    .action(async (file: string, options: InspectOptions) => {
      const { inspect } = await import('./inspect-file.js')
      await inspect(file, options)
    })
}
