import { layoutOf } from '../../../layout/index.js'
import type { PrefixField } from '../../../prefix/prefix-type.js'
import { spellType } from '../../../prefix/spell-type.js'
import { compareRoomOf } from './declared-reports.js'
import { pluginTarget, type DeclaredComparison, type DeclaredPrefixPair } from './declared-comparison.js'
import type { DecodedField, DecodedPrefixType } from './decoded-type.js'
import { declaredName } from './declared-name.js'
import type { ComparedPlace } from './layout-difference.js'
import { spellDecodedField } from './spell-decoded-type.js'

/**
 * Compares a declared prefix type with a decoded one: the end of the frozen prefix, which of its fields have conditions, and
 * the fields by their places. The library may have more fields; unless the comparison is strict, it may also have fewer in the
 * suffix, whose policies say what that means.
 *
 * @see Rule A-37 of the specification.
 *
 * @internal
 */
export function comparePrefixDeclaration(pair: DeclaredPrefixPair, comparison: DeclaredComparison): void {
  const { type, found, place } = pair
  if (!comparison.isNew(type, found, place)) return
  if (found.name !== type.name) return comparison.report('Name', 'A-37', place, type.name, found.name)
  // A declaration that names no package has the name of the type there.
  if (type.packageName !== type.name && type.packageName !== found.package)
    comparison.report('Package', 'A-37', place, type.packageName, found.package)
  const { data } = found
  if (data.kind !== 'prefix')
    return comparison.report('TLDataDiscriminant', 'A-37', place, 'prefix', data.kind)
  const presence = type.presence.schema()
  if (presence !== undefined)
    return comparison.report(
      'TLDataDiscriminant',
      'A-37',
      place,
      `the ${presence.kind} in ${presence.field}`,
      'a mask',
    )
  const { alignment } = layoutOf(type, pluginTarget)
  if (alignment !== found.alignment)
    comparison.report('Alignment', 'A-37', place, `${alignment} bytes`, `${found.alignment} bytes`)
  comparePrefixes(pair, data, comparison)
  type.fields.forEach((field, index) => {
    const other = data.fields[index]
    const at = { path: `${place.path}.${field.name}` }
    if (other === undefined) compareMissing(field, at, data, comparison)
    else compareField({ field, found: other, index, data, place: at }, comparison)
  })
}

function comparePrefixes(
  { type, place }: DeclaredPrefixPair,
  { fields, firstSuffixField, conditional }: DecodedPrefixType,
  comparison: DeclaredComparison,
): void {
  const own = type.fields.filter((field) => field.isPrefix)
  if (own.length !== firstSuffixField) {
    const spell = (count: number, last: string | undefined): string =>
      count === 0 ? 'none' : `${count} fields, up to ${last}`
    const expected = spell(own.length, own.at(-1)?.name)
    const found = spell(firstSuffixField, fields[firstSuffixField - 1]?.name)
    comparison.report('MismatchedPrefixSize', 'A-37', place, expected, found)
  }
  const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))
  const expected = list(own.filter((field) => field.isAccessible !== undefined).map(({ name }) => name))
  const found = list(fields.filter((_, index) => hasBit(conditional, index)).map(({ name }) => name))
  if (expected !== found) comparison.report('MismatchedPrefixConditionality', 'A-37', place, expected, found)
}

function hasBit(mask: bigint, index: number): boolean {
  return ((mask >> BigInt(index)) & 1n) === 1n
}

function compareMissing(
  field: PrefixField,
  place: ComparedPlace,
  { fields }: DecodedPrefixType,
  comparison: DeclaredComparison,
): void {
  if (!field.isPrefix && !comparison.strict) return
  const expected = `field ${field.index}: ${spellType(field.type.schema())}`
  comparison.report('FieldCountMismatch', 'A-37', place, expected, `${fields.length} fields`)
}

interface FieldPair {
  readonly field: PrefixField
  readonly found: DecodedField
  readonly index: number
  readonly data: DecodedPrefixType
  readonly place: ComparedPlace
}

/** What one side never looks at may be of another type there, as long as it takes the same room. */
function compareField({ field, found, index, data, place }: FieldPair, comparison: DeclaredComparison): void {
  const { name, type, isReserved, isAccessible } = field
  const pair = { type, found: found.type, place, functions: found.functions }
  const isRead = !isReserved && isAccessible !== false && hasBit(data.accessible, index)
  if (!isRead) return compareRoomOf(pair, comparison, 'A-37')
  if (name !== declaredName(found.name)) {
    const expected = `${name}: ${spellType(type.schema())}`
    comparison.report(
      'UnexpectedField',
      'A-37',
      place,
      expected,
      `${found.name}: ${spellDecodedField(found)}`,
    )
    return
  }
  comparison.types(pair)
}
