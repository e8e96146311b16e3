// Libraries that are broken or mean harm, and what is told of them: thousands of mutations, in processes of their own, which must
// end in the ordinary way and with little memory.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { buildCrate } from '../support/cargo-crate.js'
import { runProgram } from '../support/child.js'
import { buildGauge } from '../support/gauge.js'
import { requireTool } from '../support/tools.js'

const { seed } = inject('fastCheck')
const isThorough = process.env['CI'] !== undefined
const isLinux = process.platform === 'linux'
const batches = 4

interface Report {
  readonly mutations: number
  readonly tally: Readonly<Record<string, number>>
  readonly problems: readonly string[]
}

async function runBatch(library: string, first: number, count: number): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'abiding-hostile-files-'))
  try {
    const copy = join(folder, 'library.so')
    copyFileSync(library, copy)
    const parameters = [copy, String(seed), String(first), String(count)]
    const flags = ['--max-old-space-size=512']
    const { status, signal, output, stderr } = await runProgram(
      'hostile-inspect.ts',
      parameters,
      flags,
      280_000,
    )
    if (status === 0 && typeof output === 'object') return output as Report
    const ended = `seed ${seed}, from ${first}: ${signal ?? `status ${status}`}\n${stderr.slice(-2000)}`
    return { mutations: 0, tally: {}, problems: [ended] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runBatches(library: string, steps: number): Promise<Report> {
  const reports: Report[] = []
  const waiting = Array.from({ length: batches }, (_, index) => index * steps)
  const work = async (): Promise<void> => {
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift())
      reports.push(await runBatch(library, first, steps))
  }
  await Promise.all([work(), work()])
  const tally: Record<string, number> = {}
  for (const report of reports)
    for (const [outcome, times] of Object.entries(report.tally))
      tally[outcome] = (tally[outcome] ?? 0) + times
  return {
    mutations: reports.reduce((sum, report) => sum + report.mutations, 0),
    tally,
    problems: reports.flatMap(({ problems }) => problems),
  }
}

describe.runIf(isLinux && requireTool('cc'))('hostile files', () => {
  it('A-41, A-43: of modules lead to an answer or an error', { timeout: 300_000 }, async () => {
    const steps = isThorough ? 500 : 60
    const { mutations, tally, problems } = await runBatches(buildGauge('inspected'), steps)
    expect(problems).toEqual([])
    expect(mutations).toBeGreaterThanOrEqual(batches * steps)
    for (const outcome of ['answer', 'ABI-A020', 'ABI-A021']) expect(Object.keys(tally)).toContain(outcome)
  })

  it.runIf(requireTool('cargo'))(
    'A-41, A-43: of plugins lead to an answer or an error',
    { timeout: 600_000 },
    async () => {
      const steps = isThorough ? 1200 : 60
      const { mutations, tally, problems } = await runBatches(buildCrate('abi-stable/plugin'), steps)
      expect(problems).toEqual([])
      expect(mutations).toBeGreaterThanOrEqual(batches * steps)
      for (const outcome of ['answer', 'ABI-A020']) expect(Object.keys(tally)).toContain(outcome)
    },
  )
})
