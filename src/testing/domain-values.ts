import fc, { type Arbitrary } from 'fast-check'
import { DeclarationError } from '../errors/index.js'
import type { AnyType, IntegerDomain, TextDomain, ValueDomain } from '../layout/index.js'

/** Where the values come from that nobody can make up. */
export interface ValueSources {
  /**
   * Addresses for pointers.
   *
   * @param pointee - What lies there.
   */
  readonly addresses?: (pointee: AnyType) => Arbitrary<unknown>
  /**
   * Functions that can be written as function pointers.
   *
   * @param type - The signature.
   */
  readonly functions?: (type: AnyType) => Arbitrary<unknown>
  /** The largest number of elements of a flexible array; 5 where it is left out. */
  readonly maxElements?: number
}

type DomainKind = ValueDomain['kind']

/** The values of each sort of domain. */
const makers: {
  readonly [Kind in DomainKind]: (
    domain: Extract<ValueDomain, { kind: Kind }>,
    sources: ValueSources,
  ) => Arbitrary<unknown>
} = {
  integer: integersIn,
  float: ({ bits }) => (bits === 32 ? fc.float() : fc.double()),
  choice: ({ values }) => fc.constantFrom(...values),
  character: () =>
    fc
      .nat({ max: 0x10ffff - surrogates.count })
      .map((code) => String.fromCodePoint(code < surrogates.first ? code : code + surrogates.count)),
  text: textIn,
  list: ({ element, length }, sources) =>
    fc.array(valuesIn(element, sources), {
      minLength: length ?? 0,
      maxLength: length ?? sources.maxElements ?? 5,
      // What is asked for is made, however large it is.
      size: 'max',
    }),
  record: ({ fields }, sources) =>
    fc.record(Object.fromEntries(fields.map(({ name, domain }) => [name, valuesIn(domain, sources)])), {
      noNullPrototype: true,
    }),
  alternatives({ domains }, sources) {
    const possible = domains.filter((domain) => !isEmpty(domain))
    return fc.oneof({ withCrossShrink: true }, ...possible.map((domain) => valuesIn(domain, sources)))
  },
  address({ pointee, isNullable }, { addresses }) {
    if (addresses !== undefined) return orNull(addresses(pointee), isNullable)
    return isNullable ? fc.constant(null) : fc.integer({ min: 1, max: lastUnused })
  },
  function({ type, isNullable }, { functions }) {
    if (functions !== undefined) return orNull(functions(type), isNullable)
    return isNullable ? fc.constant(null) : refuseFunction(type)
  },
}

/** Code units that are no characters. */
const surrogates = { first: 0xd800, count: 0x800 } as const

/** No program has anything at the lowest addresses; following a pointer to them is refused. */
const lastUnused = 0xffff

/**
 * The values of a domain.
 *
 * @internal
 */
export function valuesIn(domain: ValueDomain, sources: ValueSources): Arbitrary<unknown> {
  // TypeScript cannot relate the maker of a domain to the domain.
  const make = makers[domain.kind] as (domain: ValueDomain, sources: ValueSources) => Arbitrary<unknown>
  return make(domain, sources)
}

function integersIn({ minimum: min, maximum: max, except }: IntegerDomain): Arbitrary<number | bigint> {
  const all: Arbitrary<number | bigint> =
    typeof min === 'bigint' ? fc.bigInt({ min, max: BigInt(max) }) : fc.integer({ min, max: Number(max) })
  return except === undefined ? all : all.filter((value) => !except.has(value))
}

/** Whether all values of a domain are excepted. */
function isEmpty(domain: ValueDomain): boolean {
  if (domain.kind !== 'integer' || domain.except === undefined) return false
  const inRange = [...domain.except].filter((value) => value >= domain.minimum && value <= domain.maximum)
  return BigInt(inRange.length) > BigInt(domain.maximum) - BigInt(domain.minimum)
}

function textIn({ encoding, capacity = Infinity, hasNul }: TextDomain): Arbitrary<string> {
  const unit =
    encoding === 'latin1'
      ? fc.integer({ min: hasNul ? 0 : 1, max: 0xff }).map((code) => String.fromCharCode(code))
      : fc.oneof(
          fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
          makers.character({ kind: 'character' }, {}) as Arbitrary<string>,
        )
  const text = fc.array(unit, { maxLength: Math.min(capacity, longest) })
  return text.map((units) => {
    let fitting = ''
    let bytes = 0
    for (const one of units) {
      bytes += encoding === 'latin1' ? 1 : utf8Length(one)
      if (bytes > capacity) break
      if (hasNul || one !== '\0') fitting += one
    }
    return fitting
  })
}

/** Characters of the longest text, where the type sets no limit. */
const longest = 40

function utf8Length(character: string): number {
  const code = character.codePointAt(0)!
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}

function orNull(values: Arbitrary<unknown>, isNullable: boolean): Arbitrary<unknown> {
  return isNullable ? fc.oneof({ withCrossShrink: true }, fc.constant(null), values) : values
}

function refuseFunction(type: AnyType): never {
  throw new DeclarationError('no function can be made up', {
    code: 'ABI-L007',
    rule: 'V-3',
    path: type.name,
    expected: 'a source of functions',
    found: 'none',
    hint: 'declare it as nullable(fn(…)), or give { functions: (type) => fc.constant(exportFunction(…)) }',
  })
}
