import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    fastCheck: { seed: number; numRuns: number }
    temporaryFolder: string
  }
}

// One seed for all workers, said at the start: even a crashed worker leaves a run that can be repeated.
export default function setup(project: TestProject): () => void {
  const seed = Number((process.env['ABIDING_SEED'] ??= String(Math.floor(Math.random() * 2 ** 31))))
  const numRuns = Number(process.env['ABIDING_RUNS'] ?? 100)
  if (!Number.isInteger(seed)) throw new Error('ABIDING_SEED must be an integer')
  if (!Number.isInteger(numRuns) || numRuns < 1) throw new Error('ABIDING_RUNS must be a positive integer')
  console.log(`fast-check: ABIDING_SEED=${seed} ABIDING_RUNS=${numRuns}`)
  project.provide('fastCheck', { seed, numRuns })

  const names = project.vitest.projects.map(({ name }) => name)
  if (project.name === names[0] && !names.includes('outside'))
    console.log(
      'left out: what compilers, Rust, a browser and other people say, and types (npm run test:outside)',
    )

  // Inside of the repository, so that the aliases of vitest and the options of tsconfig.json apply to what is written there.
  const build = fileURLToPath(new URL('../../.build', import.meta.url))
  mkdirSync(build, { recursive: true })
  const folder = mkdtempSync(join(build, 'tests-'))
  project.provide('temporaryFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
