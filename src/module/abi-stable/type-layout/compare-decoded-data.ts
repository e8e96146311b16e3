import type { DecodedListener } from './compare-decoded.js'
import { compareCounts, compareDecodedFields } from './compare-decoded-fields.js'
import type { DecodedEnum, DecodedPrefixType, DecodedType } from './decoded-type.js'
import type { ComparedPair } from './layout-difference.js'

/**
 * Compares what two types of one name are made of. An opaque type is not looked into.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function compareDecodedData(pair: ComparedPair, listener: DecodedListener): void {
  const expected = pair.expected.data
  const found = pair.found.data
  if (expected.kind === 'primitive' && found.kind === 'primitive') {
    if (expected.primitive !== found.primitive)
      listener.report('MismatchedPrimitive', 'A-27', pair.place, expected.primitive, found.primitive)
  } else if (expected.kind === 'enum' && found.kind === 'enum') {
    compareEnums(pair, expected, found, listener)
  } else if (expected.kind === 'prefix' && found.kind === 'prefix') {
    comparePrefixTypes(pair, expected, found, listener)
  } else if ('fields' in expected && 'fields' in found && expected.kind === found.kind) {
    const lists = { expected: expected.fields, found: found.fields }
    compareDecodedFields({ pair, context: 'fields', ...lists }, listener)
  }
}

function comparePrefixTypes(
  pair: ComparedPair,
  expected: DecodedPrefixType,
  found: DecodedPrefixType,
  listener: DecodedListener,
): void {
  const { report } = listener
  const { place } = pair
  if (expected.firstSuffixField !== found.firstSuffixField) {
    const [one, other] = [expected, found].map(
      ({ fields, firstSuffixField: count }) => `${count} fields, up to ${fields[count - 1]?.name ?? 'none'}`,
    )
    report('MismatchedPrefixSize', 'A-29', place, one, other)
  }
  if (expected.conditional !== found.conditional) {
    const [one, other] = [expected, found].map(({ fields, conditional }) => {
      const names = fields.filter((_, index) => ((conditional >> BigInt(index)) & 1n) === 1n)
      return names.length === 0 ? 'none' : names.map(({ name }) => name).join(', ')
    })
    report('MismatchedPrefixConditionality', 'A-29', place, one, other)
  }
  const lists = { expected: expected.fields, found: found.fields }
  compareDecodedFields({ pair, context: 'fields', ...lists }, listener)
}

function compareEnums(
  pair: ComparedPair,
  expected: DecodedEnum,
  found: DecodedEnum,
  listener: DecodedListener,
): void {
  const { report } = listener
  const { place } = pair
  compareStorage(pair, expected, found, listener)
  const [count, other] = [expected.variants.length, found.variants.length]
  if (expected.nonExhaustive === undefined ? count !== other : count > other)
    report('TooManyVariants', 'A-28', place, `${count} variants`, `${other} variants`)
  compareTotals(pair, expected, found, listener)
  const isSameType = expected.discriminantType === found.discriminantType
  if (!isSameType) report('ReprAttr', 'A-28', place, expected.discriminantType, found.discriminantType)
  expected.variants.forEach((variant, index) => {
    const given = found.variants[index]
    if (given === undefined) return
    const at = { path: `${place.path}.${variant.name}` }
    if (isSameType && variant.discriminant !== given.discriminant)
      report('EnumDiscriminant', 'A-28', at, variant.discriminant, given.discriminant)
    if (variant.name !== given.name) report('UnexpectedVariant', 'A-28', at, variant.name, given.name)
    if (variant.fields.length !== given.fields.length)
      report('FieldCountMismatch', 'A-28', at, variant.fields.length, given.fields.length)
    compareDecodedFields(
      {
        pair: { ...pair, place: at },
        context: 'fields',
        expected: variant.fields.slice(0, given.fields.length),
        found: given.fields.slice(0, variant.fields.length),
      },
      listener,
    )
  })
}

/** Where each variant has as many fields as it should, all of them together may still be too many. */
function compareTotals(
  pair: ComparedPair,
  expected: DecodedEnum,
  found: DecodedEnum,
  listener: DecodedListener,
): void {
  const [counts, others] = [expected, found].map(({ variants }) => variants.map((one) => one.fields.length))
  const areEqual = counts!.every((count, index) => others![index] === undefined || others![index] === count)
  const [total, other] = [counts!, others!].map((list) => list.reduce((sum, one) => sum + one, 0))
  if (areEqual) compareCounts(pair, pair.place, total!, other!, listener)
}

function compareStorage(
  pair: ComparedPair,
  expected: DecodedEnum,
  found: DecodedEnum,
  { report }: DecodedListener,
): void {
  if ((expected.nonExhaustive === undefined) !== (found.nonExhaustive === undefined)) {
    const [one, other] = [expected, found].map(({ nonExhaustive }) =>
      nonExhaustive === undefined ? 'no more variants' : 'perhaps more variants',
    )
    report('MismatchedExhaustiveness', 'A-28', pair.place, one, other)
    return
  }
  const spell = ({ size, alignment }: Pick<DecodedType, 'size' | 'alignment'>): string =>
    `${size} bytes aligned to ${alignment}`
  for (const [type, { nonExhaustive: needed }] of [
    [pair.expected, expected],
    [pair.found, found],
  ] as const) {
    if (needed !== undefined && (type.size < needed.size || type.alignment < needed.alignment))
      report('IncompatibleWithNonExhaustive', 'A-28', pair.place, `room for ${spell(needed)}`, spell(type))
  }
}
