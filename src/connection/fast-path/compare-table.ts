import type { FunctionType } from '../../layout/index.js'
import { TypeComparison } from '../../prefix/compare-types.js'
import type { AnyTrait } from '../trait/trait.js'
import type { ExportedTable } from './exported-table.js'
import { tableOf } from './trait-table.js'

/** Whether a method can be called through the table of a peer, or why not. */
export type TableMatch =
  | { readonly address: number; readonly signature: FunctionType; readonly reason?: undefined }
  | { readonly address?: undefined; readonly signature?: undefined; readonly reason: string }

/**
 * Finds the methods that can be called through the table of a peer: those whose functions take and give the same on both
 * sides, down to the last field of every struct. They are matched by name.
 *
 * @param trait - The trait as this side declares it.
 * @param table - What the peer exports.
 *
 * @see Rule X-76 of the specification.
 *
 * @internal
 */
export function matchTable(trait: AnyTrait, table: ExportedTable): ReadonlyMap<string, TableMatch> {
  const own = tableOf(trait)
  const types = own.type.schema().types
  const theirs = new Map(table.schema.fields.map((field) => [field.name, field.type]))
  return new Map(
    [...own.methods].map(([name, { signature, reason }]): readonly [string, TableMatch] => {
      if (signature === undefined) return [name, { reason }]
      const other = theirs.get(name)
      if (other === undefined) return [name, { reason: 'the table of the peer does not have it' }]
      const differences: string[] = []
      // Anew for each method: a comparison reports a type only where it meets it first.
      const comparison = new TypeComparison(types, table.schema.types, {
        report: (rule, path, summary, expected, found) =>
          differences.push(`${path}: ${summary}: expected ${expected}, found ${found} (rule ${rule})`),
        compareInterfaces: (path) => differences.push(`${path}: a table of functions`),
      })
      comparison.compareTypes(`${trait.name}.${name}`, signature.schema(), other)
      if (differences.length > 0) return [name, { reason: differences.join('; ') }]
      const address = table.functions.get(name)!
      return [name, address === 0 ? { reason: 'the peer left its place empty' } : { address, signature }]
    }),
  )
}
