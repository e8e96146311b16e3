// Programs in C that drive the machine code of src/ffi/: on this machine as it is, and on AArch64 under an emulator elsewhere.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { read } from '../house/files.js'
import { temporaryFolder } from './temporary-folder.js'
import { requireTool, tools } from './tools.js'

/** A machine that programs are made for. */
export interface HostMachine {
  /** As `process.arch` spells it. */
  readonly architecture: 'x64' | 'arm64'
  readonly compile: () => readonly string[]
  /** What stands in front of the program when it is run. */
  readonly run: () => readonly string[]
}

const here: HostMachine = {
  architecture: process.arch as 'x64' | 'arm64',
  compile: () => [tools.cc!],
  run: () => [],
}

const emulated: HostMachine = {
  architecture: 'arm64',
  compile: () => [tools.ccForArm!, '-static'],
  run: () => [tools.qemuForArm!],
}

/** This machine, and AArch64 in any case. */
export const hostMachines: readonly HostMachine[] = [
  ...(requireTool('cc') ? [here] : []),
  ...(process.arch !== 'arm64' && requireTool('ccForArm') && requireTool('qemuForArm') ? [emulated] : []),
]

/** What a program finds in front of its text, by name: numbers, and arrays of bytes, numbers or text. */
export type Definitions = Readonly<Record<string, number | string | Uint8Array | readonly number[]>>

const flags = [
  '-std=gnu11',
  '-D_GNU_SOURCE',
  '-O2',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wno-unused-function',
  '-pthread',
]

/**
 * Compiles and runs a program of test/fixtures/machine-code/.
 *
 * @param machine - Where.
 * @param program - The folder of src/ffi/ that it is about, after which its file is called. It finds the places of places.s.
 * @param definitions - What else it finds.
 * @returns The lines that it printed, and what it wrote to the standard error.
 * @throws Error where it does not compile, or fails.
 */
export async function runHost(
  { compile, run }: HostMachine,
  program: string,
  definitions: Definitions,
): Promise<{ readonly lines: readonly string[]; readonly stderr: string }> {
  const folder = temporaryFolder()
  const [source, file] = [join(folder, `${program}.c`), join(folder, program)]
  const texts = ['host.h', `${program}.c`].map((name) => read(`test/fixtures/machine-code/${name}`))
  const places = definePlaces(read(`src/ffi/${program}/places.s`))
  const defined = Object.entries(definitions).map(([name, value]) => define(name, value))
  writeFileSync(source, ['#include <stdint.h>', ...places, ...defined, ...texts].join('\n'))
  const execute = promisify(execFile)
  const [compiler, ...options] = compile()
  await execute(compiler!, [...options, ...flags, '-o', file, source])
  const [command, ...parameters] = [...run(), file]
  try {
    const { stdout, stderr } = await execute(command, parameters, { timeout: 50_000 })
    return { lines: stdout.trimEnd().split('\n'), stderr }
  } catch (error) {
    const { stdout = '', stderr = '', signal } = error as Partial<Record<string, string>>
    throw new Error(`${program} fails (${signal ?? 'by itself'}):\n${stdout}${stderr}`, { cause: error })
  }
}

/** The places that the machine code knows, so that they stand nowhere twice. */
function definePlaces(text: string): string[] {
  return [...text.matchAll(/^\.set (\w+), (.+)$/gm)].map(
    ([, name, value]) => `#define at_${name} (${value!.replace(/\b[a-z]\w*/g, 'at_$&')})`,
  )
}

function define(name: string, value: Definitions[string]): string {
  if (typeof value === 'number') return `#define ${name} ${value}`
  if (typeof value === 'string') return `static const char ${name}[] = ${JSON.stringify(value)};`
  const type = value instanceof Uint8Array ? 'uint8_t' : 'int32_t'
  return `static const ${type} ${name}[] = {${value.join(',')}};`
}
