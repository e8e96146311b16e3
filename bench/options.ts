import { parseArgs } from 'node:util'
import type { Effort } from './harness.js'

/** What the command line asks for. */
export interface Options {
  readonly effort: Effort
  /** Part of the names of the suites and comparisons to run. */
  readonly only: string | undefined
  /** File for the results. */
  readonly json: string | undefined
}

const careful: Effort = { rounds: 15, runTime: 20, warmUp: 250, pause: 20 }
/** Enough to see that everything runs; the ratios mean little. */
const quick: Effort = { rounds: 3, runTime: 1, warmUp: 5, pause: 0 }

/** Reads the command line. */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
    },
  })
  const effort = values.quick ? quick : careful
  const rounds = values.rounds === undefined ? effort.rounds : Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on')
  return { effort: { ...effort, rounds }, only: values.only, json: values.json }
}
