import type { TypeParts } from './decode-session.js'
import type { DecodedChecks } from './decoded-type.js'
import { ExtraChecks, RequiredTraits } from './memory-format.js'

const autoTraits = ['Send', 'Sync', 'Unpin']

const regularTraits = [
  ...['Error', 'Clone', 'Default', 'Display', 'Debug', 'Serialize', 'PartialEq', 'Ord', 'PartialOrd', 'Hash'],
  ...[
    'Iterator',
    'DoubleEndedIterator',
    'FmtWrite',
    'IoWrite',
    'IoRead',
    'IoBufRead',
    'IoSeek',
    'Deserialize',
  ],
]

/**
 * What is checked of a type beside its layout. What the crate's own types check is always which traits an object has; what other
 * types check is known to their code alone.
 *
 * @internal
 */
export function decodeChecks(
  { reader, place, layout }: TypeParts,
  packageName: string,
): DecodedChecks | undefined {
  if (layout.extra_checks === 0) return undefined
  if (packageName !== 'abi_stable') return { kind: 'custom' }
  const where = { label: 'required traits', parent: place }
  const { data } = reader.struct(ExtraChecks, layout.extra_checks, where)
  const { auto_traits: auto, regular_traits: regular } = reader.struct(RequiredTraits, data, where)
  const named = (names: readonly string[], bits: bigint): string[] => {
    const strange = bits >> BigInt(names.length)
    if (strange !== 0n)
      reader.refuse(where, 'a trait that is not known', `${names.length} traits`, `bits ${bits.toString(2)}`)
    return names.filter((_, index) => ((bits >> BigInt(index)) & 1n) === 1n)
  }
  return {
    kind: 'requiredTraits',
    auto: named(autoTraits, BigInt(auto)),
    regular: named(regularTraits, regular),
  }
}
