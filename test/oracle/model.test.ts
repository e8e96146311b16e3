// The reference model of spec/model/, judged by C compilers over random types of every kind.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layout } from '../../spec/model/layout.js'
import { modelTargets, type ModelTarget } from '../../spec/model/targets.js'
import { hasAnswerInC } from '../support/answers-in-c.js'
import { expectSameLayouts } from '../support/layout-proof.js'
import { compoundShape, type CompoundShape } from '../support/shape-arbitraries.js'
import { askByRunning, askClang } from '../support/shape-c-compilers.js'
import { requireTool, tools } from '../support/tools.js'

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const count = Math.max(500, numRuns)
const all = Object.values(modelTargets).map((target) => [target.name, target] as [string, ModelTarget])
const shapes = (target: ModelTarget): fc.Arbitrary<CompoundShape> =>
  compoundShape({ int128: target.clangHasInt128 }).filter((shape) => hasAnswerInC(shape, target))

const hasCompiler = requireTool('cc')
const hasClang = requireTool('clang')
const rules = 'L-1, L-5, L-6, L-7, L-13, L-22, L-23, L-25, L-26, L-28, L-34, L-37'

describe(`the model's layout of ${count} random types (ABIDING_SEED=${seed})`, () => {
  it.runIf(hasClang).each(all)(
    `${rules}: is that of clang for %s`,
    (_name, target) => {
      const ask = askClang(tools.clang!, target.clang)
      const offsets = expectSameLayouts({
        provider: layout,
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
      expectSameLayouts({ provider: layout, target, ask, shapes: shapes(target), count, seed })
    },
    120_000,
  )
})

describe('a model that is wrong in one property', () => {
  const mistakes: readonly [string, ModelTarget, Partial<ModelTarget>][] = [
    ['the alignment of long long', modelTargets['i686-linux'], { int64Alignment: 8 }],
    ['the size of wchar_t', modelTargets['x86_64-windows-gnu'], { wideCharSize: 4 }],
    ['unnamed bit fields', modelTargets['aarch64-linux'], { unnamedBitFieldsAlign: false }],
    ['Microsoft bit fields', modelTargets['i686-windows-gnu'], { recordRules: 'system-v' }],
    ['required alignments', modelTargets['x86_64-windows-msvc'], { recordRules: 'mingw' }],
  ]

  it.runIf(hasClang).each(mistakes)(
    'L-1: is found by clang and brought down to few members: %s',
    (_what, target, mistake) => {
      let message = ''
      try {
        expectSameLayouts({
          provider: (shape) => layout(shape, { ...target, ...mistake }),
          target,
          ask: askClang(tools.clang!, target.clang),
          shapes: shapes(target),
          count: 500,
          seed,
        })
      } catch (error) {
        message = (error as Error).message
      }
      expect(message).toContain(`types differ (ABIDING_SEED=${seed}`)
      const smallest = /^of (.*)$/m.exec(message)![1]!
      expect((smallest.match(/"kind":"(?:field|bits)"/g) ?? []).length, message).toBeLessThanOrEqual(8)
      expect(smallest.length, message).toBeLessThan(500)
    },
    120_000,
  )
})
