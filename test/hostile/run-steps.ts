// Runs steps in a process of their own. Where that ends in another way than it should, the step is found and made as small
// as it gets.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../support/child.js'
import { describePlan, planStep, type Tally } from './step.js'

/** What came of some steps. */
export interface Report {
  readonly mutations: number
  readonly tally: Tally
  /** What was not as it should be, in words; a crash among it. */
  readonly problems: readonly string[]
}

/** Which steps to run. */
export interface Batch {
  readonly seed: number
  readonly first: number
  readonly count: number
  /** Ends the process by a signal at mutations that are described with this word, to see what becomes of it. */
  readonly crashAt?: string
}

interface Printed {
  readonly mutations: number
  readonly tally: Tally
  readonly problems: readonly { readonly index: number; readonly problem: string; readonly plan: string }[]
}

const program = 'hostile.ts'

/** Milliseconds. A batch takes a few seconds, and many times as long on a busy machine. */
const limit = 100_000

/** Runs steps, and says what came of them. */
export async function runSteps(batch: Batch): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
  try {
    const progress = join(folder, 'progress')
    const result = await runChild(batch, progress)
    if (result.printed !== undefined) {
      const { mutations, tally, problems } = result.printed
      return {
        mutations,
        tally,
        problems: problems.map(
          ({ index, problem, plan }) => `${repeat(batch.seed, index)}\n${problem}\n${plan}`,
        ),
      }
    }
    const begun = existsSync(progress) ? readFileSync(progress) : Buffer.alloc(0)
    if (begun.length < 8) return { mutations: 0, tally: {}, problems: [`no step was made: ${result.ended}`] }
    const index = begun.readDoubleLE(0)
    return { mutations: 0, tally: {}, problems: [await describeCrash(batch, index, result.ended)] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const repeat = (seed: number, index: number): string =>
  `again with: node --import tsx test/fixtures/programs/${program} ${seed} ${index} 1`

async function runChild(
  { seed, first, count, crashAt }: Batch,
  progress: string,
  only?: readonly number[],
): Promise<{ readonly printed: Printed | undefined; readonly ended: string }> {
  const parameters = [
    seed,
    first,
    count,
    progress,
    only === undefined ? 'all' : only.join(','),
    ...(crashAt === undefined ? [] : [crashAt]),
  ]
  const { status, signal, output, stderr } = await runProgram(program, parameters.map(String), [], limit)
  const isOrdinary = status === 0 && typeof output === 'object' && output !== null
  return {
    printed: isOrdinary ? (output as Printed) : undefined,
    ended: `${signal === null ? `status ${status}` : `signal ${signal}`}\n${stderr.slice(-2000)}`,
  }
}

/** Makes the step again with fewer and fewer of its mutations. */
async function describeCrash(batch: Batch, index: number, ended: string): Promise<string> {
  const [how] = ended.split('\n')
  const crashes = async (only?: readonly number[]): Promise<boolean> => {
    const again = await runChild({ ...batch, first: index, count: 1 }, '', only)
    return again.printed === undefined && again.ended.startsWith(how!)
  }
  const all = planStep(batch.seed, index).mutations.map((_, number) => number)
  const header = `step ${index} of seed ${batch.seed} ended the process by ${ended}`
  if (!(await crashes()))
    return `${header}\nnot when it is made alone: something before it must have led to it`
  let needed = all
  for (const number of all) {
    const fewer = needed.filter((one) => one !== number)
    if (await crashes(fewer)) needed = fewer
  }
  const command = `${repeat(batch.seed, index)} '' '${needed.join(',')}'`
  return `${header}\n${command}\n${describePlan(planStep(batch.seed, index, needed))}`
}
