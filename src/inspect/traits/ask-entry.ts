import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeDefinition } from '../../connection/wire/container.js'
import type { TraitDefinition } from '../../connection/index.js'
import { AbidingError } from '../../errors/index.js'

/** What became of a question to an entry. */
export type Answer =
  | { readonly version: number; readonly definition: TraitDefinition; readonly problem: null }
  | { readonly version: null; readonly definition: null; readonly problem: string }

/** Bytes of an answer. A definition takes a few kilobytes. */
const largestAnswer = 2 ** 25

/** KiB of memory that the process may write to. */
const mostMemory = 2 ** 20

/** Beside this file, in the form that this file has. */
const program = fileURLToPath(new URL(`./answer${extname(import.meta.url)}`, import.meta.url))

/**
 * Asks an entry for its version and its definition. The library runs in a process of its own, which has a limited time and a
 * limited memory; nothing that it prints is seen.
 *
 * @param path - The library, as an absolute path.
 * @param symbol - The entry.
 * @param timeout - Milliseconds that it has for its answer.
 *
 * @see Rule X-71 of the specification.
 *
 * @internal
 */
export function askEntry(path: string, symbol: string, timeout: number): Answer {
  const flags = process.execArgv.filter((flag) => !flag.startsWith('--inspect'))
  const command = [process.execPath, ...flags, program, path, symbol]
  // The shell of the system sets limits that Node has no function for.
  const limits = `ulimit -c 0; ulimit -d ${mostMemory}; exec "$0" "$@"`
  const [file, ...rest] = process.platform === 'win32' ? command : ['/bin/sh', '-c', limits, ...command]
  const result = spawnSync(file!, rest, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
    maxBuffer: largestAnswer,
  })
  return readAnswer(result, { path, symbol, timeout })
}

/** What was asked. */
interface Question {
  readonly path: string
  readonly symbol: string
  readonly timeout: number
}

/** What the process wrote is not believed: the library had every means to write it. */
function readAnswer(result: SpawnSyncReturns<Buffer>, { path, symbol, timeout }: Question): Answer {
  const { error, signal, status, output } = result
  if (error !== undefined) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ETIMEDOUT') return problem(`it does not answer within ${timeout / 1000} seconds`)
    if (code === 'ENOBUFS') return problem(`its answer has more than ${largestAnswer} bytes`)
    return problem(`no process could be started for it: ${error.message}`)
  }
  if (signal !== null) return problem(`it ended its process with ${signal}`)
  // With status 128 and more, a shell tells of a signal.
  if (status !== 0) return problem(`it ended its process with the status ${status}`)
  const answer = parse(String(output[3] ?? ''))
  if (typeof answer['problem'] === 'string') return problem(answer['problem'])
  const { version, definition } = answer
  if (!Number.isInteger(version) || typeof definition !== 'string')
    return problem('it ended its process before it had answered')
  try {
    const decoded = decodeDefinition(Buffer.from(definition, 'base64'), `${path} → ${symbol}`)
    return { version: version as number, definition: decoded, problem: null }
  } catch (error) {
    if (error instanceof AbidingError) return problem(error.message)
    throw error
  }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>
  } catch {
    return {}
  }
}

function problem(text: string): Answer {
  return { version: null, definition: null, problem: text }
}
