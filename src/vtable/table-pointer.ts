import { prefixRef, type AnyPrefixType, type PrefixRefType } from '../prefix/index.js'
import type { Address } from '../layout/index.js'
import type { PrefixState } from '../prefix/prefix-class.js'

/**
 * A pointer to a table of functions. Tables live as long as the process: what one is read as is checked and bound once.
 *
 * @param table - The table, or a function that gives it.
 *
 * @see Rule B-2 of the specification.
 *
 * @internal
 */
export function tablePointer(table: AnyPrefixType | (() => AnyPrefixType)): PrefixRefType {
  return prefixRef(table)
}

/**
 * Where a table lies that was read.
 *
 * @param table - The accessor object of a table.
 *
 * @internal
 */
export function addressOfTable(table: object): Address {
  const { $memory, $offset } = table as PrefixState
  return ($memory.base! + $offset) as Address
}
