import type { DecodedListener } from './compare-decoded.js'
import type { DecodedField, DecodedFunction, DecodedLifetime, DecodedType } from './decoded-type.js'
import type { ComparedPair, ComparedPlace } from './layout-difference.js'
import { spellDecodedField, spellDecodedFunction } from './spell-decoded-type.js'

/** Two lists of fields of two types. */
export interface ComparedFields {
  /** The types. */
  readonly pair: ComparedPair
  /** Whether the fields lie in the type, or are only mentioned. */
  readonly context: 'fields' | 'phantom'
  readonly expected: readonly DecodedField[]
  readonly found: readonly DecodedField[]
}

/**
 * Compares fields by their places.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function compareDecodedFields(
  { pair, context, expected, found }: ComparedFields,
  listener: DecodedListener,
): void {
  const { place } = pair
  compareCounts(pair, place, expected.length, found.length, listener)
  const accessible = context === 'fields' ? accessibleOnBothSides(pair) : undefined
  expected.forEach((field, index) => {
    const other = found[index]
    if (other === undefined) return
    const at = isReference(pair.expected) ? place : { path: `${place.path}.${field.name}` }
    if (field.name !== other.name) {
      listener.report('UnexpectedField', 'A-29', at, describe(field), describe(other))
    } else if (accessible === undefined || ((accessible >> BigInt(index)) & 1n) === 1n) {
      compareField(pair, at, field, other, listener)
    } else {
      compareRoom(at, field.type, other.type, listener)
    }
  })
}

/** A reference to a prefix type goes by the name of what it refers to. */
export function isReference({ name, package: from }: DecodedType): boolean {
  return name === 'PrefixRef' && from === 'abi_stable'
}

function describe(field: DecodedField): string {
  return `${field.name}: ${spellDecodedField(field)}`
}

/** Only what may have more fields in newer versions may differ, and only by having more. */
export function compareCounts(
  { expected }: ComparedPair,
  place: ComparedPlace,
  count: number,
  other: number,
  { report }: DecodedListener,
): void {
  const mayGrow = canGrow(expected)
  if (count > other || (count < other && !mayGrow)) report('FieldCountMismatch', 'A-29', place, count, other)
}

function canGrow({ data }: DecodedType): boolean {
  return data.kind === 'prefix' || (data.kind === 'enum' && data.nonExhaustive !== undefined)
}

function accessibleOnBothSides({ expected, found }: ComparedPair): bigint | undefined {
  if (expected.data.kind !== 'prefix' || found.data.kind !== 'prefix') return undefined
  return expected.data.accessible & found.data.accessible
}

/** What one side never looks at only has to take the same room. */
function compareRoom(
  place: ComparedPlace,
  one: DecodedType,
  other: DecodedType,
  { report }: DecodedListener,
): void {
  if (one.size !== other.size) report('Size', 'A-29', place, `${one.size} bytes`, `${other.size} bytes`)
  if (one.alignment !== other.alignment)
    report('Alignment', 'A-29', place, `${one.alignment} bytes`, `${other.alignment} bytes`)
}

function compareField(
  pair: ComparedPair,
  place: ComparedPlace,
  expected: DecodedField,
  found: DecodedField,
  listener: DecodedListener,
): void {
  const [wanted, given] = [expected, found].map(({ lifetimes }) => spellLifetimes(lifetimes))
  if (wanted !== given) listener.report('FieldLifetimeMismatch', 'A-29', place, wanted, given)
  expected.functions.forEach((fn, index) => {
    const other = found.functions[index]
    if (other !== undefined) compareFunctions(pair, place.path, fn, other, listener)
  })
  listener.compare({ expected: expected.type, found: found.type, place })
}

/** A result without a type. */
const unit: DecodedType = {
  address: 0,
  name: '()',
  package: 'std',
  packageVersion: '1.0.0',
  line: 0,
  modulePath: '<prelude>',
  size: 0,
  alignment: 1,
  isNonZero: false,
  repr: { kind: 'C' },
  data: { kind: 'struct', fields: [] },
  lifetimes: [],
  lifetimeCount: 0,
  typeParameters: [],
  constants: [],
  phantomFields: [],
  tag: undefined,
  checks: undefined,
}

/** Parameters and result are compared by their places, and the result comes last. */
function compareFunctions(
  pair: ComparedPair,
  path: string,
  expected: DecodedFunction,
  found: DecodedFunction,
  listener: DecodedListener,
): void {
  const { report } = listener
  const signatures = (): [string, string] => [spellDecodedFunction(expected), spellDecodedFunction(found)]
  const place: ComparedPlace = { path }
  const [wanted, given] = [expected, found].map(({ lifetimes }) => spellLifetimes(lifetimes))
  if (wanted !== given) report('FnLifetimeMismatch', 'A-30', { path, signatures }, wanted, given)
  if (expected.isUnsafe !== found.isUnsafe) report('FnQualifierMismatch', 'A-30', place, ...signatures())
  const parts = partsOf(expected)
  const others = partsOf(found)
  const mayGrow = canGrow(pair.expected)
  if (parts.length > others.length || (parts.length < others.length && !mayGrow))
    report('FieldCountMismatch', 'A-30', place, ...signatures())
  parts.forEach((part, index) => {
    const other = others[index]
    if (other === undefined) return
    const at = { path: `${path} → ${part.label}`, signatures }
    if (part.name !== other.name) report('UnexpectedField', 'A-30', at, part.label, other.label)
    if (part.isResult === other.isResult)
      listener.compare({ expected: part.type, found: other.type, place: at })
  })
}

function partsOf(fn: DecodedFunction) {
  return [
    ...fn.parameters.map(({ name, type }, index) => ({
      name: name === '' ? `param_${index}` : name,
      label: `param ${name === '' ? index : name}`,
      type,
      isResult: false,
    })),
    { name: '__returns', label: 'result', type: fn.returns ?? unit, isResult: true },
  ]
}

function spellLifetimes(lifetimes: readonly DecodedLifetime[]): string {
  if (lifetimes.length === 0) return 'no lifetimes'
  return lifetimes
    .map((one) =>
      one === 'none' ? '-' : one === 'anonymous' ? "'_" : one === 'static' ? "'static" : `'${one}`,
    )
    .join(' ')
}
