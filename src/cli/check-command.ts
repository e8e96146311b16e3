import type { Command } from 'commander'
import type { CheckOptions } from './check-traits.js'

/** What the command is given by the program that it belongs to. */
interface Surroundings {
  readonly examples: (...lines: string[]) => string
  /** Takes the exit code. */
  readonly finish: (exitCode: number) => void
}

const exitStatus = `
Exit status:
  0  every trait is in each of its versions what it was
  1  something broke, or a version has no file yet
  2  the command was called in the wrong way, or nothing could be checked
`

/**
 * Adds `abiding check` to the program. What it needs is loaded when it is called.
 *
 * @internal
 */
export function addCheckCommand(program: Command, { examples, finish }: Surroundings): void {
  program
    .command('check')
    .description('check that traits still fit what their versions were, of which there is a file each')
    .argument('<declaration>', 'the file that declares the traits (.ts, .mts, .js, .mjs)')
    .requiredOption('--dir <folder>', 'the folder of the files, savefile_<trait>_<version>.schema')
    .option('--trait <name>', 'check only this trait')
    .option('--write', 'write the files of versions that have none yet')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', exitStatus)
    .addHelpText(
      'after',
      examples(
        'abiding check till.abi.ts --dir schemas --write',
        'abiding check till.abi.ts --dir schemas --trait Till',
        "abiding check till.abi.ts --dir schemas --json | jq '.traits[].problems'",
      ),
    )
    .action(async (file: string, options: CheckOptions) => {
      const { checkTraits } = await import('./check-traits.js')
      finish(await checkTraits(file, options, program.opts<{ debug?: boolean }>().debug === true))
    })
}
