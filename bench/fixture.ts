import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Compiles the C code that the benchmarks call.
 *
 * @param name - The file in bench/fixtures/, without its ending.
 * @returns The path of the library, or `undefined` where there is no C compiler.
 */
export function compileFixture(name = 'calls'): string | undefined {
  const folder = fileURLToPath(new URL('../.build/bench/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const library = `${folder}${name}.so`
  const source = fileURLToPath(new URL(`./fixtures/${name}.c`, import.meta.url))
  const compiler = spawnSync(
    'cc',
    ['-std=c11', '-O2', '-shared', '-fPIC', '-Wall', '-Wextra', '-o', library, source],
    {
      encoding: 'utf8',
    },
  )
  if (compiler.error !== undefined) return undefined
  if (compiler.status === 0) return library
  throw new Error(`cc cannot compile ${source}:\n${compiler.stderr}`)
}
