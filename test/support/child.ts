// Programs that run in a process of their own, because what they do could end it.
import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { programFile } from './program-file.js'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** How a program ended. */
export interface ProgramResult {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  /** The JSON that it printed on its last line, if any. */
  readonly output: unknown
  readonly stderr: string
}

/**
 * Runs a program of test/fixtures/programs/ on what this run of tests is about: the sources, or what was built of them.
 *
 * @param file - Its name.
 * @param parameters - What it finds in `process.argv` from 2 on.
 * @param flags - For Node.
 * @param limit - Milliseconds after which it is ended.
 */
export async function runProgram(
  file: string,
  parameters: readonly string[] = [],
  flags: readonly string[] = [],
  limit = 25_000,
): Promise<ProgramResult> {
  const source = join(root, 'test', 'fixtures', 'programs', file)
  const program = await programFile(source, join(inject('temporaryFolder'), 'programs'))
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...flags, program, ...parameters],
      { cwd: root, timeout: limit, maxBuffer: 2 ** 26, env: { ...process.env, NODE_OPTIONS: '' } },
      (_error, stdout, stderr) => {
        const last = stdout.trimEnd().split('\n').at(-1) ?? ''
        resolve({ status: child.exitCode, signal: child.signalCode, output: parsed(last), stderr })
      },
    )
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
