import Table from 'cli-table3'
import pc from 'picocolors'
import type { Measured, Measurement, MedianMeasurement, Suite } from './harness.js'

/** What a suite gave. */
export interface SuiteResult {
  readonly name: string
  readonly title: string
  readonly comparisons: readonly Measured[]
  readonly medians?: readonly MedianMeasurement[]
}

/** What has a ratio, and may have a target. */
type Targeted = Pick<Measurement, 'ratio'> &
  Partial<Pick<Measurement, 'atMost' | 'atLeast'> & Pick<MedianMeasurement, 'most' | 'eachAtMost'>>

/** Whether a measurement reached its target; `undefined` where it has none. */
export function isMet({ ratio, most = ratio, ...target }: Targeted): boolean | undefined {
  const { atMost, atLeast, eachAtMost } = target
  if (atMost === undefined && atLeast === undefined && eachAtMost === undefined) return undefined
  return ratio <= (atMost ?? Infinity) && ratio >= (atLeast ?? 0) && most <= (eachAtMost ?? Infinity)
}

/** A suite's measurements as a table for the terminal. */
export function tableOf(result: SuiteResult): string {
  const table = new Table({
    head: ['', 'ns', 'ratio', 'best', 'target', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  })
  for (const { name, measurements } of result.comparisons) {
    table.push([{ colSpan: 6, content: pc.bold(name) }])
    for (const [index, one] of measurements.entries()) {
      const label = index === 0 ? `${one.contender} (base)` : one.contender
      table.push([
        `  ${label}`,
        one.nanoseconds.toFixed(2),
        spell(one.ratio),
        spell(one.bestRatio),
        targetOf(one),
        verdict(one),
      ])
    }
  }
  for (const one of result.medians ?? []) {
    const label = `${pc.bold(one.name)}, median (${spell(one.least)} to ${spell(one.most)})`
    table.push([label, '', spell(one.ratio), '', targetOf(one), verdict(one)])
  }
  return table.toString()
}

/** How many targets of some suites were reached. */
export function summaryOf(results: readonly SuiteResult[]): string {
  const verdicts = results.flatMap(({ comparisons, medians = [] }) =>
    [...comparisons.flatMap(({ measurements }) => measurements), ...medians].map(isMet),
  )
  const met = verdicts.filter((one) => one === true).length
  const missed = verdicts.filter((one) => one === false).length
  return `${met} targets met, ${missed} missed`
}

/** Announces what a suite measures. */
export function headingOf(suite: Pick<Suite, 'name' | 'title'>): string {
  return `${pc.bold(suite.name)}: ${suite.title}`
}

function targetOf({ atMost, atLeast, eachAtMost }: Targeted): string {
  if (eachAtMost !== undefined) return `each ≤ ${spell(eachAtMost)}`
  if (atMost !== undefined) return `≤ ${spell(atMost)}`
  return atLeast === undefined ? '' : `≥ ${spell(atLeast)}`
}

/** A ratio below 1 that is small is easier to read as how many times faster. */
function spell(ratio: number): string {
  return ratio < 0.2 ? `1/${(1 / ratio).toFixed(1)}` : ratio.toFixed(2)
}

function verdict(measurement: Targeted): string {
  switch (isMet(measurement)) {
    case undefined:
      return ''
    case true:
      return pc.green('met')
    case false:
      return pc.red('missed')
  }
}
