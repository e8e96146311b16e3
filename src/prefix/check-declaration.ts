import { DeclarationError } from '../errors/index.js'
import type { FieldDeclaration } from '../layout/field.js'
import { describeValue } from '../layout/names.js'
import type { PrefixField } from './prefix-type.js'
import { areCompatible, checkVersion, compareVersions, oldestCompatible } from './version.js'

/**
 * Refuses a policy that cannot stand for a whole type.
 *
 * @see Rule P-7 of the specification.
 *
 * @internal
 */
export function checkPolicy(name: string, policy: unknown): void {
  if (policy === 'option' || policy === 'panic' || policy === 'default') return
  throw new DeclarationError('not the policy of a prefix type', {
    code: 'ABI-L002',
    rule: 'P-7',
    path: `${name}.missing`,
    expected: "'option', 'panic' or 'default'",
    found: describeValue(policy),
  })
}

/**
 * Refuses what is no declaration.
 *
 * @see Rule P-1 of the specification.
 *
 * @internal
 */
export function checkDeclaration(name: string, declaration: unknown): void {
  if (typeof declaration === 'object' && declaration !== null) return
  throw new DeclarationError('a prefix type is declared by an object', {
    code: 'ABI-L002',
    rule: 'P-1',
    path: name,
    expected: '{ version, prefix, lastPrefixField, suffix }',
    found: describeValue(declaration),
  })
}

/**
 * Refuses a `lastPrefixField` that is not the last key of the prefix.
 *
 * @see Rule P-4 of the specification.
 *
 * @internal
 */
export function checkLastPrefixField(
  name: string,
  lastPrefixField: unknown,
  prefix: readonly string[],
): void {
  if (prefix.at(-1) === lastPrefixField) return
  const place = prefix.indexOf(lastPrefixField as string)
  const appended = place < 0 ? [] : prefix.slice(place + 1)
  throw new DeclarationError('lastPrefixField is not the last field of the prefix', {
    code: 'ABI-P001',
    rule: 'P-4',
    path: `${name}.lastPrefixField`,
    expected: prefix.length === 0 ? 'no lastPrefixField' : `'${prefix.at(-1)}'`,
    found: describeValue(lastPrefixField),
    hint:
      appended.length === 0
        ? 'name the last key of prefix'
        : `${appended.join(', ')} stands behind it: in a frozen prefix every host takes for granted that all modules have ` +
          `the field, and modules that were built without it would be read past their end. Append to suffix instead`,
  })
}

/**
 * Refuses remarks that only the fields of structs and unions have: each field of a prefix type is one value at its usual
 * place.
 *
 * @see Rule P-1 of the specification.
 *
 * @internal
 */
export function checkPlainField({ alignment, bits }: FieldDeclaration, path: string): void {
  if (alignment === undefined && bits === undefined) return
  throw new DeclarationError('a field that only a struct can have', {
    code: 'ABI-L006',
    rule: 'P-1',
    path,
    expected: 'a type',
    found: bits === undefined ? `an alignment of ${alignment}` : `a bit field of ${bits.width} bits`,
    hint: 'put it into a struct, and the struct here',
  })
}

/** What the header of an instance has bytes for: with a larger alignment, a new field would move all older ones. */
const largestAlignment = 16

/**
 * Refuses fields with which older versions of the interface would lie elsewhere.
 *
 * @param alignment - The largest alignment of the fields, in bytes.
 *
 * @see Rule P-5 of the specification.
 *
 * @internal
 */
export function checkLargestAlignment(name: string, alignment: number): void {
  if (alignment <= largestAlignment) return
  throw new DeclarationError('a field whose alignment would move the others', {
    code: 'ABI-L006',
    rule: 'P-5',
    path: name,
    expected: `fields aligned to at most ${largestAlignment}`,
    found: `one aligned to ${alignment}`,
    hint: 'declare a pointer to it',
  })
}

/**
 * Refuses two fields of one name, and more fields than the mask has bits.
 *
 * @see Rules P-1 and P-5 of the specification.
 *
 * @internal
 */
export function checkFields(name: string, fields: readonly PrefixField[]): void {
  const seen = new Set<string>()
  for (const field of fields) {
    if (seen.has(field.name)) {
      throw new DeclarationError('two fields have this name', {
        code: 'ABI-L002',
        rule: 'P-1',
        path: `${name}.${field.name}`,
        hint: 'a field stands either in prefix or in suffix',
      })
    }
    seen.add(field.name)
  }
  if (fields.length <= 64) return
  throw new DeclarationError('too many fields', {
    code: 'ABI-P002',
    rule: 'P-5',
    path: name,
    expected: 'at most 64: the mask has 64 bits',
    found: String(fields.length),
    hint: 'put a pointer to a second table into the last fields',
  })
}

/**
 * Refuses fields out of the order of versions.
 *
 * @see Rule P-3 of the specification.
 *
 * @internal
 */
export function checkLadder(
  name: string,
  first: string,
  version: string,
  fields: readonly PrefixField[],
): void {
  checkFirst(name, first, version)
  let last = first
  for (const field of fields) {
    const path = `${name}.${field.name}`
    checkVersion(field.since, path)
    const isTooNew = compareVersions(field.since, version) > 0
    if (!isTooNew && compareVersions(field.since, last) >= 0 && !(field.isPrefix && field.since !== first)) {
      last = field.since
      continue
    }
    throw new DeclarationError('a field out of the order of versions', {
      code: 'ABI-P003',
      rule: 'P-3',
      path,
      expected: field.isPrefix
        ? `since ${first}, as all of the prefix`
        : `since a version from ${last} to ${version}`,
      found: `since ${field.since}`,
      hint: isTooNew
        ? 'raise the version of the interface'
        : 'fields are only ever appended: newer ones stand behind older ones',
    })
  }
}

function checkFirst(name: string, first: string, version: string): void {
  if (areCompatible(first, version) && compareVersions(first, version) <= 0) return
  throw new DeclarationError('no first version of this interface', {
    code: 'ABI-P003',
    rule: 'P-3',
    path: `${name}.since`,
    expected: `a version from ${oldestCompatible(version)} to ${version}`,
    found: first,
    hint: 'hosts and modules of incompatible versions never work together',
  })
}
