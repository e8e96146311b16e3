import { hiddenMethods } from '../wire/hidden-methods.js'
import type { Schema, SchemaField, TraitDefinition } from '../wire/schema.js'
import type { Comparison } from './comparison.js'
import type { SchemaOfKind } from './schema-of-kind.js'
import { spellNames, spellSchema } from './spell-schema.js'

/** How two schemas of one kind are compared: what the side that calls has, and what the side that is called has. */
type Rule<One extends Schema> = (comparison: Comparison, path: string, caller: One, callee: One) => void

const fits = (): void => undefined

/** What differs between two schemas of the same kind, by kind. */
const rules: { readonly [Kind in Schema['kind']]: Rule<SchemaOfKind<Kind>> } = {
  struct: compareStructs,
  enum: compareEnums,
  primitive(comparison, path, caller, callee) {
    // Where the words of a string lie in memory is of no interest here.
    if (caller.name !== callee.name) differInType(comparison, path, caller, callee)
  },
  vector: compareItems,
  slice: compareInner,
  option: compareInner,
  boxed: compareInner,
  reference: compareInner,
  array(comparison, path, caller, callee) {
    if (caller.count !== callee.count) differInType(comparison, path, caller, callee)
    else compareItems(comparison, path, caller, callee)
  },
  custom(comparison, path, caller, callee) {
    if (caller.name !== callee.name) differInType(comparison, path, caller, callee)
  },
  undefined(comparison, path, caller, callee) {
    comparison.differ(path, 'X-38', 'a type that neither side describes', spell(caller, callee))
  },
  zeroSize: fits,
  str: fits,
  ioError: fits,
  uninitSlice: fits,
  utcTimestamp: fits,
  recursion(comparison, path, caller, callee) {
    if (caller.depth !== callee.depth) differInType(comparison, path, caller, callee)
  },
  trait: compareObjects,
  closure: compareObjects,
  future(comparison, path, caller, callee) {
    compareFutureBounds(comparison, path, caller, callee)
    compareCommonMethods(comparison, path, caller.definition, callee.definition)
  },
}

/**
 * Finds all that keeps the side that is called from reading what the side that calls writes, and the other way round. Where
 * values lie in memory and how types are called does not matter.
 *
 * @param comparison - Where to note what differs.
 * @param path - What the schemas describe.
 * @param caller - The schema of the side that calls.
 * @param callee - The schema of the side that is called.
 *
 * @see Rules X-38 to X-40 of the specification.
 *
 * @internal
 */
export function compareSchemas(comparison: Comparison, path: string, caller: Schema, callee: Schema): void {
  if (caller.kind !== callee.kind) return differInType(comparison, path, caller, callee)
  const rule = rules[caller.kind] as Rule<Schema>
  rule(comparison, path, caller, callee)
}

/**
 * Finds what differs in the parameters of the methods that two traits both have.
 *
 * @see Rule X-40 of the specification.
 *
 * @internal
 */
export function compareCommonMethods(
  comparison: Comparison,
  path: string,
  caller: TraitDefinition,
  callee: TraitDefinition,
): void {
  const known = firstByName(callee)
  for (const method of caller.methods) {
    const other = known.get(method.name)
    if (other === undefined) continue
    compareParameters(comparison, methodPath(path, method.name, caller), method.parameters, other.parameters)
  }
}

/**
 * Finds what differs in two lists of parameters.
 *
 * @param names - How this side calls them, where it is known.
 *
 * @see Rule X-37 of the specification.
 *
 * @internal
 */
export function compareParameters(
  comparison: Comparison,
  path: string,
  caller: readonly Schema[],
  callee: readonly Schema[],
  names: readonly string[] = [],
): void {
  if (!compareParameterCount(comparison, path, caller, callee)) return
  caller.forEach((schema, index) =>
    compareSchemas(comparison, parameterPath(path, index, names), schema, callee[index]!),
  )
}

/**
 * The path of a parameter.
 *
 * @internal
 */
export function parameterPath(path: string, index: number, names: readonly string[] = []): string {
  return `${path} → ${names[index] ?? `argument ${index}`}`
}

/**
 * Whether two lists of parameters are equally long.
 *
 * @see Rule X-37 of the specification.
 *
 * @internal
 */
export function compareParameterCount(
  comparison: Comparison,
  path: string,
  caller: readonly Schema[],
  callee: readonly Schema[],
): boolean {
  if (caller.length === callee.length) return true
  comparison.differ(
    path,
    'X-37',
    'another number of parameters',
    { caller: spellParameters(caller), callee: spellParameters(callee) },
    'parameters are never added to a method: add a method instead',
  )
  return false
}

/**
 * What a future must allow but does not.
 *
 * @see Rule X-40 of the specification.
 *
 * @internal
 */
export function compareFutureBounds(
  comparison: Comparison,
  path: string,
  caller: SchemaOfKind<'future'>,
  callee: SchemaOfKind<'future'>,
): void {
  for (const [bound, flag] of futureBounds) {
    if (!caller[flag] || callee[flag]) continue
    comparison.differ(
      path,
      'X-40',
      `a future that is not ${bound} where one is needed`,
      spell(caller, callee),
    )
  }
}

const futureBounds = [
  ['Send', 'isSend'],
  ['Sync', 'isSync'],
  ['Unpin', 'isUnpin'],
] as const

/**
 * The methods of a trait by name. Of several with one name, the first counts.
 *
 * @internal
 */
export function firstByName({
  methods,
}: TraitDefinition): ReadonlyMap<string, TraitDefinition['methods'][number]> {
  const found = new Map<string, TraitDefinition['methods'][number]>()
  for (const method of methods) if (!found.has(method.name)) found.set(method.name, method)
  return found
}

const hidden: readonly string[] = Object.values(hiddenMethods)

/**
 * The path of a method. Closures and futures have one that nobody named.
 *
 * @internal
 */
export function methodPath(path: string, name: string, { methods }: TraitDefinition): string {
  return methods.length === 1 && hidden.includes(name) ? path : `${path}.${name}`
}

function compareStructs(
  comparison: Comparison,
  path: string,
  caller: SchemaOfKind<'struct'>,
  callee: SchemaOfKind<'struct'>,
): void {
  compareFields(comparison, path, caller.fields, callee.fields)
}

function compareEnums(
  comparison: Comparison,
  path: string,
  caller: SchemaOfKind<'enum'>,
  callee: SchemaOfKind<'enum'>,
): void {
  if (caller.discriminantSize !== callee.discriminantSize) {
    comparison.differ(path, 'X-39', 'another size of the number of a form', {
      caller: `${caller.discriminantSize} bytes`,
      callee: `${callee.discriminantSize} bytes`,
    })
  }
  if (caller.variants.length !== callee.variants.length) {
    const names = (schema: SchemaOfKind<'enum'>): string =>
      spellNames(
        schema.variants.map(({ name }) => name),
        'form',
      )
    comparison.differ(
      path,
      'X-39',
      'another number of forms',
      { caller: names(caller), callee: names(callee) },
      'a form that only newer versions have is declared with since, and is the last one',
    )
    return
  }
  caller.variants.forEach((variant, index) => {
    const other = callee.variants[index]!
    const own = comparison.own({ caller: variant.name, callee: other.name })
    if (variant.name !== other.name || variant.discriminant !== other.discriminant) {
      comparison.differ(`${path}.${own}`, 'X-39', 'another form with the same number', {
        caller: `${variant.name}, ${variant.discriminant}`,
        callee: `${other.name}, ${other.discriminant}`,
      })
      return
    }
    compareFields(comparison, `${path}.${own}`, variant.fields, other.fields)
  })
}

function compareFields(
  comparison: Comparison,
  path: string,
  caller: readonly SchemaField[],
  callee: readonly SchemaField[],
): void {
  if (caller.length !== callee.length) {
    const names = (fields: readonly SchemaField[]): string =>
      spellNames(
        fields.map(({ name }) => name),
        'field',
      )
    comparison.differ(
      path,
      'X-38',
      'another number of fields',
      { caller: names(caller), callee: names(callee) },
      'what changes with a version is declared with field, removed or changed',
    )
    return
  }
  caller.forEach(({ name, schema }, index) => {
    const other = callee[index]!
    const own = comparison.own({ caller: name, callee: other.name })
    compareSchemas(comparison, `${path}.${own}`, schema, other.schema)
  })
}

interface Holder {
  readonly item: Schema
}

function compareItems(comparison: Comparison, path: string, caller: Holder, callee: Holder): void {
  compareSchemas(comparison, `${path}[]`, caller.item, callee.item)
}

function compareInner(comparison: Comparison, path: string, caller: Holder, callee: Holder): void {
  compareSchemas(comparison, path, caller.item, callee.item)
}

function compareObjects(
  comparison: Comparison,
  path: string,
  caller: SchemaOfKind<'trait' | 'closure'>,
  callee: SchemaOfKind<'trait' | 'closure'>,
): void {
  if (caller.isMut !== callee.isMut) {
    return comparison.differ(path, 'X-40', 'another right to change the object', spell(caller, callee))
  }
  compareCommonMethods(comparison, path, caller.definition, callee.definition)
}

function differInType(comparison: Comparison, path: string, caller: Schema, callee: Schema): void {
  comparison.differ(path, 'X-38', 'another type', spell(caller, callee))
}

function spell(caller: Schema, callee: Schema): { readonly caller: string; readonly callee: string } {
  return { caller: spellSchema(caller), callee: spellSchema(callee) }
}

function spellParameters(parameters: readonly Schema[]): string {
  return `(${parameters
    .slice(0, 8)
    .map((schema) => spellSchema(schema))
    .join(', ')}${parameters.length > 8 ? ', …' : ''})`
}
