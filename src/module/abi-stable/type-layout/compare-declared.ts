import { IncompatibleModuleError } from '../../../errors/index.js'
import type { AnyType } from '../../../layout/index.js'
import type { PrefixType } from '../../../prefix/prefix-type.js'
import { comparePrefixDeclaration } from './compare-declared-prefix.js'
import { compareDeclaredTypes } from './compare-declared-types.js'
import { DeclaredComparison, type LayoutComparisonOptions } from './declared-comparison.js'
import type { DecodedType } from './decoded-type.js'
import { referentOf } from './decoded-queries.js'
import type { LayoutDifference } from './layout-difference.js'

/**
 * Compares a declaration with what a library of `abi_stable` says of the same type. Everything is compared that both say:
 * names, fields and their order, types, the names of parameters, variants and discriminants, sizes and alignments. Lifetimes and
 * `unsafe` are not declared, and not compared. Every difference is reported.
 *
 * @param type - What the host declares: a prefix type, for a root module, or any other type.
 * @param found - What the library says; for a prefix type it may be the reference to it.
 * @param options - Whether an older library, which lacks fields of a suffix, is refused.
 * @returns The differences in the order of the declaration; none where the library fits.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts no-run
 * import { compareLayout, decodeTypeLayout, processImage, struct, u32, type Address } from 'abiding'
 *
 * declare const layout: Address
 * const Point = struct('Point', { x: u32, y: u32 })
 * for (const one of compareLayout(Point, decodeTypeLayout(processImage(), layout))) console.log(one.path, one.summary)
 * ```
 */
export function compareLayout(
  type: PrefixType | AnyType,
  found: DecodedType,
  options: LayoutComparisonOptions = {},
): readonly LayoutDifference[] {
  const comparison = new DeclaredComparison(options, {
    types: compareDeclaredTypes,
    prefixTypes: comparePrefixDeclaration,
  })
  const place = { path: type.name }
  return comparison.run(() => {
    if (isPrefixType(type)) comparePrefixDeclaration({ type, found: referentOf(found), place }, comparison)
    else compareDeclaredTypes({ type, found, place }, comparison)
  })
}

/**
 * Refuses a library that does not fit a declaration.
 *
 * @param file - The path of the library, for the error.
 * @param type - What the host declares.
 * @param found - What the library says.
 * @param options - Whether an older library is refused.
 * @throws {@link IncompatibleModuleError} `ABI-S002` with every difference.
 *
 * @see Rules of the specification.
 */
export function requireLayout(
  file: string,
  type: PrefixType,
  found: DecodedType,
  options: LayoutComparisonOptions = {},
): void {
  const differences = compareLayout(type, found, options)
  if (differences.length > 0) throw new IncompatibleModuleError(file, type.name, differences)
}

function isPrefixType(type: PrefixType | AnyType): type is PrefixType {
  return type.kind === 'prefix'
}
