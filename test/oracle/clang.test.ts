// The library's layouts of random types of every kind, judged by C compilers and, for what C cannot say, by the model.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layout } from '../../spec/model/layout.js'
import { modelTargets, type ModelTarget } from '../../spec/model/targets.js'
import { hasAnswerInC } from '../support/answers-in-c.js'
import { declarable, libraryLayout } from '../support/declare-shape.js'
import { proveByCompilers } from '../support/prove-by-compilers.js'
import { compoundShape, type CompoundShape } from '../support/shape-arbitraries.js'

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const count = Math.max(2_000, numRuns)
const shapes = (target: ModelTarget): fc.Arbitrary<CompoundShape> =>
  compoundShape({ int128: target.clangHasInt128, ...declarable }).filter((shape) =>
    hasAnswerInC(shape, target),
  )

const rules = 'L-1, L-5, L-6, L-7, L-13, L-22, L-23, L-25, L-26, L-28, L-30, L-31, L-34, L-37'

describe(`the layout of ${count} random types (ABIDING_SEED=${seed})`, () => {
  proveByCompilers({ rules, provider: libraryLayout, shapes, count, seed })

  it.each(Object.values(modelTargets))(
    `${rules}: is that of the model for $name, with what C cannot say`,
    (target) => {
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
    },
  )
})
