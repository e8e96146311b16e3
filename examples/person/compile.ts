import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '..', '..')
const compiler = process.env.CC ?? 'cc'

/** Where headers and modules are built. */
export const buildFolder = join(root, '.build', 'person')

/** Whether there is a C compiler. */
export function hasCompiler(): boolean {
  return spawnSync(compiler, ['--version']).status === 0
}

/** Runs `abiding header` on one of the declarations beside this file. */
export function writeHeader(name: string): void {
  mkdirSync(buildFolder, { recursive: true })
  const command = join(root, 'dist', 'cli', 'main.js')
  execFileSync(
    process.execPath,
    [command, 'header', join(here, `${name}.abi.ts`), '-o', join(buildFolder, `${name}.h`)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
}

/** Compiles a module: the source beside this file, for a version as in `1001000` where one is given. */
export function compileModule(name: string, version?: number): string {
  const file = join(buildFolder, `${name}${version === undefined ? '' : `-${version}`}.so`)
  const options = version === undefined ? [] : [`-DPERSONMOD_VERSION=${version}`]
  execFileSync(
    compiler,
    [
      '-std=c11',
      '-Wall',
      '-Wextra',
      '-O2',
      '-shared',
      '-fPIC',
      `-I${buildFolder}`,
      ...options,
      '-o',
      file,
      join(here, `${name}.c`),
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  return file
}
