// A host in TypeScript for the plugin: it combines filters of Rust with one of its own. Here: `cargo build && npx tsx host.ts`.
import { implementTrait, loadAbiStableModule, unwrap, type ModuleOf, type RString } from 'abiding'
import { Filter, FilterMod } from './filters.abi.js'

/** A filter of TypeScript. It says no to lines that are too long, and Rust sees that as an error. */
class Reversed {
  readonly longest = 20

  name(): string {
    return 'reversed'
  }

  apply(line: RString): { ok: string } {
    // A string that came by value belongs to whoever gets it.
    using owned = line
    const text = String(owned)
    if (text.length > this.longest) throw new RangeError(`a line of ${text.length} characters`)
    return { ok: [...text].reverse().join('') }
  }

  debug(): string {
    return 'Reversed'
  }
}

/** What the host does with the plugin, line by line. */
export function useFilters(path: string): readonly string[] {
  const plugin = loadAbiStableModule(path, FilterMod)
  const report: string[] = []

  using names = plugin.names()
  report.push(`filters of the plugin: ${[...names].join(', ')}`)

  using lines = run(plugin, 'hello\nwörld')
  report.push(...[...lines].map(String))

  const refused = plugin.run([implementTrait(Filter, new Reversed())], 'this line is too long to be reversed')
  if (!refused.isOk) {
    using error = refused.err
    report.push(`refused: ${String(error)}`)
  }

  const unknown = plugin.make('lower')
  if (!unknown.isOk) {
    using error = unknown.err
    report.push(`refused: ${String(error)}`)
  }

  using counts = plugin.count('to be or not to be')
  report.push(`to: ${counts.get('to')}, be: ${counts.get('be')}, question: ${counts.get('question')}`)
  return report
}

/** A filter of TypeScript between two of Rust. They go with the call. */
function run(plugin: ModuleOf<typeof FilterMod>, text: string) {
  const filters = [
    unwrap(plugin.make('upper')),
    implementTrait(Filter, new Reversed()),
    unwrap(plugin.make('numbered')),
  ]
  return unwrap(plugin.run(filters, text))
}

if (process.argv[1] === import.meta.filename) {
  for (const line of useFilters(process.argv[2] ?? 'target/debug/librust_plugin.so')) console.log(line)
}
