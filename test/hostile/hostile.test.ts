// Instances of prefix types from makers who are broken or mean harm: thousands of mutations, tens of thousands in CI, in processes of their own,
// each judged by an oracle that knows the rules and not the library.
import { inspect } from 'node:util'
import { describe, expect, inject, it } from 'vitest'
import { randomShape } from './shape.js'
import { Random } from './random.js'
import { runSteps, type Report } from './run-steps.js'
import { planStep } from './step.js'

const { seed } = inject('fastCheck')
const batches = 8
/** Enough for 20,000 mutations in CI, and for every outcome elsewhere. */
const steps = process.env['CI'] === undefined ? 600 : 2500

describe('hostile instances', () => {
  it(
    'P-6, P-7, P-8, M-3, M-7: lead to the error or the value that the rules say, and end no process',
    { timeout: 240_000 },
    async () => {
      const reports: Report[] = []
      const waiting = Array.from({ length: batches }, (_, index) => index)
      const work = async (): Promise<void> => {
        for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift())
          reports.push(await runSteps({ seed: seed + batch, first: 0, count: steps }))
      }
      await Promise.all([work(), work()])
      expect(reports.flatMap(({ problems }) => problems).join('\n\n')).toBe('')
      const mutations = reports.reduce((sum, report) => sum + report.mutations, 0)
      expect(mutations).toBeGreaterThanOrEqual(batches * steps)
      // Every outcome came up, or the mutations do not reach it any more.
      const seen = new Set(reports.flatMap(({ tally }) => Object.keys(tally)))
      for (const outcome of outcomes) expect(seen).toContain(outcome)
    },
  )

  it('P-6: the same seed plans the same steps', () => {
    const plan = (index: number): unknown => {
      const { shape, mutations, asking } = planStep(seed, index)
      return [
        shape.fields.map(({ kind, policy }) => [kind.name, policy]),
        mutations.map(({ kind }) => kind),
        asking,
      ]
    }
    for (let index = 0; index < 50; index++) expect(plan(index)).toEqual(plan(index))
    const names = new Set(
      [0, 1, 2].map((one) => inspect(randomShape(new Random(seed, one), `Once${one}`).fields)),
    )
    expect(names.size).toBeGreaterThan(1)
  })
})

const outcomes = [
  'read',
  'changed',
  'ABI-M001',
  'ABI-M002',
  'ABI-M003',
  'ABI-C002',
  'ABI-C003',
  'ABI-V005',
  'ABI-P005',
  'ABI-P007',
  'ABI-P008',
  'ABI-P009',
]

describe('a process that ends', () => {
  it('P-6: is told by its step, with the mutations that it takes', { timeout: 120_000 }, async () => {
    // The first step with several mutations of which one, not the first, is a bit that is flipped.
    const index = Array.from({ length: 1000 }, (_, number) => number).find((number) => {
      const { mutations } = planStep(seed, number)
      return (
        mutations.length === 3 &&
        mutations.filter(({ kind }) => kind === 'flip').length === 1 &&
        mutations[0]!.kind !== 'flip'
      )
    })!
    const { problems } = await runSteps({ seed, first: index, count: 3, crashAt: 'a bit' })
    const [problem] = problems as [string]
    expect(problems).toHaveLength(1)
    expect(problem).toContain(`step ${index} of seed ${seed} ended the process by signal SIGSEGV`)
    expect(problem.match(/^mutation \d+: .*$/gm)).toEqual(['mutation 0: flip, a bit'])
  })
})
