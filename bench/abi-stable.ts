import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { declareFile, inspectFile } from 'abiding/inspect'
import { buildCrate } from '../test/support/cargo-crate.js'
import { tools } from '../test/support/tools.js'
import type { SuiteResult } from './report.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Milliseconds that loading and checking a plugin of 300 types may take, and describing it in a process of its own. */
const allowed = { load: 50, inspect: 300 } as const

/** Plugins of the tests: one with about as many types as that, and the one that mentions every type of `abi_stable`. */
const crates = ['abi-stable/interface-v3', 'abi-stable/everything'] as const

/** How often a process loads a plugin. */
const loadsPerProcess = 6

/**
 * How long plugins take whose interfaces have more than 300 types. Their declarations are written by `inspect`, as users would
 * have it. A library stays loaded, so each load is one of a copy of the file.
 *
 * @param rounds - How many processes load each plugin, and describe it; the medians count.
 */
export function abiStable(rounds: number): SuiteResult | string {
  if (tools.cargo === undefined) return 'There is no cargo: plugins of abi_stable are not measured.'
  mkdirSync(join(root, '.build', 'bench'), { recursive: true })
  const folder = mkdtempSync(join(root, '.build', 'bench', 'plugins-'))
  try {
    return {
      name: 'abi_stable',
      title: 'Plugins, against the time that one of 300 types may take',
      comparisons: crates.flatMap((crate) => measurePlugin(buildCrate(crate), folder, rounds)),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function measurePlugin(plugin: string, folder: string, rounds: number): SuiteResult['comparisons'] {
  const types = inspectFile(plugin).plugin!.types.length
  const declaration = join(folder, `types-${types}.abi.ts`)
  writeFileSync(declaration, declareFile(plugin))
  const copies = Array.from({ length: loadsPerProcess }, (_, index) => {
    const copy = join(folder, `types-${types}-${index}.so`)
    copyFileSync(plugin, copy)
    return copy
  })
  const loads = Array.from({ length: rounds }, () => timesOfLoads(declaration, copies))
  const inspections = Array.from({ length: rounds }, () => timeOf(() => inspect(plugin)))
  return [
    comparison(`loading and checking one of ${types} types, ${allowed.load} ms`, allowed.load, [
      ['the first in the process', median(loads.map(([first]) => first!))],
      ['the next ones', median(loads.flatMap(([, ...next]) => next)), 1],
    ]),
    comparison(`abiding inspect of it, a process, ${allowed.inspect} ms`, allowed.inspect, [
      ['inspect', median(inspections), 1],
    ]),
  ]
}

/** How long each load took in a process of its own, which has compiled nothing yet. */
function timesOfLoads(declaration: string, copies: readonly string[]): readonly number[] {
  const program = fileURLToPath(new URL('abi-stable-load.ts', import.meta.url))
  const parameters = [...process.execArgv, program, declaration, ...copies]
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`loading ended with ${status}:\n${stderr}`)
  return JSON.parse(stdout) as number[]
}

function comparison(
  name: string,
  budget: number,
  measured: readonly (readonly [contender: string, milliseconds: number, atMost?: number])[],
): SuiteResult['comparisons'][number] {
  const rows = [['what may be taken', budget] as const, ...measured]
  return {
    name,
    measurements: rows.map(([contender, milliseconds, atMost]) => ({
      contender,
      ratio: milliseconds / budget,
      bestRatio: milliseconds / budget,
      nanoseconds: milliseconds * 1e6,
      atMost,
      atLeast: undefined,
    })),
  }
}

function inspect(plugin: string): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'dist', 'cli', 'main.js'), 'inspect', plugin],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    },
  )
  if (status !== 0) throw new Error(`inspect ended with ${status}:\n${stderr}`)
}

function timeOf(action: () => unknown): number {
  const before = performance.now()
  action()
  return performance.now() - before
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1]!
}
