import { DeclarationError } from '../errors/index.js'
import { checkAlignment } from '../layout/aligned.js'
import type { FieldDeclaration } from '../layout/field.js'
import { describeValue } from '../layout/names.js'
import type { Presence } from './presence/presence.js'
import type { PrefixField } from './prefix-type.js'
import { areCompatible, compareVersions, oldestCompatible } from './version.js'

/**
 * Refuses what is no way to say which fields are there.
 *
 * @see Rule R-1 of the specification.
 *
 * @internal
 */
export function checkPresence(name: string, presence: unknown): void {
  if (typeof (presence as Partial<Presence> | null)?.read === 'function') return
  throw new DeclarationError('not a way to say which fields are there', {
    code: 'ABI-P010',
    rule: 'R-1',
    path: `${name}.presence`,
    expected: 'what versionField or sizeField gave',
    found: describeValue(presence),
  })
}

/**
 * Refuses a version of a field in a type whose ladder says in which version each field came.
 *
 * @see Rule R-3 of the specification.
 *
 * @internal
 */
export function checkHasNoVersion({ since }: FieldDeclaration, path: string): void {
  if (since === undefined) return
  throw new DeclarationError('a version that the ladder says already', {
    code: 'ABI-P010',
    rule: 'R-3',
    path,
    expected: 'no since',
    found: `since ${since}`,
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

/**
 * Refuses a condition where nothing says of a single field whether it is there.
 *
 * @see Rule P-11 of the specification.
 *
 * @internal
 */
export function checkCondition({ isAccessible }: FieldDeclaration, presence: Presence, path: string): void {
  if (isAccessible === undefined || presence.kind === 'mask') return
  throw new DeclarationError('a field with a condition, and no mask that could say so', {
    code: 'ABI-L006',
    rule: 'P-11',
    path,
    expected: 'a field without accessibleIf',
    found: `accessibleIf where a ${presence.kind} says which fields are there`,
  })
}

/**
 * Refuses what is no alignment of a prefix type.
 *
 * @see Rule P-15 of the specification.
 *
 * @internal
 */
export function checkAlign(name: string, align: unknown, presence: Presence): void {
  if (align === undefined) return
  checkAlignment(align, `${name} → align`)
  if (presence.kind === 'mask') return
  throw new DeclarationError('an alignment of a struct that somebody else declares', {
    code: 'ABI-L006',
    rule: 'P-15',
    path: `${name} → align`,
    expected: 'no alignment: it follows from the fields',
    found: describeValue(align),
  })
}

/**
 * Refuses what is no name of a package.
 *
 * @see Rule P-9 of the specification.
 *
 * @internal
 */
export function checkPackage(name: string, packageName: unknown): void {
  if (typeof packageName === 'string' && packageName !== '') return
  throw new DeclarationError('not the name of a package', {
    code: 'ABI-L002',
    rule: 'P-9',
    path: `${name}.package`,
    expected: 'a text that is not empty',
    found: describeValue(packageName),
  })
}

/**
 * Refuses fields that came later and move all others.
 *
 * @param name - Name of the type.
 * @param first - Where the fields of the oldest version begin, in bytes.
 * @param all - Where those of the declared version begin.
 * @param alignment - The largest alignment of the fields, in bytes.
 *
 * @see Rule P-15 of the specification.
 *
 * @internal
 */
export function checkStart(name: string, first: number, all: number, alignment: number): void {
  if (first === all) return
  throw new DeclarationError('a newer field whose alignment moves the older ones', {
    code: 'ABI-L006',
    rule: 'P-15',
    path: name,
    expected: `fields that begin at ${first}, as those of the first version do`,
    found: `at ${all}, because one of them is aligned to ${alignment}`,
    hint: `declare a pointer to it, or, in an interface without modules, say align: ${alignment} from the first version on`,
  })
}

/**
 * Refuses two fields of one name.
 *
 * @see Rule P-1 of the specification.
 *
 * @internal
 */
export function checkFields(name: string, fields: readonly PrefixField[]): void {
  const seen = new Set<string>()
  const names = fields.flatMap((field) => [
    field.name,
    ...(field.consumes === undefined ? [] : [field.consumes.name]),
  ])
  for (const fieldName of names) {
    if (seen.has(fieldName)) {
      throw new DeclarationError('two fields have this name', {
        code: 'ABI-L002',
        rule: 'P-1',
        path: `${name}.${fieldName}`,
        hint: 'a field stands either in prefix or in suffix',
      })
    }
    seen.add(fieldName)
  }
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
  presence: Presence,
): void {
  // A type whose presence knows its versions has no others.
  if (presence.versions === undefined) checkFirst(name, first, version)
  let last = first
  for (const field of fields) {
    const path = `${name}.${field.name}`
    presence.checkVersion(field.since, path)
    const since = field.consumes?.since ?? field.since
    presence.checkVersion(since, path)
    const isTooNew = compareVersions(field.since, version) > 0
    const isConsumedLater = field.consumes === undefined || compareVersions(since, field.consumes.until) < 0
    if (
      !isTooNew &&
      isConsumedLater &&
      compareVersions(since, last) >= 0 &&
      !(field.isPrefix && since !== first)
    ) {
      last = since
      continue
    }
    throw new DeclarationError('a field out of the order of versions', {
      code: 'ABI-P003',
      rule: 'P-3',
      path,
      expected: field.isPrefix
        ? `since ${first}, as all of the prefix`
        : `since a version from ${last} to ${version}`,
      found: `since ${isConsumedLater ? field.since : `${field.since}, when the slot itself came`}`,
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
