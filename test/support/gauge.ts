// Modules of the interface Gauge, in all the ways in which a module can be wrong.
import { emitCHeader, loadModule, safeRead, type ModuleOf } from 'abiding'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { openLibrary } from '../../src/ffi/index.js'
import { Gauge } from '../fixtures/declarations/gauge.abi.js'
import { runProgram } from './child.js'
import { compileModule, readSource, type Defines } from './headers.js'

export { Gauge }

let parts: { readonly header: string; readonly source: string } | undefined

/** Compiles test/fixtures/gauge.c with macros; the name is for people. Equal macros give the same file. */
export function buildGauge(name: string, defines: Defines = {}): string {
  parts ??= { header: emitCHeader([Gauge]), source: readSource('test', 'fixtures', 'gauge.c') }
  return compileModule(
    parts.header,
    parts.source,
    { _GNU_SOURCE: 1, ...defines },
    `gauge-${name.replaceAll(/[^a-z0-9]+/gi, '-')}`,
  )
}

/** Loads modules in a process of their own, which must end in the ordinary way. Gives the code of each, in order. */
export async function loadInAProcess(paths: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'abiding-gauges-'))
  try {
    paths.forEach((path, index) => symlinkSync(path, join(folder, `${String(index).padStart(4, '0')}.so`)))
    const { status, signal, output, stderr } = await runProgram('load-files.ts', [folder])
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' })
    return Object.values(output as Record<string, string>)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export function loadGauge(path: string): ModuleOf<typeof Gauge> {
  return loadModule(path, Gauge)
}

/** How often the constructor of a gauge was called in this process. */
export function constructed(path: string): number {
  return new Int32Array(safeRead(openLibrary(path).symbol('constructed')!, 4).buffer)[0]!
}
