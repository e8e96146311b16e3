// Accessors are made of closures, and of source text once they turn out to be used, unless that is forbidden. A program reads
// and writes values of every kind and of random types in every way, also in wrong ones: in a process where all is source
// text, in one where that comes with use, and in one where it is forbidden. What came of it must be the same.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runProgram } from '../../support/child.js'

interface Output {
  readonly generates: boolean
  /** How many fields were visited while their accessors were made of one or the other. */
  readonly visits: { readonly closure: number; readonly generated: number }
  readonly results: readonly string[]
}

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const parameters = [String(seed), String(Math.max(100, numRuns))]

async function runWith(when: 'at-once' | 'when-used', flags: readonly string[] = []): Promise<Output> {
  const { status, output, stderr } = await runProgram('every-accessor.ts', [...parameters, when], flags)
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return output as Output
}

/** The first line in which two transcripts differ, with the lines before it. */
function firstDifference(one: string, other: string): string[] | undefined {
  if (one === other) return undefined
  const [lines, others] = [one.split('\n'), other.split('\n')]
  const index = lines.findIndex((line, at) => line !== others[at])
  return [lines[1] ?? '', ...lines.slice(Math.max(0, index - 3), index + 1), `instead: ${others[index]}`]
}

it(`L-5: generated code and closures do the same with every type (ABIDING_SEED=${seed})`, async () => {
  const [generated, deferred, composed] = await Promise.all([
    runWith('at-once'),
    runWith('when-used'),
    runWith('when-used', ['--disallow-code-generation-from-strings']),
  ])
  const { generated: all } = generated.visits
  expect(generated).toMatchObject({ generates: true, visits: { closure: 0 } })
  expect(composed).toMatchObject({ generates: false, visits: { closure: all, generated: 0 } })
  // Both forms met all kinds of fields: an eighth of all visits is several of each.
  expect(deferred.visits.closure).toBeGreaterThan(all / 8)
  expect(deferred.visits.generated).toBeGreaterThan(all / 8)
  expect(deferred.visits.closure + deferred.visits.generated).toBe(all)
  for (const { results } of [deferred, composed]) {
    expect(results).toHaveLength(generated.results.length)
    const differences = generated.results.flatMap(
      (result, index) => firstDifference(result, results[index]!) ?? [],
    )
    expect(differences).toEqual([])
  }
})
