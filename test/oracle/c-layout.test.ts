// Layouts of random structs, judged by C compilers: one file of static assertions for each target.
import fc from 'fast-check'
import { layoutOf, targets, type StructType, type Target } from 'abiding'
import { describe, expect, it } from 'vitest'
import { oddTargets, structShape } from '../support/arbitraries.js'
import { cDefinitions } from '../support/c-definitions.js'
import { judge } from '../support/compile.js'
import { declare } from '../support/declare.js'
import { requireTool, tools } from '../support/tools.js'

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const count = Math.max(400, numRuns)
const types = fc
  .sample(structShape({ maxFields: 8 }), { numRuns: count, seed })
  .map((shape, index) => declare(shape, `Random${index}`))

function assertions(type: StructType, target: Target): string[] {
  const { size, alignment, fields } = layoutOf(type, target)
  const claims = [
    `sizeof(${type.name}) == ${size}`,
    `_Alignof(${type.name}) == ${alignment}`,
    ...fields.flatMap(({ name, offset, size: fieldSize }) => [
      `offsetof(${type.name}, ${name}) == ${offset}`,
      `sizeof(((${type.name} *)0)->${name}) == ${fieldSize}`,
    ]),
  ]
  return claims.map((claim) => `_Static_assert(${claim}, "${claim}");`)
}

const source = (target: Target): string =>
  `${cDefinitions(types)}\n${types.flatMap((type) => assertions(type, target)).join('\n')}\n`

const hasCompiler = requireTool('cc')
const hasClang = requireTool('clang')

const byClang: readonly [triple: string, target: Target][] = [
  ['x86_64-linux-gnu', targets['x86_64-linux']],
  ['aarch64-linux-gnu', targets['aarch64-linux']],
  ['i386-linux-gnu', oddTargets.i386],
  ['arm-linux-gnueabihf', oddTargets.arm],
  ['powerpc64-linux-gnu', oddTargets.powerpc64],
]

describe(`the layout of ${count} random structs (ABIDING_SEED=${seed})`, () => {
  it.runIf(hasCompiler)('L-5, L-6, L-7, L-10, L-12, L-13: is that of the C compiler of this machine', () => {
    const host = process.arch === 'arm64' ? targets['aarch64-linux'] : targets['x86_64-linux']
    expect(judge(tools.cc!, source(host))).toBe('')
  })

  it.runIf(hasClang).each(byClang)('L-1: is that of clang for %s', (triple, target) => {
    expect(judge(tools.clang!, source(target), [`--target=${triple}`, '-ffreestanding'])).toBe('')
  })

  it.runIf(hasCompiler)('L-5: a single wrong number is found', () => {
    const host = process.arch === 'arm64' ? targets['aarch64-linux'] : targets['x86_64-linux']
    const all = source(host).split('\n')
    const places = all.flatMap((line, index) => (line.startsWith('_Static_assert') ? [index] : []))
    for (const kind of ['sizeof(R', '_Alignof(', 'offsetof(']) {
      const place = places.filter((index) => all[index]!.startsWith(`_Static_assert(${kind}`)).at(-1)!
      const wrong = all.with(
        place,
        all[place]!.replace(/== (\d+)/, (_match, right) => `== ${Number(right) + 1}`),
      )
      expect(judge(tools.cc!, wrong.join('\n'))).toContain('static assertion failed')
    }
  })
})
