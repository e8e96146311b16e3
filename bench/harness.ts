import { performance } from 'node:perf_hooks'

/** Does the work some times over and gives a result that depends on all of it. */
export type Run = (passes: number) => unknown

/** One way to do the work that a comparison is about. */
export interface Contender {
  /** What it is, for the table. */
  readonly name: string
  /** Does the work; or several that do the same, of which every round takes the next: chance has a part in how each is compiled. */
  readonly run: Run | readonly Run[]
  /** The greatest ratio to the base that is good enough; none where the row only informs. */
  readonly atMost?: number
  /** The least ratio to the base: for what the base is meant to be ahead of. */
  readonly atLeast?: number
}

/** Contenders that do the same work; the first one is the base that the others are measured against. */
export interface Comparison {
  readonly name: string
  /** How many operations a pass consists of. */
  readonly operations: number
  readonly contenders: readonly Contender[]
}

/** Contenders of many comparisons, of whose ratios the median is shown. */
export interface MedianRow {
  /** What counts, for the table. */
  readonly name: string
  /** Whether a contender counts, by its name and that of its comparison. */
  readonly counts: (contender: string, comparison: string) => boolean
  /** A contender that each of them is compared with in the place of the base. Comparisons without it do not count. */
  readonly against?: string
  /** The greatest median of their ratios that is good enough; none where the row only informs. */
  readonly atMost?: number
  /** The greatest ratio of each of them that is good enough. */
  readonly eachAtMost?: number
}

/** Comparisons about one subject. */
export interface Suite {
  readonly name: string
  /** What is measured against what, in one sentence. */
  readonly title: string
  readonly comparisons: readonly Comparison[]
  readonly medians?: readonly MedianRow[]
  /** What else there is to say, one line each. */
  readonly notes?: readonly string[]
}

/** How long and how often to measure. */
export interface Effort {
  readonly rounds: number
  /** How long one run of one contender takes, in milliseconds. */
  readonly runTime: number
  /** How long each contender runs before anything is measured, in milliseconds. */
  readonly warmUp: number
  /** How long the engine has for what it compiles after each of a contender's first runs, in milliseconds. */
  readonly pause: number
}

/** What was measured of one contender. */
export interface Measurement {
  readonly contender: string
  /** Median of the ratios to the base within the same round. */
  readonly ratio: number
  /** The fastest run against the fastest run of the base. */
  readonly bestRatio: number
  /** Nanoseconds for an operation in the fastest run. */
  readonly nanoseconds: number
  readonly atMost: number | undefined
  readonly atLeast: number | undefined
}

/** What was measured of all contenders that a row counts. */
export interface MedianMeasurement {
  readonly name: string
  /** Median of their ratios. */
  readonly ratio: number
  readonly least: number
  readonly most: number
  readonly atMost: number | undefined
  readonly eachAtMost: number | undefined
}

/** What was measured of each comparison of a suite. */
export interface Measured {
  readonly name: string
  readonly measurements: readonly Measurement[]
}

/** How long a run of the warm-up takes, in milliseconds. */
const shortRun = 0.2

/** How often each function runs before it is warmed up. */
const firstRuns = 2

interface Calibrated {
  readonly run: Run
  readonly passes: number
  /** What a run of that many passes must give each time. */
  readonly result: unknown
}

/**
 * Measures contenders against each other. Every round runs each of them once, in an order that rotates, so that a
 * machine that slows down or speeds up meanwhile does so for all of them.
 *
 * @returns One measurement per contender, the base first.
 */
export function measure(comparison: Comparison, effort: Effort): Measurement[] {
  checkSameResults(comparison, effort)
  const { contenders, operations } = comparison
  const calibrated = contenders.map((contender) => calibrate(contender, effort))
  const times: number[][] = contenders.map(() => [])
  for (let round = 0; round < effort.rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (round + turn) % contenders.length
      const runs = calibrated[index]!
      const time = timeOfPass(runs[round % runs.length]!, `${comparison.name}: ${contenders[index]!.name}`)
      times[index]!.push(time / operations)
    }
  }
  const base = times[0]!
  return contenders.map((contender, index) => ({
    contender: contender.name,
    ratio: median(times[index]!.map((time, round) => time / base[round]!)),
    bestRatio: Math.min(...times[index]!) / Math.min(...base),
    nanoseconds: Math.min(...times[index]!) * 1e6,
    atMost: contender.atMost,
    atLeast: contender.atLeast,
  }))
}

/** What was measured of the contenders that rows count; nothing of a row that counts none of them. */
export function measureMedians(
  rows: readonly MedianRow[],
  comparisons: readonly Measured[],
): MedianMeasurement[] {
  return rows.flatMap(({ name, counts, against, atMost, eachAtMost }) => {
    const ratios = comparisons.flatMap((comparison) => {
      const base = ratioOfBase(comparison, against)
      if (base === undefined) return []
      return comparison.measurements
        .slice(1)
        .filter(({ contender }) => counts(contender, comparison.name))
        .map(({ ratio }) => ratio / base)
    })
    if (ratios.length === 0) return []
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)]
    return { name, ratio: median(ratios), least, most, atMost, eachAtMost }
  })
}

/** What the contenders of a comparison are compared with, against its base; `undefined` where it has no such contender. */
function ratioOfBase({ measurements }: Measured, against: string | undefined): number | undefined {
  return against === undefined ? 1 : measurements.find(({ contender }) => contender === against)?.ratio
}

/** A contender that computes something else does not do the same work. */
function checkSameResults({ name, contenders }: Comparison, effort: Effort): void {
  const [expected, ...others] = contenders.map((contender) => firstResults(contender, effort))
  others.forEach((results, index) => {
    const contender = contenders[index + 1]!.name
    results.forEach((result, run) => {
      const wanted = expected![run % firstRuns]
      if (Object.is(result, wanted)) return
      throw new Error(`${name}: ${contender} gives ${String(result)}, the base ${String(wanted)}`)
    })
  })
}

/**
 * Runs a contender for the first times, and gives the engine time for what it compiles then. V8 has room for eight functions to be compiled,
 * and forgets those beyond: a loop whose function is one of them stays in code that was made for who is within the loop already. A
 * function that it compiles while another contender changes what is taken for granted is thrown away, or knows less. Programs seldom
 * do all at once.
 */
function firstResults(contender: Contender, { pause }: Effort): unknown[] {
  return runsOf(contender).flatMap((run) =>
    Array.from({ length: firstRuns }, () => {
      const result = run(2)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
      return result
    }),
  )
}

function runsOf({ run }: Contender): readonly Run[] {
  return typeof run === 'function' ? [run] : run
}

/** Warms a contender up and finds how many passes make a run of the wanted length. */
function calibrate(contender: Contender, effort: Effort): Calibrated[] {
  const runs = runsOf(contender)
  return runs.map((run) => {
    warmUp(run, effort.warmUp / runs.length)
    let passes = 1
    for (;;) {
      const before = performance.now()
      run(passes)
      const duration = performance.now() - before
      if (duration >= effort.runTime / 2) {
        passes = Math.max(1, Math.round((passes * effort.runTime) / duration))
        return { run, passes, result: run(passes) }
      }
      passes *= 2
    }
  })
}

/** Many short runs: an engine that sees few long ones optimises the inside of a loop and not the whole function. */
function warmUp(run: Run, time: number): void {
  const end = performance.now() + time
  let passes = 1
  for (let now = performance.now(); now < end;) {
    run(passes)
    const duration = performance.now() - now
    now += duration
    if (duration < shortRun / 2) passes *= 2
  }
}

function timeOfPass({ run, passes, result }: Calibrated, name: string): number {
  const before = performance.now()
  const found = run(passes)
  const duration = performance.now() - before
  if (!Object.is(found, result)) {
    throw new Error(`${name} gives ${String(found)} after ${String(result)}`)
  }
  return duration / passes
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
