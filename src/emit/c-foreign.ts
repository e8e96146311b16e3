import {
  canonicalJson,
  pointer,
  untyped,
  type AnyType,
  type StructLayout,
  type Target,
} from '../layout/index.js'
import type { PrefixField, PrefixType } from '../prefix/prefix-type.js'
import { functionTypedefs, memberList } from './c-members.js'
import { checkPrefixSayable } from './c-sayable.js'
import { assertion, comment, stringMacro, versionMacro } from './c-text.js'
import { offsetAssertion } from './c-types.js'

/**
 * A struct of somebody else in C: its newest version, the assertions that it lies as it must, and a macro for each field
 * that not every instance has, which asks an instance for it.
 *
 * @param others - All prefix types of the header.
 *
 * @see Rule R-14 of the specification.
 *
 * @internal
 */
export function foreignDefinition(type: PrefixType, target: Target, others: readonly PrefixType[]): string[] {
  const { name, fields, doc } = type
  const macro = name.toUpperCase()
  const layout = type.measure(target)
  checkPrefixSayable(type, layout, target)
  return [
    ...comment(`${name} ${type.version}${doc === undefined ? '' : `: ${doc}`}`),
    '',
    ...versionMacros(type, macro),
    ...functionTypedefs(name, fields),
    ...comment(
      `Where another header declares the struct, define ${guardOf(type)} before this one is included: the assertions ` +
        'then compare that declaration.',
    ),
    `#ifndef ${guardOf(type)}`,
    `#define ${guardOf(type)}`,
    `typedef struct ${name} {`,
    ...memberList(name, fields.map(withSlotDoc), layout),
    `} ${name};`,
    '#endif',
    assertion(`sizeof(${name}) == ${layout.size}`, `${name} has ${layout.size} bytes`),
    assertion(`ABIDING_ALIGNOF(${name}) == ${layout.alignment}`, `${name} is aligned to ${layout.alignment}`),
    ...fields.flatMap((field) => fieldAssertions(name, field, layout)),
    '',
    ...comment(
      `Whether an instance has a field: ${macro}_HAS(instance, field), where instance is a pointer.`,
    ),
    `#define ${macro}_HAS(instance, field) ${macro}_HAS_##field(instance)`,
    ...fields.flatMap((field) =>
      field.isReserved ? [] : [`#define ${macro}_HAS_${field.name}(instance) ${condition(type, field)}`],
    ),
    ...mention(type, macro, others),
  ]
}

/**
 * The macros that {@link foreignDefinition} defines.
 *
 * @internal
 */
export function foreignMacros(type: PrefixType): string[] {
  const macro = type.name.toUpperCase()
  return [
    `${macro}_HAS`,
    ...type.fields.flatMap((field) => (field.isReserved ? [] : [`${macro}_HAS_${field.name}`])),
    ...(isNumbered(type) ? type.versions.map((version) => versionMacro(macro, version)) : []),
    ...(isNumbered(type) ? [`${macro}_VERSION`] : []),
    `${macro}_DEFINITION`,
  ]
}

/** Whether C can say a version as one number. */
function isNumbered({ presence, version }: PrefixType): boolean {
  return presence.kind === 'version' && !version.includes('.')
}

function versionMacros(type: PrefixType, macro: string): string[] {
  if (!isNumbered(type)) return []
  return [
    ...comment('The versions of the struct, and the one that is declared here.'),
    ...type.versions.map((version) => `#define ${versionMacro(macro, version)} ${version}`),
    `#define ${macro}_VERSION ${versionMacro(macro, type.version)}`,
    '',
  ]
}

function guardOf({ name }: PrefixType): string {
  return `ABIDING_TYPE_${name}`
}

/**
 * A field with a remark for a slot that nobody reads.
 *
 * @internal
 */
export function withSlotDoc(field: PrefixField): PrefixField {
  if (!field.isReserved) return field
  return { ...field, doc: [field.doc, 'Reserved: zero.'].filter((one) => one !== undefined).join(' ') }
}

/**
 * The reserved slot that stood in the place of a field. It is spelled as data: nobody calls what is reserved.
 *
 * @internal
 */
export function slotIn(field: PrefixField): PrefixField | undefined {
  if (field.consumes === undefined) return undefined
  const type = field.type.kind === 'fn' ? pointer(untyped) : field.type
  return { ...field, type, name: field.consumes.name, doc: undefined, isReserved: true, consumes: undefined }
}

function fieldAssertions(name: string, field: PrefixField, layout: StructLayout): string[] {
  const { offset, size } = layout.fields[field.index]!
  if (size === 0) return []
  return [
    offsetAssertion(name, field.name, offset),
    assertion(
      `sizeof(((${name} *)0)->${field.name}) == ${size}`,
      `${name}.${field.name} has ${size} ${size === 1 ? 'byte' : 'bytes'}`,
    ),
  ]
}

/** Whoever asks shall not be told that the instance is not used. */
const always = '((void)(instance), 1)'

/** The expression that is true where an instance has a field. */
function condition(type: PrefixType, field: PrefixField): string {
  if (field.missing === undefined) return always
  const { presence } = type
  const said = type.fields.find((one) => one.name === presence.field)!
  if (presence.kind === 'version') return fromVersion(said, field.since, type.versions[0]!)
  const end = `offsetof(${type.name}, ${field.name}) + sizeof((instance)->${field.name})`
  const fits = `(size_t)(instance)->${said.name} >= ${end}`
  // A maker who knew the slot as reserved has zero there.
  const isUsed = `(instance)->${field.name} != 0`
  return field.consumes !== undefined && field.type.passing.kind === 'scalar'
    ? `(${fits} && ${isUsed})`
    : `(${fits})`
}

function fromVersion(said: PrefixField, since: string, first: string): string {
  if (since === first) return always
  const numbers = since.split('.')
  const parts = partsOf(said.type)
  const place = `(instance)->${said.name}`
  if (parts === undefined) return `(${place} >= ${numbers[0]})`
  return `(${atLeast(
    parts.map((part) => `${place}.${part}`),
    numbers,
  )})`
}

function partsOf(type: AnyType): string[] | undefined {
  const inner = type.inner ?? type
  return inner.definition?.fields?.().map((part) => part.name)
}

/** Compares numbers of which the first one counts most. Compilers warn where an unsigned number is at least 0. */
function atLeast([place, ...places]: readonly string[], [number, ...numbers]: readonly string[]): string {
  const rest =
    places.length === 0 || numbers.every((one) => one === '0') ? undefined : atLeast(places, numbers)
  if (rest === undefined) return `${place} >= ${number}`
  return `${place} > ${number} || (${place} == ${number} && (${rest}))`
}

/** What the schemas of others say of the struct. */
function mention(type: PrefixType, macro: string, others: readonly PrefixType[]): string[] {
  const written = others
    .map((other) => other.schema().types)
    .find((types) => Object.hasOwn(types, type.name))?.[type.name]
  return written === undefined ? [] : stringMacro(`${macro}_DEFINITION`, canonicalJson(written))
}
