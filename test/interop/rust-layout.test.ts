// The layouts of Rust types, of the model and of the library, judged by rustc: on this machine by the addresses of fields,
// for the other targets by what the compiler prints of its layouts.
import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layout } from '../../spec/model/layout.js'
import { modelTargets, type ModelTarget } from '../../spec/model/targets.js'
import { declarable, libraryLayout } from '../support/declare-shape.js'
import { compareLayouts, expectSameLayouts, type AskCompiler } from '../support/layout-proof.js'
import { compoundShape, type CompoundShape } from '../support/shape-arbitraries.js'
import { withoutC } from '../support/shape-rust.js'
import { askCargo, askRustc } from '../support/shape-rust-compilers.js'
import { requireTool, tools } from '../support/tools.js'
import { rustGrid } from './rust-grid.js'

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const count = Math.max(300, numRuns)
const hasCargo = requireTool('cargo')
const rustc = hasCargo ? join(dirname(tools.cargo!), 'rustc') : ''
const version = hasCargo ? execFileSync(rustc, ['--version'], { encoding: 'utf8' }) : ''

// Before 1.77 Rust aligned 128-bit integers to 8 bytes on x86, unlike C.
const int128 = Number(/^rustc 1\.(\d+)/.exec(version)?.[1] ?? 0) >= 77
const anyShape = compoundShape({ int128 }).map((shape) => withoutC(shape))
const declarableShape = compoundShape({ int128, ...declarable }).map((shape) => withoutC(shape))

function prove(target: ModelTarget, ask: AskCompiler): void {
  const { messages, offsets } = compareLayouts(layout, target, rustGrid(int128), ask(rustGrid(int128)))
  expect(messages.filter((message) => message !== undefined)).toEqual([])
  expect(offsets).toBeGreaterThan(rustGrid(int128).length)

  const isDeclarable = (shape: CompoundShape): boolean =>
    !/"repr":(\["C",)?"[iu]size"/.test(JSON.stringify(shape))
  const declared = rustGrid(int128).filter(isDeclarable)
  const byLibrary = compareLayouts(libraryLayout, target, declared, ask(declared))
  expect(byLibrary.messages.filter((message) => message !== undefined)).toEqual([])

  expectSameLayouts({ provider: layout, target, ask, shapes: anyShape, count, seed })
  expectSameLayouts({ provider: libraryLayout, target, ask, shapes: declarableShape, count, seed })
}

describe(`the layout of ${count} random Rust types and of a grid (ABIDING_SEED=${seed})`, () => {
  it.runIf(hasCargo && process.platform === 'linux')(
    'L-5, L-6, L-7, L-13, L-23, L-28, L-30, L-31, L-33, L-34: is that of rustc for this machine',
    () => {
      const target = modelTargets[process.arch === 'arm64' ? 'aarch64-linux' : 'x86_64-linux']
      prove(target, askCargo(tools.cargo!))
    },
    240_000,
  )

  const all = Object.values(modelTargets).map((target) => [target.name, target] as [string, ModelTarget])
  it.runIf(hasCargo && printsLayouts()).each(all)(
    'L-1, L-5, L-6, L-7, L-13, L-23, L-28, L-30, L-31, L-33, L-34: is that of rustc for %s',
    (_name, target) => prove(target, askRustc(rustc, target)),
    120_000,
  )
})

/** Whether rustc prints layouts: by means of its own, which change from version to version. */
function printsLayouts(): boolean {
  try {
    askRustc(rustc, modelTargets['x86_64-linux'])(rustGrid(false).slice(0, 1))
    return true
  } catch {
    console.log(`skipped: ${version.trim()} does not print the layouts of foreign targets in the known form`)
    return false
  }
}
