import { spawn } from 'node:child_process'
import { CommandError } from '../errors/index.js'
import type { Target } from '../layout/index.js'
import { hostTarget } from '../layout/index.js'

/** How clang is called. */
export interface Clang {
  /** The command, or the path of the program. */
  readonly command: string
  /** What every call begins with: the target. */
  readonly arguments: readonly string[]
}

/**
 * A clang for a target. Without a triple for this very machine, so that clang finds the headers of the system.
 *
 * @param command - The command, or the path of the program.
 * @param target - The machine whose types are read.
 *
 * @internal
 */
export function clangFor(command: string, target: Target): Clang {
  const isHost = target.name === hostNameOrNone()
  return { command, arguments: isHost ? [] : [`--target=${target.triple}`] }
}

function hostNameOrNone(): string | undefined {
  try {
    return hostTarget().name
  } catch {
    return undefined
  }
}

/** What a run of clang gave. */
export interface ClangOutcome {
  /** 0 where all went well. */
  readonly status: number | null
  /** The output, byte for byte. */
  readonly output: Buffer
  /** The diagnostics. */
  readonly diagnostics: string
}

/**
 * Runs clang.
 *
 * @param clang - Which one.
 * @param args - Arguments behind those of the target.
 * @param input - What it reads from its standard input.
 * @throws {@link CommandError} `ABI-T004` where it cannot be started.
 *
 * @internal
 */
export function runClang(
  clang: Clang,
  args: readonly string[],
  input: string | Buffer,
): Promise<ClangOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(clang.command, [...clang.arguments, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
    const output: Buffer[] = []
    const diagnostics: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => diagnostics.push(chunk))
    child.on('error', (cause: NodeJS.ErrnoException) => reject(cannotRun(clang.command, cause)))
    child.on('close', (status) =>
      resolve({
        status,
        output: Buffer.concat(output),
        diagnostics: Buffer.concat(diagnostics).toString('utf8'),
      }),
    )
    // A program that ends before it has read everything says why on its own.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

function cannotRun(command: string, cause: NodeJS.ErrnoException): CommandError {
  return new CommandError('clang cannot be run', {
    code: 'ABI-T004',
    rule: 'I-1',
    path: command,
    expected: 'an installed clang',
    found: cause.code === 'ENOENT' ? 'no such program' : cause.message,
    hint: 'install it (apt install clang, brew install llvm, winget install LLVM.LLVM), or name another one with --clang',
    cause,
  })
}
