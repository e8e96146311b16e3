import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    fastCheck: { seed: number; numRuns: number }
  }
}

// One seed for all workers, said at the start: even a crashed worker leaves a run that can be repeated.
export default function setup(project: TestProject): void {
  const seed = Number(process.env['ABIDING_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  const numRuns = Number(process.env['ABIDING_RUNS'] ?? 100)
  if (!Number.isInteger(seed)) throw new Error('ABIDING_SEED must be an integer')
  if (!Number.isInteger(numRuns) || numRuns < 1) throw new Error('ABIDING_RUNS must be a positive integer')
  console.log(`fast-check: ABIDING_SEED=${seed} ABIDING_RUNS=${numRuns}`)
  project.provide('fastCheck', { seed, numRuns })
}
