// Peers that are broken or mean harm: tens of thousands of messages, definitions, values and results that were changed, in
// processes of their own, each judged by an oracle that knows the rules.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { runProgram } from '../support/child.js'
import { requireTool } from '../support/tools.js'
import { readConversations } from './connections/conversation.js'
import { readCorpus } from './connections/corpus.js'
import { judgeDefinition, judgeValue } from './connections/judge-readers.js'
import { samples } from './connections/values.js'

const { seed } = inject('fastCheck')
const isThorough = process.env['CI'] !== undefined

const conversations = readConversations()

/** Steps of each part: more than 50,000 in CI. Those that negotiate take the longest. */
const steps = {
  ...(isThorough
    ? { definitions: 12_000, values: 16_000, connects: 2500, results: 12_000, messages: 12_000 }
    : { definitions: 1500, values: 2000, connects: 300, results: 1500, messages: 1500 }),
  conversations: conversations.length,
}

/** The most memory that a process may take in all, in bytes: several times what it takes without a peer. */
const mostMemory = 700 * 2 ** 20

interface Report {
  readonly tally: Readonly<Record<string, number>>
  readonly problems: readonly string[]
  readonly memory: number
}

async function runPart(part: string, count: number): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'abiding-hostile-'))
  try {
    const progress = join(folder, 'progress')
    const parameters = [part, String(seed), '0', String(count), progress]
    const { status, signal, output, stderr } = await runProgram(
      'hostile-connections.ts',
      parameters,
      [],
      200_000,
    )
    if (status === 0 && typeof output === 'object') return output as Report
    const step = existsSync(progress) ? readFileSync(progress).readDoubleLE(0) : 'none'
    const ended = `step ${step} of seed ${seed}, ${part}, ended the process: ${signal ?? `status ${status}`}\n${stderr.slice(-2000)}`
    return { tally: {}, problems: [ended], memory: 0 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Part = keyof typeof steps

const needsCompiler: readonly Part[] = ['connects', 'results', 'messages', 'conversations']
const canRun = process.platform === 'linux' && requireTool('cc')
const waiting = (Object.keys(steps) as Part[]).filter((part) => canRun || !needsCompiler.includes(part))
const done = new Map<Part, PromiseWithResolvers>()
for (const part of waiting) {
  let settle!: PromiseWithResolvers['settle']
  const promise = new Promise<Report>((resolve) => (settle = resolve))
  done.set(part, { promise, settle })
}

interface PromiseWithResolvers {
  readonly promise: Promise<Report>
  readonly settle: (report: Report) => void
}

let begun = false

/** What came of a part. Two parts run at a time, from the first question on. */
function report(part: Part): Promise<Report> {
  if (!begun) {
    begun = true
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        done.get(next)!.settle(await runPart(next, steps[next]))
    }
    void work()
    void work()
  }
  return done.get(part)!.promise
}

/** Runs a part, and expects nothing but errors of the rules and right answers, and all the outcomes that there are. */
async function expectSound(part: Part, outcomes: readonly string[]): Promise<void> {
  const { tally, problems, memory } = await report(part)
  expect(problems.join('\n\n')).toBe('')
  expect(Object.values(tally).reduce((sum, one) => sum + one, 0)).toBe(steps[part])
  expect(Object.keys(tally)).toEqual(expect.arrayContaining([...outcomes]))
  expect(memory).toBeLessThan(mostMemory)
}

const timeout = 240_000

describe('what a peer sends', () => {
  it('W-3, W-20, W-22: definitions that were changed are read, or refused', { timeout }, () =>
    expectSound('definitions', ['read', 'ABI-W001', 'ABI-W002', 'ABI-W003', 'ABI-W004', 'ABI-V005']),
  )

  it('W-3: values that were changed are read, or refused', { timeout }, () =>
    expectSound('values', ['read', 'ABI-W001', 'ABI-W002', 'ABI-V002', 'ABI-V005']),
  )
})

describe.runIf(canRun)('a peer that is called', () => {
  it('X-7, X-8: says something wrong of itself', { timeout }, () =>
    expectSound('connects', ['read', 'ABI-J003', 'ABI-J004', 'ABI-W001', 'ABI-W002', 'ABI-W006']),
  )

  it('X-5, X-6, X-7: gives something wrong, often, or nothing at all', { timeout }, () =>
    expectSound('results', ['read', 'ABI-J003', 'ABI-J006', 'ABI-J008', 'ABI-W001', 'ABI-W002', 'ABI-W006']),
  )
})

describe.runIf(canRun)('a peer that calls', () => {
  it('X-7, X-14, X-15: sends what no message is', { timeout }, () =>
    expectSound('messages', ['answered', 'success', 'refusal', 'silent', 'defined']),
  )
})

describe.runIf(canRun)('conversations that are kept', () => {
  it('X-4, X-5, X-6, X-7, X-8, X-14, X-15, X-17: come to what they came to', { timeout }, () =>
    expectSound(
      'conversations',
      conversations.map(({ file }) => file),
    ),
  )

  it('X-7, X-14: are of both sides, and say what they are about', () => {
    const ofSide = (wanted: string): number => conversations.filter(({ side }) => side === wanted).length
    expect(ofSide('callee')).toBeGreaterThanOrEqual(25)
    expect(ofSide('caller')).toBeGreaterThanOrEqual(25)
    expect(ofSide('callee') + ofSide('caller')).toBe(conversations.length)
    for (const { what, statements } of conversations) {
      expect(what).not.toBe('')
      expect(statements.some(({ verb }) => verb === 'hear' || verb === 'come')).toBe(true)
    }
  })
})

describe('the corpus', () => {
  const corpus = readCorpus()

  it('W-3, W-20: is whole', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(50)
    for (const { file, what, outcome } of corpus) expect([file, what, outcome]).not.toContain('')
  })

  it.each(corpus)('W-3, W-20: $file: $what', ({ reader, outcome, type, bytes }) => {
    const before = process.memoryUsage().heapUsed
    const found =
      reader === 'definition'
        ? judgeDefinition(bytes)
        : judgeValue(samples.find((one) => one.type.name === type)!.type, bytes, 0)
    expect(found).toEqual({ outcome })
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(mostMemory)
  })
})
