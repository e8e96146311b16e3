// The library's layouts of random types of every kind, judged by C compilers and, for what C cannot say, by the model.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layout } from '../../spec/model/layout.js'
import { modelTargets, type ModelTarget } from '../../spec/model/targets.js'
import { hasAnswerInC } from '../support/answers-in-c.js'
import { declarable, libraryLayout } from '../support/declare-shape.js'
import { expectSameLayouts } from '../support/layout-proof.js'
import { compoundShape, type CompoundShape } from '../support/shape-arbitraries.js'
import { askByRunning, askClang } from '../support/shape-c-compilers.js'
import { requireTool, tools } from '../support/tools.js'

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const count = Math.max(2_000, numRuns)
const all = Object.values(modelTargets).map((target) => [target.name, target] as [string, ModelTarget])
const shapes = (target: ModelTarget): fc.Arbitrary<CompoundShape> =>
  compoundShape({ int128: target.clangHasInt128, ...declarable }).filter((shape) =>
    hasAnswerInC(shape, target),
  )

const hasCompiler = requireTool('cc')
const hasClang = requireTool('clang')
const rules = 'L-1, L-5, L-6, L-7, L-13, L-22, L-23, L-25, L-26, L-28, L-30, L-31, L-34, L-37'

describe(`the layout of ${count} random types (ABIDING_SEED=${seed})`, () => {
  it.runIf(hasClang).each(all)(
    `${rules}: is that of clang for %s`,
    (_name, target) => {
      const ask = askClang(tools.clang!, target.clang)
      const offsets = expectSameLayouts({
        provider: libraryLayout,
        target,
        ask,
        shapes: shapes(target),
        count,
        seed,
      })
      expect(offsets).toBeGreaterThan(count * 3)
    },
    120_000,
  )

  // The program counts bits from the least significant one, as little-endian machines give them out.
  it.runIf(hasCompiler && process.platform === 'linux')(
    `${rules}: is that of the C compiler of this machine`,
    () => {
      const target = modelTargets[process.arch === 'arm64' ? 'aarch64-linux' : 'x86_64-linux']
      const ask = askByRunning(tools.cc!)
      expectSameLayouts({ provider: libraryLayout, target, ask, shapes: shapes(target), count, seed })
    },
    120_000,
  )

  it.each(all)(`${rules}: is that of the model for %s, with what C cannot say`, (_name, target) => {
    fc.assert(
      fc.property(compoundShape({ int128: true, ...declarable }), (shape) => {
        const { size, alignment, offsets } = libraryLayout(shape, target)
        const expected = layout(shape, target)
        expect({ size, alignment }).toEqual({ size: expected.size, alignment: expected.alignment })
        expect(offsets).toEqual(
          expected.offsets.map((offset, index) => (offsets[index] === undefined ? undefined : offset)),
        )
      }),
      { numRuns: Math.max(500, numRuns) },
    )
  })
})
