import type { AnyPrefixType } from '../prefix/index.js'
import { referentAt } from '../prefix/referents.js'

/**
 * The accessor object of a table of functions. It is checked and bound once for an address and kept: tables live as long
 * as the process.
 *
 * @param type - The table as this side knows it.
 * @param address - Where it lies.
 * @throws {@link MemoryError}, {@link ModuleError} and {@link CallError} for what cannot be such a table.
 *
 * @see Rule B-2 of the specification.
 *
 * @internal
 */
export function boundTable<View>(type: AnyPrefixType, address: number): View {
  return referentAt(type, address, type.name) as View
}
