import { MemoryError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'
import type { Address } from '../layout/index.js'
import { compareSchemas } from './compare-schemas.js'
import { prefixViewType, type PrefixState } from './prefix-class.js'
import type { PrefixType } from './prefix-type.js'

/**
 * The address of an instance that is given where a reference to a prefix type is declared.
 *
 * @param value - An accessor object, something with a type and an address, or an address.
 * @param type - The prefix type that is declared.
 * @returns The address; `undefined` for anything else, and for an instance of another interface.
 * @throws {@link MemoryError} `ABI-M001` for the address 0, `ABI-M004` for an instance that was disposed of.
 *
 * @see Rule P-16 of the specification.
 *
 * @internal
 */
export function addressOfReference(value: unknown, type: PrefixType, path: string): Address | undefined {
  if (typeof value === 'number') return givenAddress(value, path)
  const own = typeOfReference(value)
  if (own === undefined || !isUsable(type, own)) return undefined
  if (!isAccessor(value)) return (value as { readonly address: Address }).address
  return (value.$memory.base! + value.$offset) as Address
}

/**
 * What was given instead of a reference, for messages.
 *
 * @internal
 */
export function describeReference(value: unknown): string {
  const own = typeOfReference(value)
  return own === undefined ? describeValue(value) : `an instance of ${own.name} ${own.version}`
}

type Accessor = PrefixState & { readonly [prefixViewType]: PrefixType }

function isAccessor(value: unknown): value is Accessor {
  return (value as Partial<Accessor> | null | undefined)?.[prefixViewType] !== undefined
}

function typeOfReference(value: unknown): PrefixType | undefined {
  if (isAccessor(value)) return value[prefixViewType]
  if (typeof value !== 'object' || value === null) return undefined
  const { type } = value as { readonly type?: PrefixType }
  return type?.kind === 'prefix' ? type : undefined
}

const usable = new WeakMap<PrefixType, WeakMap<PrefixType, boolean>>()

/** Versions of one interface are used in each other's place if a module of the one could be loaded as the other. */
function isUsable(type: PrefixType, given: PrefixType): boolean {
  if (type === given) return true
  let known = usable.get(type)
  if (known === undefined) usable.set(type, (known = new WeakMap<PrefixType, boolean>()))
  let fits = known.get(given)
  if (fits === undefined) {
    fits = compareSchemas(type.schema(), given.schema(), {}).length === 0
    known.set(given, fits)
  }
  return fits
}

/** Whoever writes a number vouches for it. */
function givenAddress(value: number, path: string): Address | undefined {
  if (!Number.isSafeInteger(value) || value < 0) return undefined
  if (value > 0) return value as Address
  throw new MemoryError('a null reference where none is allowed', {
    code: 'ABI-M001',
    rule: 'P-16',
    path,
    expected: 'the address of an instance',
    found: 'null',
    hint: 'declare it as nullable(prefixRef(…)) if null is allowed',
  })
}
