import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { declareFile, inspectFile } from 'abiding/inspect'
import { buildCrate } from '../test/support/cargo-crate.js'
import { tools } from '../test/support/tools.js'
import type { SuiteResult } from './report.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Milliseconds that loading and checking a plugin of 300 types may take, and describing it in a process of its own. */
const allowed = { load: 50, inspect: 300 } as const

/** What a written declaration of a plugin exports. */
interface Declaration {
  readonly load: (path: string) => object
}

/**
 * How long a plugin takes whose interface has more than 300 types: the one of the tests that mentions every type of
 * `abi_stable`. Its declaration is written by `inspect`, as users would have it. A library stays loaded, so each load is one of a
 * copy of the file.
 *
 * @param rounds - How often each is measured; the median counts.
 */
export async function abiStable(rounds: number): Promise<SuiteResult | string> {
  if (tools.cargo === undefined) return 'There is no cargo: plugins of abi_stable are not measured.'
  const plugin = buildCrate('abi-stable/everything')
  mkdirSync(join(root, '.build', 'bench'), { recursive: true })
  const folder = mkdtempSync(join(root, '.build', 'bench', 'plugins-'))
  try {
    const file = join(folder, 'everything.abi.ts')
    writeFileSync(file, declareFile(plugin))
    const { load } = (await import(pathToFileURL(file).href)) as Declaration
    let copies = 0
    const timeLoad = (): number => {
      const copy = join(folder, `plugin-${copies++}.so`)
      copyFileSync(plugin, copy)
      return timeOf(() => load(copy))
    }
    const first = timeLoad()
    const loads = Array.from({ length: rounds }, timeLoad)
    const inspections = Array.from({ length: rounds }, () => timeOf(() => inspect(plugin)))
    const types = inspectFile(plugin).plugin!.types.length
    return {
      name: 'abi_stable',
      title: `A plugin whose interface has ${types} types, against the time that one of 300 types may take`,
      comparisons: [
        comparison(`loading and checking it, ${allowed.load} ms`, allowed.load, [
          ['the first in the process', first],
          ['the next ones', median(loads), 1],
        ]),
        comparison(`abiding inspect, a process, ${allowed.inspect} ms`, allowed.inspect, [
          ['inspect', median(inspections), 1],
        ]),
      ],
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
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
