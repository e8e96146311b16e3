import { ContradictingModuleError, type Incompatibility } from '../errors/index.js'
import { canonicalJson, hostTarget, type InterfaceField, type InterfaceShape } from '../layout/index.js'
import { SchemaLayouts } from '../layout/schema-layouts.js'
import { compareInterfaces, type InterfaceTypes, type Report } from './compare-interfaces.js'
import { compareRoom, compareStarts } from './compare-room.js'
import { TypeComparison } from './compare-types.js'
import type { InterfaceSchema } from './interface-schema.js'

/** Who says something of interfaces: a module, or the declaration of a host. */
export interface Speaker {
  /** What it is called in reports. */
  readonly name: string
  /** What it says. */
  readonly schema: InterfaceSchema
}

/** A field of an interface, and who was the first to say what it is. */
interface SaidField {
  readonly field: InterfaceField
  readonly by: Speaker
}

/** All that is known of an interface whose versions meet in the process. */
interface Agreement {
  readonly shape: InterfaceShape
  readonly by: Speaker
  readonly said: readonly SaidField[]
}

/** By what a speaker says of an interface, word for word. Speakers who agreed with each other share an agreement. */
const agreements = new Map<string, Agreement>()

/**
 * Takes note of a module that fits its host, and refuses one that contradicts what others say of the same interfaces: those
 * that were loaded by the same host, or by a host that shares a module with it.
 *
 * @param host - What the host declares.
 * @param module - What the module says.
 * @throws {@link ContradictingModuleError} `ABI-P013` with all contradictions; nothing is noted then.
 *
 * @see Rule P-18 of the specification.
 *
 * @internal
 */
export function noteModule(host: Speaker, module: Speaker): void {
  const both = interfacesOfBoth(host.schema, module.schema)
  const agreed = new Set(both.map(([name]) => name))
  const merged = both.map(([name, ...shapes]) => {
    const sides = [host, module].map((by, index) => {
      const key = keyOf(name, shapes[index]!, by)
      return { key, agreement: agreements.get(key) ?? ownWords(shapes[index]!, by) }
    })
    const [first, second] = sides.map((side) => side.agreement) as [Agreement, Agreement]
    return {
      before: [first, second],
      keys: sides.map((side) => side.key),
      contradictions: first === second ? [] : contradictions(name, first, second, module, agreed),
      after: first === second ? first : merge(first, second),
    }
  })
  const found = merged.flatMap((one) => one.contradictions)
  if (found.length > 0) {
    const others = [...new Set(found.map((one) => one.other))]
    throw new ContradictingModuleError(
      module.name,
      others,
      found.map(({ incompatibility }) => incompatibility),
    )
  }
  for (const { before, keys, after } of merged) {
    for (const [key, agreement] of agreements) if (before.includes(agreement)) agreements.set(key, after)
    for (const key of keys) agreements.set(key, after)
  }
}

type BothShapes = readonly [name: string, host: InterfaceShape, module: InterfaceShape]

/** The root, and every prefix type that both mention. */
function interfacesOfBoth(host: InterfaceSchema, module: InterfaceSchema): BothShapes[] {
  const nested = Object.entries(host.types).flatMap(([name, own]): BothShapes[] => {
    const other = Object.hasOwn(module.types, name) ? module.types[name] : undefined
    return own.kind === 'prefix' && other?.kind === 'prefix' ? [[name, own, other]] : []
  })
  return [[host.interface, host, module], ...nested.filter(([name]) => name !== host.interface)]
}

/** Two speakers who use the same words mean the same: the types that the words mention are part of them. */
function keyOf(
  name: string,
  { version, lastPrefixField, align, fields }: InterfaceShape,
  by: Speaker,
): string {
  return canonicalJson({ name, version, lastPrefixField, align, fields, types: by.schema.types })
}

function ownWords(shape: InterfaceShape, by: Speaker): Agreement {
  return { shape, by, said: shape.fields.map((field) => ({ field, by })) }
}

/** All fields of both, as whoever uses them said first. */
function merge(first: Agreement, second: Agreement): Agreement {
  const longer = first.said.length >= second.said.length ? first : second
  const said = longer.said.map((_, index): SaidField => {
    const both = [first.said[index], second.said[index]].filter((one) => one !== undefined)
    return both.find(({ field }) => field.accessible !== false) ?? both[0]!
  })
  return { shape: { ...longer.shape, fields: said.map(({ field }) => field) }, by: longer.by, said }
}

interface Contradiction {
  readonly other: string
  readonly incompatibility: Incompatibility
}

/** Whatever two agreements say differently. The module is one of those who say the second. */
function contradictions(
  name: string,
  first: Agreement,
  second: Agreement,
  module: Speaker,
  agreed: ReadonlySet<string>,
): readonly Contradiction[] {
  const found: Contradiction[] = []
  const reportBetween =
    (one: Speaker, other: Speaker): Report =>
    (rule, path, summary, expected, found_) => {
      const isModuleFirst = one === module
      found.push({
        other: (isModuleFirst ? other : one).name,
        incompatibility: {
          path,
          rule,
          summary,
          expected: isModuleFirst ? `${found_}, as ${other.name} says` : `${expected}, as ${one.name} says`,
          found: isModuleFirst ? expected : `${found_}${other === module ? '' : `, as ${other.name} says`}`,
        },
      })
    }
  const speakersOf = (one: InterfaceField, other: InterfaceField): readonly [Speaker, Speaker] => [
    first.said.find(({ field }) => field === one)!.by,
    second.said.find(({ field }) => field === other)!.by,
  ]
  compareInterfaces(
    name,
    first.shape,
    second.shape,
    {
      report: reportBetween(first.by, second.by),
      compareTypes(path, host, other) {
        const [one, two] = speakersOf(host, other)
        if (one !== two)
          typesBetween(one, two, reportBetween(one, two), agreed).compareTypes(path, host.type, other.type)
      },
      compareRoom(path, host, other) {
        const [one, two] = speakersOf(host, other)
        compareRoom(path, [host, other], [layoutsOf(one), layoutsOf(two)], reportBetween(one, two))
      },
      compareStarts(path, host, other) {
        const report = reportBetween(first.by, second.by)
        compareStarts(path, [host, other], [layoutsOf(first.by), layoutsOf(second.by)], report)
      },
    },
    {},
  )
  return found
}

/** Compares types that two speakers use; of the prefix types that they mention, those that have no agreement of their own. */
function typesBetween(
  one: Speaker,
  other: Speaker,
  report: Report,
  agreed: ReadonlySet<string>,
): TypeComparison {
  const layouts = [one, other].map(layoutsOf) as [SchemaLayouts, SchemaLayouts]
  const types = new TypeComparison(one.schema.types, other.schema.types, {
    report,
    compareInterfaces: (path, host, module) => compareInterfaces(path, host, module, interfaceTypes, {}),
  })
  const interfaceTypes: InterfaceTypes = {
    report,
    compareTypes: (path, host, module) => types.compareTypes(path, host.type, module.type),
    compareRoom: (path, ...fields) => compareRoom(path, fields, layouts, report),
    compareStarts: (path, ...shapes) => compareStarts(path, shapes, layouts, report),
  }
  for (const name of agreed) types.skip(name)
  return types
}

function layoutsOf({ schema }: Speaker): SchemaLayouts {
  return new SchemaLayouts(schema.types, hostTarget())
}
