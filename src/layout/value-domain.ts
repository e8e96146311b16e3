import { DeclarationError } from '../errors/index.js'
import { layoutOf } from './layout.js'
import type { Target } from './target.js'
import type { AnyType, IntegerForm } from './type.js'

/**
 * Which values may be written where a type is declared, as data: for whoever makes such values up, as generators of
 * test values do. A new type says it in these words; no new word is needed for it.
 */
export type ValueDomain =
  | IntegerDomain
  | FloatDomain
  | ChoiceDomain
  | CharacterDomain
  | TextDomain
  | ListDomain
  | RecordDomain
  | AlternativesDomain
  | AddressDomain
  | FunctionDomain

/** Whole numbers of a range: of type `bigint` if the ends are. */
export interface IntegerDomain {
  /** Tells it from other domains. */
  readonly kind: 'integer'
  /** The smallest one. */
  readonly minimum: number | bigint
  /** The largest one. */
  readonly maximum: number | bigint
  /** Those of the range that are read back as something else, such as a name. */
  readonly except?: ReadonlySet<number | bigint> | undefined
}

/** Floating-point numbers, NaN and infinities included. */
export interface FloatDomain {
  /** Tells it from other domains. */
  readonly kind: 'float'
  /** Precision: other numbers are rounded when they are written. */
  readonly bits: 32 | 64
}

/** One of some values, the simplest first. */
export interface ChoiceDomain {
  /** Tells it from other domains. */
  readonly kind: 'choice'
  /** The values; at least one. */
  readonly values: readonly unknown[]
}

/** Strings of one Unicode character that is no surrogate. */
export interface CharacterDomain {
  /** Tells it from other domains. */
  readonly kind: 'character'
}

/** Strings. */
export interface TextDomain {
  /** Tells it from other domains. */
  readonly kind: 'text'
  /** Which characters there are: all that have an encoding, or those up to U+00FF. */
  readonly encoding: 'utf-8' | 'latin1'
  /** At most this many bytes in that encoding; without end where it is left out. */
  readonly capacity?: number | undefined
  /** Whether U+0000 may occur. */
  readonly hasNul: boolean
}

/** Arrays. */
export interface ListDomain {
  /** Tells it from other domains. */
  readonly kind: 'list'
  /** The values of the elements. */
  readonly element: ValueDomain
  /** How many elements there are; any number where it is left out. */
  readonly length?: number | undefined
}

/** Objects with certain properties. */
export interface RecordDomain {
  /** Tells it from other domains. */
  readonly kind: 'record'
  /** The properties in order. */
  readonly fields: readonly FieldDomain[]
}

/** A property of an object. */
export interface FieldDomain {
  /** Its name. */
  readonly name: string
  /** Its values. */
  readonly domain: ValueDomain
}

/** The values of several domains, the simplest first. */
export interface AlternativesDomain {
  /** Tells it from other domains. */
  readonly kind: 'alternatives'
  /** The domains; at least one. */
  readonly domains: readonly ValueDomain[]
}

/** Addresses, for which whoever writes them vouches. */
export interface AddressDomain {
  /** Tells it from other domains. */
  readonly kind: 'address'
  /** What lies there. */
  readonly pointee: AnyType
  /** Whether it may be `null`. */
  readonly isNullable: boolean
}

/** Functions that native code can call. */
export interface FunctionDomain {
  /** Tells it from other domains. */
  readonly kind: 'function'
  /** The signature. */
  readonly type: AnyType
  /** Whether it may be `null`. */
  readonly isNullable: boolean
}

/**
 * Which values may be written where a type is declared.
 *
 * @param type - Any type.
 * @param target - The machine, for types whose range depends on it.
 * @throws {@link DeclarationError} `ABI-L007` for a type that does not say.
 *
 * @see Rule V-1 of the specification.
 *
 * @example
 * ```ts
 * import { domainOf, i8, targets } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const domain = domainOf(i8, targets['x86_64-linux'])
 * assert.deepEqual(domain, { kind: 'integer', minimum: -128, maximum: 127 })
 * ```
 */
export function domainOf(type: AnyType, target: Target): ValueDomain {
  if (type.domain !== undefined) return type.domain(target)
  throw new DeclarationError('nobody knows which values this type has', {
    code: 'ABI-L007',
    rule: 'V-1',
    path: type.name,
    expected: 'a type with values',
    found: type.name,
  })
}

/**
 * The integers of some bits.
 *
 * @internal
 */
export function integersOf(isSigned: boolean, bits: number, isBig: boolean): IntegerDomain {
  const half = 2n ** BigInt(bits - 1)
  const [minimum, maximum] = isSigned ? [-half, half - 1n] : [0n, 2n * half - 1n]
  return isBig
    ? { kind: 'integer', minimum, maximum }
    : { kind: 'integer', minimum: Number(minimum), maximum: Number(maximum) }
}

/**
 * The integers that a type holds, all of them.
 *
 * @internal
 */
export function integerDomain(type: AnyType, form: IntegerForm, target: Target): IntegerDomain {
  return integersOf(form.isSigned(target), layoutOf(type, target).size * 8, form.isBig)
}

/**
 * The values of a field: those of its type or, for a bit field, those of them that its bits hold.
 *
 * @throws {@link DeclarationError} `ABI-L007` where there are none.
 *
 * @internal
 */
export function fieldDomain(
  {
    type,
    name,
    bitWidth,
  }: { readonly type: AnyType; readonly name: string; readonly bitWidth?: number | undefined },
  target: Target,
): FieldDomain {
  const domain = domainOf(type, target)
  if (bitWidth === undefined) return { name, domain }
  const form = type.integer!
  const range = integersOf(form.isSigned(target), bitWidth, form.isBig)
  const narrowed = within(domain, range, form)
  if (narrowed !== undefined) return { name, domain: narrowed }
  throw new DeclarationError('no value of this type has so few bits', {
    code: 'ABI-L007',
    rule: 'V-1',
    path: name,
    expected: `a value of ${type.name} from ${range.minimum} to ${range.maximum}`,
    found: 'none',
  })
}

/** The values of a domain whose integers are in a range; `undefined` for none. */
function within(domain: ValueDomain, range: IntegerDomain, form: IntegerForm): ValueDomain | undefined {
  if (domain.kind === 'integer') return { ...domain, minimum: range.minimum, maximum: range.maximum }
  if (domain.kind === 'choice') {
    const values = domain.values.filter((value) => {
      const integer = form.toInteger === undefined ? (value as number) : form.toInteger(value, '')
      return integer >= range.minimum && integer <= range.maximum
    })
    return values.length > 0 ? { kind: 'choice', values } : undefined
  }
  if (domain.kind !== 'alternatives') return domain
  const domains = domain.domains.flatMap((one) => within(one, range, form) ?? [])
  return domains.length > 0 ? { kind: 'alternatives', domains } : undefined
}
