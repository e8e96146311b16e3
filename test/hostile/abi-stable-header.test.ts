// Plugins of abi_stable that are broken or mean harm: thousands of mutations of their headers and of their files, in processes of their own, each
// judged by an oracle that knows the rules and the bytes.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { buildCrate } from '../support/cargo-crate.js'
import { runProgram } from '../support/child.js'
import { requireTool } from '../support/tools.js'

const { seed } = inject('fastCheck')
const isThorough = process.env['CI'] !== undefined
/** Steps of one to three mutations each: more than 10,000 mutations in CI. */
const headers = isThorough ? { batches: 4, steps: 1500 } : { batches: 2, steps: 150 }
const files = isThorough ? { batches: 8, steps: 130 } : { batches: 2, steps: 30 }

interface Report {
  readonly mutations: number
  readonly tally: Readonly<Record<string, number>>
  readonly problems: readonly string[]
}

async function runBatch(first: number, count: number, file?: string): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'abiding-hostile-'))
  try {
    const progress = join(folder, 'progress')
    const parameters = [String(seed), String(first), String(count), progress]
    const { status, signal, output, stderr } = await runProgram(
      'hostile-plugins.ts',
      file === undefined ? parameters : [...parameters, file],
      [],
      200_000,
    )
    if (status === 0 && typeof output === 'object') return output as Report
    const step = existsSync(progress) ? readFileSync(progress).readDoubleLE(0) : 'none'
    const ended = `step ${step} of seed ${seed} ended the process: ${signal ?? `status ${status}`}\n${stderr.slice(-2000)}`
    return { mutations: 0, tally: {}, problems: [ended] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs all steps in two processes at a time, and expects nothing but errors and right answers. */
async function runAll({ batches, steps }: typeof headers, file?: string): Promise<Report> {
  const reports: Report[] = []
  const waiting = Array.from({ length: batches }, (_, index) => index * steps)
  const work = async (): Promise<void> => {
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift())
      reports.push(await runBatch(first, steps, file))
  }
  await Promise.all([work(), work()])
  const tally: Record<string, number> = {}
  for (const [outcome, count] of reports.flatMap((report) => Object.entries(report.tally)))
    tally[outcome] = (tally[outcome] ?? 0) + count
  const problems = reports.flatMap((report) => report.problems)
  expect(problems.join('\n\n')).toBe('')
  return { mutations: reports.reduce((sum, report) => sum + report.mutations, 0), tally, problems }
}

describe('hostile plugins', () => {
  it(
    'A-2, A-3, A-4, A-8: headers that lie lead to an error or to a right answer, and end no process',
    { timeout: 400_000 },
    async () => {
      const { mutations, tally } = await runAll(headers)
      expect(mutations).toBeGreaterThanOrEqual(headers.batches * headers.steps)
      // Every outcome came up, or the mutations do not reach it any more.
      expect(Object.keys(tally)).toEqual(expect.arrayContaining([...usual, ...(isThorough ? rare : [])]))
    },
  )

  it.runIf(requireTool('cargo'))(
    'A-2, A-3, A-6: files whose headers or layouts lie lead to an error or to a right answer, and end no process',
    { timeout: 400_000 },
    async () => {
      const { mutations, tally } = await runAll(files, buildCrate('abi-stable/plugin'))
      expect(mutations).toBeGreaterThanOrEqual(files.batches * files.steps)
      expect(Object.keys(tally)).toEqual(expect.arrayContaining(['loaded', 'ABI-A002']))
    },
  )
})

const usual = ['loaded', 'ABI-A002', 'ABI-A003', 'ABI-A004', 'ABI-C003', 'ABI-V005']
/** What a few hundred steps may not come upon. */
const rare = ['ABI-A005', 'ABI-A006', 'ABI-C002', 'ABI-M001', 'ABI-M002', 'ABI-M003', 'ABI-P005']
