import type { TraitDefinition } from '../../connection/index.js'

/** A trait of `savefile-abi` that a library answers for. */
export interface InspectedTrait {
  /** Its name, as far as the symbol says it. */
  readonly name: string
  /** The entry that answers for it. */
  readonly symbol: string
  /** Its version; `null` where the library was not asked, or did not answer. */
  readonly version: number | null
  /** Its methods and all types of them; `null` where the library was not asked, or did not answer. */
  readonly definition: TraitDefinition | null
  /** What stood in the way of an answer. */
  readonly problem: string | null
}

/**
 * The traits that a library answers for, by the symbols that it exports.
 *
 * @see Rule X-71 of the specification.
 *
 * @internal
 */
export function traitsOf(exports: readonly string[]): readonly InspectedTrait[] {
  return exports.flatMap((symbol) => {
    const name = /^abi_entry_([A-Za-z_]\w*)$/.exec(symbol)?.[1]
    return name === undefined ? [] : [{ name, symbol, version: null, definition: null, problem: null }]
  })
}
