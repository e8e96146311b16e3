import { AbidingError, type ModuleOf } from 'abiding'
import Table from 'cli-table3'
import pc from 'picocolors'
import { inspect } from 'node:util'
import { callCost } from './call-cost.js'
import { hasCompiler } from './compile.js'
import { modulesInC } from './modules-in-c.js'
import { modulesInTypeScript } from './modules-in-typescript.js'
import { PersonMod } from './person.abi.js'

type Person = ModuleOf<typeof PersonMod>

/** How each field is read: functions are called for person 3. */
const readings: Record<keyof Person, (person: Person) => unknown> = {
  lib_name: (person) => person.lib_name,
  customer_for: (person) => person.customer_for(3),
  bike_count: (person) => person.bike_count?.(3),
  visits: (person) => person.visits(3),
  score: (person) => person.score(3),
  visit_length: (person) => (person.visit_length === null ? null : person.visit_length(3)),
  stats: (person) => person.stats?.(3),
}

const isNative = hasCompiler()
if (!isNative) console.log('There is no C compiler here, so the modules are written in TypeScript instead.')
const modules = isNative ? modulesInC() : modulesInTypeScript()

console.log(
  pc.bold(`\nOne host of version ${PersonMod.version}, modules of three versions, ${modules.made}:\n`),
)
console.log(comparisonTable())

console.log(pc.bold('\nA module whose author changed what must not be changed:\n'))
console.log(refusal(modules.useBroken))

const cost = callCost(modules.byVersion.get('1.2.0')!)
console.log(
  pc.bold(
    `\nA call through the interface costs ${cost.toFixed(2)} times the bare FFI call of the same function.\n`,
  ),
)

function comparisonTable(): string {
  const table = new Table({
    head: ['field', 'if missing', ...[...modules.byVersion.keys()].map((version) => `module ${version}`)],
    style: { head: [], border: [] },
    wordWrap: true,
  })
  for (const field of PersonMod.fields) {
    const read = readings[field.name as keyof Person]
    table.push([
      field.type.kind === 'fn' ? `${field.name}(3)` : field.name,
      field.missing?.policy ?? pc.dim('always there'),
      ...[...modules.byVersion.values()].map((person) => outcome(() => read(person))),
    ])
  }
  return table.toString()
}

function outcome(read: () => unknown): string {
  try {
    return inspect(read(), { breakLength: 28 })
  } catch (error) {
    return pc.yellow((error as Error).name)
  }
}

function refusal(use: () => void): string {
  try {
    use()
  } catch (error) {
    if (error instanceof AbidingError) return pc.red(error.message)
    throw error
  }
  throw new Error('the broken module was accepted')
}
