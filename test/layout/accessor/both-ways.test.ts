// Accessors are made of source text or, where that is forbidden, of closures. A program reads and writes values of every
// kind and of random types in every way, also in wrong ones, in a process of each sort; what came of it must be the same.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runProgram } from '../../support/child.js'

interface Output {
  readonly generates: boolean
  readonly closures: number
  readonly getters: number
  readonly results: readonly string[]
}

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const parameters = [String(seed), String(Math.max(100, numRuns))]

async function runWith(flags: readonly string[]): Promise<Output> {
  const { status, output, stderr } = await runProgram('every-accessor.ts', parameters, flags)
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
  const [generated, composed] = await Promise.all([
    runWith([]),
    runWith(['--disallow-code-generation-from-strings']),
  ])
  expect(generated).toMatchObject({ generates: true, closures: 0 })
  expect(composed).toMatchObject({ generates: false, closures: generated.getters })
  expect(composed.results).toHaveLength(generated.results.length)
  const differences = generated.results.flatMap(
    (result, index) => firstDifference(result, composed.results[index]!) ?? [],
  )
  expect(differences).toEqual([])
})
