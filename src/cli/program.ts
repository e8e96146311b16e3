import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { hostTarget, targets } from '../layout/target.js'
import { addCheckCommand } from './check-command.js'
import { reportFailure } from './failure.js'
import type { HeaderOptions } from './header.js'
import { addImportCommand } from './import-command.js'
import { addInspectCommand } from './inspect-command.js'
import type { ShowOptions } from './show.js'

const usageError = 2

/** Its layouts are those of every 64-bit little-endian System V machine, unless types of C occur that differ there. */
const usualTarget = 'x86_64-linux'

/**
 * Runs the command line.
 *
 * @param args - The arguments behind the name of the command.
 * @returns The exit code: 0 where all went well, 1 for an error or for what `check` finds, 2 for a call that was
 * wrong, 3 where `import` had to leave types out.
 *
 * @internal
 */
export async function run(args: readonly string[]): Promise<number> {
  const outcome = { exitCode: 0 }
  const program = createProgram(args, outcome)
  try {
    await program.parseAsync(args, { from: 'user' })
    return outcome.exitCode
  } catch (error) {
    // Commander has printed what there is to say; help that was asked for is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageError
    return reportFailure(error, program.opts<{ debug?: boolean }>().debug === true)
  }
}

/** What a command needs is loaded when it is called. */
function createProgram(args: readonly string[], outcome: { exitCode: number }): Command {
  const program = new Command('abiding')
    .description('ABI-stable native modules: one declaration in TypeScript, everything else follows from it.')
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .option('--debug', 'print the stack of an error')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help to see how it is called)')
    .exitOverride()
    .addHelpText('after', examples('abiding header person.abi.ts -o person.h', 'abiding show person.abi.ts'))
  program
    .command('header')
    .description('write the C header that authors of modules compile against')
    .argument('<declaration>', 'the file that declares the interface (.ts, .mts, .js, .mjs)')
    .option('-o, --output <file>', 'write to this file instead of the standard output')
    .addOption(
      new Option('--target <target>', 'the machine whose layouts are asserted')
        .choices(Object.keys(targets))
        .default(usualTarget, `${usualTarget}, for all 64-bit System V machines`),
    )
    .addHelpText(
      'after',
      examples('abiding header person.abi.ts -o person.h', 'abiding header person.abi.ts | less'),
    )
    .action(async (file: string, options: HeaderOptions) => {
      const { writeHeader } = await import('./header.js')
      await writeHeader(file, options)
    })
  program
    .command('show')
    .description('draw what every byte of the declared types belongs to')
    .argument('<declaration>', 'the file that declares the types (.ts, .mts, .js, .mjs)')
    .option('-t, --type <name>', 'draw only this type')
    .addOption(targetOption('the machine whose layouts are drawn'))
    .option('--json', 'print the layouts as JSON')
    .addHelpText(
      'after',
      examples(
        'abiding show person.abi.ts --type Stats',
        "abiding show person.abi.ts --json | jq '.types[0].size'",
      ),
    )
    .action(async (file: string, options: ShowOptions) => {
      const { show } = await import('./show.js')
      await show(file, options)
    })
  addImportCommand(program, {
    args,
    targetOption: targetOption('the machine whose layouts are compared'),
    examples,
    finish: (exitCode) => (outcome.exitCode = exitCode),
  })
  addInspectCommand(program, { examples })
  addCheckCommand(program, { examples, finish: (exitCode) => (outcome.exitCode = exitCode) })
  return program
}

function targetOption(description: string): Option {
  const option = new Option('--target <target>', description).choices(Object.keys(targets))
  try {
    return option.default(hostTarget().name)
  } catch {
    // On a machine that is no target itself, one has to be named.
    return option.makeOptionMandatory()
  }
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join('')}`
}

function packageVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
