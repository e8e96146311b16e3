import type { InterfaceField, InterfaceShape } from '../layout/index.js'
import type { ComparisonOptions } from './compare-schemas.js'
import { areCompatible, compareVersions } from './version.js'

/** A difference between two sides. */
export type Report = (rule: string, path: string, summary: string, expected: string, found: string) => void

/** What the comparison of two interfaces asks about the types of their fields. */
export interface InterfaceTypes {
  /** Takes a difference. */
  readonly report: Report
  /** Compares the types of two fields that both sides use. */
  readonly compareTypes: (path: string, host: InterfaceField, module: InterfaceField) => void
  /** Compares only how much room two fields take. */
  readonly compareRoom: (path: string, host: InterfaceField, module: InterfaceField) => void
  /** Compares where the first fields lie. */
  readonly compareStarts: (path: string, host: InterfaceShape, module: InterfaceShape) => void
}

/**
 * Compares what two sides say of one prefix type: of the root of a module, or of one that it refers to.
 *
 * @param path - What the type is called in the report.
 *
 * @see Rules C-2 to C-5, C-9, P-13, P-15, R-11 and R-12 of the specification.
 *
 * @internal
 */
export function compareInterfaces(
  path: string,
  host: InterfaceShape,
  module: InterfaceShape,
  types: InterfaceTypes,
  options: ComparisonOptions,
): void {
  if (!comparePresence(path, host, module, types.report)) return
  compareVersionOf(path, host, module, types.report, options)
  comparePrefix(path, host, module, types.report)
  types.compareStarts(path, host, module)
  compareFields(path, host, module, types, options)
}

/** Where instances say in different ways what they have, they are different structs: nothing else is worth saying. */
function comparePresence(
  path: string,
  host: InterfaceShape,
  module: InterfaceShape,
  report: Report,
): boolean {
  const [expected, found] = [host, module].map(({ presence }) =>
    presence === undefined ? 'a mask' : `the ${presence.kind} in ${presence.field}`,
  )
  if (expected === found) return true
  report('R-11', `${path} → presence`, 'another way to say which fields are there', expected!, found!)
  return false
}

function compareVersionOf(
  path: string,
  host: InterfaceShape,
  module: InterfaceShape,
  report: Report,
  { strict }: ComparisonOptions,
): void {
  // Each version in a version field is compatible with each other one: what else would it be for?
  const isLadder = host.presence?.kind === 'version'
  if (!isLadder && !areCompatible(host.version, module.version)) {
    const expected = `a version compatible with ${host.version}`
    report('C-2', `${path}.version`, 'an incompatible version', expected, module.version)
  } else if (strict && compareVersions(module.version, host.version) < 0) {
    const summary = 'an older version, and strict is asked for'
    report('C-9', `${path}.version`, summary, `${host.version} or newer`, module.version)
  }
}

/** Whether the prefixes end in a slot that one side reserves and the other one has put a field into. */
function endsInOneSlot(host: InterfaceShape, module: InterfaceShape): boolean {
  const [one, other] = [host, module].map(({ fields, lastPrefixField }) => {
    const index = fields.findIndex(({ name }) => name === lastPrefixField)
    return { index, field: fields[index] }
  })
  if (one!.index !== other!.index || one!.field === undefined || other!.field === undefined) return false
  return isConsumed(one!.field, other!.field) || isConsumed(other!.field, one!.field)
}

function comparePrefix(path: string, host: InterfaceShape, module: InterfaceShape, report: Report): void {
  if (host.lastPrefixField === module.lastPrefixField || endsInOneSlot(host, module)) return
  const spell = (shape: InterfaceShape): string =>
    shape.lastPrefixField === null
      ? 'no prefix'
      : `${shape.lastPrefixField}, field ${shape.fields.findIndex((field) => field.name === shape.lastPrefixField)}`
  report('C-3', `${path}.lastPrefixField`, 'another end of the frozen prefix', spell(host), spell(module))
}

function compareFields(
  owner: string,
  host: InterfaceShape,
  module: InterfaceShape,
  types: InterfaceTypes,
  { strict }: ComparisonOptions,
): void {
  const { report } = types
  const prefixCount = host.fields.findIndex((field) => field.name === host.lastPrefixField) + 1
  host.fields.forEach((field, index) => {
    const path = `${owner}.${field.name}`
    const other = module.fields[index]
    if (other?.name === field.name) {
      if (index < prefixCount) compareConditions(path, field, other, report)
      if (field.reserved !== other.reserved) return refuseSlot(path, field, other, report)
      return compareField(path, field, other, types)
    }
    if (other !== undefined && (isConsumed(field, other) || isConsumed(other, field)))
      return types.compareRoom(path, field, other)
    const place = module.fields.findIndex((one) => one.name === field.name)
    if (place >= 0) {
      report('C-4', path, 'a field stands at another place', `field ${index}`, `field ${place}`)
      compareField(path, field, module.fields[place]!, types)
    } else if (other !== undefined && !host.fields.some((one) => one.name === other.name)) {
      report('C-5', path, 'a field has another name', field.name, other.name)
      compareField(path, field, other, types)
    } else if (other !== undefined) {
      report('C-5', path, 'a field was taken away', `field ${index}`, `${other.name} stands there`)
    } else if (index < prefixCount) {
      const found = `${module.fields.length} fields`
      report('C-5', path, 'a field of the frozen prefix is missing', `field ${index}`, found)
    } else if (strict) {
      const summary = 'a field is missing, and strict is asked for'
      report('C-9', path, summary, `since ${field.since}`, `version ${module.version}`)
    }
  })
}

/** Readers look a conditional field of the prefix up in the mask, and take every other one for granted. */
function compareConditions(path: string, host: InterfaceField, module: InterfaceField, report: Report): void {
  const [expected, found] = [host, module].map((field) =>
    field.accessible === undefined ? 'there in every instance' : 'there under a condition',
  )
  if (expected !== found)
    report('P-13', path, 'the sides differ in whether the field has a condition', expected!, found!)
}

/** Whether one side has put a field into the place of a slot that the other one reserves. */
function isConsumed(slot: InterfaceField, field: InterfaceField): boolean {
  return slot.reserved === true && field.consumes === slot.name
}

/** A slot is only used by a field that says so. */
function refuseSlot(path: string, host: InterfaceField, module: InterfaceField, report: Report): void {
  const [expected, found] = [host, module].map(({ reserved }) => (reserved ? 'a reserved slot' : 'a field'))
  report('R-12', path, 'a slot that one side uses under its own name', expected!, found!)
}

/** What one side never looks at may be of another type there, as long as the fields behind it stay in place. */
function compareField(
  path: string,
  host: InterfaceField,
  module: InterfaceField,
  types: InterfaceTypes,
): void {
  const isUnused =
    host.reserved === true ||
    module.reserved === true ||
    host.accessible === false ||
    module.accessible === false
  if (isUnused) types.compareRoom(path, host, module)
  else types.compareTypes(path, host, module)
}
