// The command as users call it: in a process of its own.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { root } from '../house/files.js'
import { copyPackage } from './package-copy.js'

/** A package whose command is run; a file in its folder can import `abiding`. */
export const copy = copyPackage()
afterAll(() => copy.remove())

export const shapes = join(root, 'test/fixtures/declarations/shapes.abi.ts')

export interface Outcome {
  exitCode: number | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
}

/** Runs `abiding` and waits for its end. */
export function abiding(args: string[], { cwd = root, env = {} }: RunOptions = {}): Promise<Outcome> {
  const { FORCE_COLOR: _force, NO_COLOR: _no, NODE_OPTIONS: _options, ...inherited } = process.env
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [copy.main, ...args], { cwd, env: { ...inherited, ...env } })
    const outcome: Outcome = { exitCode: null, stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text))
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ ...outcome, exitCode }))
  })
}
