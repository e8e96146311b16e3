import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ExpectationError } from '../../errors/index.js'
import { hostTarget, type Target } from '../../layout/index.js'

/** A compiler, or the one for each target. */
export type CompilerChoice = string | ((target: Target) => string)

/**
 * Which compiler is asked for a target, and how it is told so.
 *
 * @throws ExpectationError `ABI-X002` where a compiler is for other machines.
 *
 * @internal
 */
export function compilerFor(
  target: Target,
  choice: CompilerChoice | undefined,
): { readonly command: string; readonly flags: readonly string[] } {
  const isHost = target.name === hostName()
  const command = typeof choice === 'function' ? choice(target) : (choice ?? (isHost ? 'cc' : 'clang'))
  if (isClang(command)) return { command, flags: isHost ? [] : [`--target=${target.triple}`] }
  // Whoever chooses a compiler for each target knows what it compiles for.
  if (isHost || typeof choice === 'function') return { command, flags: [] }
  throw new ExpectationError('this compiler compiles for its own machine alone', {
    code: 'ABI-X002',
    rule: 'V-4',
    path: command,
    expected: `a compiler for ${target.name}`,
    found: `no clang, which would take --target=${target.triple}`,
    hint: "use clang, or name a compiler for each target: { compiler: (target) => '…' }",
  })
}

function hostName(): string | undefined {
  try {
    return hostTarget().name
  } catch {
    return undefined
  }
}

const clangs = new Map<string, boolean>()

/** Asked once for each command. */
function isClang(command: string): boolean {
  let known = clangs.get(command)
  if (known === undefined) {
    const { stdout, error, status } = spawnSync(command, ['--version'], { encoding: 'utf8' })
    if (error !== undefined || status !== 0) refuseCommand(command, error)
    known = stdout.includes('clang')
    clangs.set(command, known)
  }
  return known
}

function refuseCommand(command: string, cause: NodeJS.ErrnoException | undefined): never {
  throw new ExpectationError('this compiler cannot be run', {
    code: 'ABI-X002',
    rule: 'V-4',
    path: command,
    expected: 'an installed C compiler, as clang or gcc',
    found:
      cause === undefined
        ? 'a program that does not know --version'
        : cause.code === 'ENOENT'
          ? 'no such program'
          : cause.message,
    hint: 'install one (apt install clang, brew install llvm), or name another: { compiler: … }',
    cause,
  })
}

/**
 * Compiles C text to an object file.
 *
 * @returns Its bytes.
 * @throws ExpectationError `ABI-X003` where the compiler refuses the text.
 *
 * @internal
 */
export function compile(
  command: string,
  flags: readonly string[],
  text: string,
  subject: string,
): Uint8Array<ArrayBuffer> {
  const folder = mkdtempSync(join(tmpdir(), 'abiding-layout-'))
  try {
    const object = join(folder, 'answers.o')
    const usual = ['-std=gnu11', '-w', '-ffreestanding', '-x', 'c', '-c', '-o', object]
    const { status, stdout, stderr, error } = spawnSync(command, [...usual, ...flags, '-'], {
      input: text,
      encoding: 'utf8',
    })
    if (error !== undefined) refuseCommand(command, error)
    if (status !== 0) refuseText(command, subject, `${stderr}${stdout}`)
    return new Uint8Array(readFileSync(object))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function refuseText(command: string, subject: string, messages: string): never {
  const errors = messages.split('\n').filter((line) => line.includes('error'))
  throw new ExpectationError('the compiler refuses the definitions of these types', {
    code: 'ABI-X003',
    rule: 'V-4',
    path: subject,
    expected: `types that ${command} can compile`,
    found: (errors.length > 0 ? errors.slice(0, 5).join('\n            ') : messages.trim()) || 'no message',
  })
}
