import { writeFileSync } from 'node:fs'
import { abiStable } from './abi-stable.js'
import { calls } from './calls.js'
import { connectionSlices } from './connection-slices.js'
import { connectionWire } from './connection-wire.js'
import { connections } from './connections.js'
import { externalMemory } from './external-memory.js'
import { creation } from './creation.js'
import { fieldAccess } from './field-access.js'
import { genericAccess } from './generic-access.js'
import { measure, measureMedians, type Effort, type Suite } from './harness.js'
import { readOptions } from './options.js'
import { peers } from './peers/suite.js'
import { pointers } from './pointers.js'
import { prefixFields } from './prefix-fields.js'
import { headingOf, summaryOf, tableOf, type SuiteResult } from './report.js'
import { stdTypes } from './std-types.js'
import { stdResults } from './std-results.js'
import { structTraversal } from './struct-traversal.js'
import { traitObjects } from './trait-objects.js'

const { effort, only, json } = readOptions()
const runtime = `Node ${process.versions.node} on ${process.platform} ${process.arch}`
console.log(
  `${runtime}: ${effort.rounds} rounds of ${effort.runTime} ms. Ratios are medians of same-round ratios.`,
)
const external = externalMemory()
console.log(external)

const results: SuiteResult[] = []
for (const make of [
  fieldAccess,
  structTraversal,
  genericAccess,
  peers,
  calls,
  prefixFields,
  traitObjects,
  stdTypes,
  stdResults,
  pointers,
  creation,
  connectionWire,
  connectionSlices,
  connections,
]) {
  const suite = await make()
  if (typeof suite === 'string') {
    console.log(`\n${suite}`)
    continue
  }
  const chosen = choose(suite)
  if (chosen.comparisons.length === 0) continue
  console.log(`\n${headingOf(chosen)}`)
  const result = run(chosen, effort)
  console.log(tableOf(result))
  for (const note of chosen.notes ?? []) console.log(note)
  results.push(result)
}
if (only === undefined || 'abi_stable'.includes(only)) {
  const plugins = abiStable(effort.rounds)
  if (typeof plugins === 'string') console.log(`\n${plugins}`)
  else {
    console.log(`\n${headingOf(plugins)}\n${tableOf(plugins)}`)
    results.push(plugins)
  }
}
console.log(`\n${summaryOf(results)}`)
if (json !== undefined)
  writeFileSync(json, `${JSON.stringify({ runtime, effort, external, results }, null, 2)}\n`)

/** The comparisons whose names, or whose suite's name, contain what was asked for. */
function choose(suite: Suite): Suite {
  if (only === undefined || suite.name.includes(only)) return suite
  return { ...suite, comparisons: suite.comparisons.filter((comparison) => comparison.name.includes(only)) }
}

function run(suite: Suite, effort: Effort): SuiteResult {
  const { name, title } = suite
  const comparisons = suite.comparisons.map((comparison) => ({
    name: comparison.name,
    measurements: measure(comparison, effort),
  }))
  return { name, title, comparisons, medians: measureMedians(suite.medians ?? [], comparisons) }
}
