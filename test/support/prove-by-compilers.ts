// The proof of layouts that the library and the model both have to stand.
import type fc from 'fast-check'
import { expect, it } from 'vitest'
import { modelTargets, type ModelTarget } from '../../spec/model/targets.js'
import { expectSameLayouts, type AskCompiler, type LayoutProvider, type Proof } from './layout-proof.js'
import type { CompoundShape } from './shape-arbitraries.js'
import { askByRunning, askClang } from './shape-c-compilers.js'
import { requireTool, tools } from './tools.js'

/** What is proven by {@link proveByCompilers}. */
export interface ProvenProvider {
  /** The rules that it follows, for the titles of the tests. */
  readonly rules: string
  readonly provider: LayoutProvider
  readonly shapes: (target: ModelTarget) => fc.Arbitrary<CompoundShape>
  /** How many random types for each target. */
  readonly count: number
  readonly seed: number
}

/** Tests that say whether layouts are those of clang on every target, and of the C compiler of this machine. */
export function proveByCompilers({ rules, provider, shapes, count, seed }: ProvenProvider): void {
  const proofFor = (target: ModelTarget, ask: AskCompiler): Proof => ({
    provider,
    target,
    ask,
    shapes: shapes(target),
    count,
    seed,
  })

  it.runIf(requireTool('clang')).each(Object.values(modelTargets))(
    `${rules}: is that of clang for $name`,
    (target) => {
      const offsets = expectSameLayouts(proofFor(target, askClang(tools.clang!, target.clang)))
      expect(offsets).toBeGreaterThan(count * 3)
    },
    120_000,
  )

  // The program counts bits from the least significant one, as little-endian machines give them out.
  it.runIf(requireTool('cc') && process.platform === 'linux')(
    `${rules}: is that of the C compiler of this machine`,
    () => {
      const target = modelTargets[process.arch === 'arm64' ? 'aarch64-linux' : 'x86_64-linux']
      expect(expectSameLayouts(proofFor(target, askByRunning(tools.cc!)))).toBeGreaterThan(count * 3)
    },
    120_000,
  )
}
