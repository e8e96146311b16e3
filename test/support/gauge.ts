// Modules of the interface Gauge, in all the ways in which a module can be wrong.
import { emitCHeader, loadModule, safeRead, type ModuleOf } from 'abiding'
import { openLibrary } from '../../src/ffi/index.js'
import { Gauge } from '../fixtures/declarations/gauge.abi.js'
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

export function loadGauge(path: string): ModuleOf<typeof Gauge> {
  return loadModule(path, Gauge)
}

/** How often the constructor of a gauge was called in this process. */
export function constructed(path: string): number {
  return new Int32Array(safeRead(openLibrary(path).symbol('constructed')!, 4).buffer)[0]!
}
