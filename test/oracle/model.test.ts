// The reference model of spec/model/, judged by C compilers over random types of every kind.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layout } from '../../spec/model/layout.js'
import { modelTargets, type ModelTarget } from '../../spec/model/targets.js'
import { hasAnswerInC } from '../support/answers-in-c.js'
import { expectSameLayouts } from '../support/layout-proof.js'
import { proveByCompilers } from '../support/prove-by-compilers.js'
import { compoundShape, type CompoundShape } from '../support/shape-arbitraries.js'
import { askClang } from '../support/shape-c-compilers.js'
import { requireTool, tools } from '../support/tools.js'

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const count = Math.max(500, numRuns)
const shapes = (target: ModelTarget): fc.Arbitrary<CompoundShape> =>
  compoundShape({ int128: target.clangHasInt128 }).filter((shape) => hasAnswerInC(shape, target))

const hasClang = requireTool('clang')
const rules = 'L-1, L-5, L-6, L-7, L-13, L-22, L-23, L-25, L-26, L-28, L-34, L-37'

describe(`the model's layout of ${count} random types (ABIDING_SEED=${seed})`, () => {
  proveByCompilers({ rules, provider: layout, shapes, count, seed })
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
