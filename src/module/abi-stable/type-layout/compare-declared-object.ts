import type { AnyType, SchemaNode } from '../../../layout/index.js'
import type { Method } from '../../../vtable/method.js'
import type { ObjectType, Trait } from '../../../vtable/trait-object.js'
import { compareResult } from './compare-declared-function.js'
import { compareRoomOf, refuseName } from './declared-reports.js'
import type { DeclaredComparison, DeclaredPair } from './declared-comparison.js'
import { declaredName } from './declared-name.js'
import { referentOf } from './decoded-queries.js'
import type { DecodedField, DecodedType } from './decoded-type.js'
import { spellDecodedFunction } from './spell-decoded-type.js'

/** Supertraits by which threads an object may go to; both sides must say the same of them. */
const autoTraits = ['Send', 'Sync', 'Unpin']

type FunctionNode = Extract<SchemaNode, { readonly fn: unknown }>

/** How deep in an object its tables are mentioned. */
const deepest = 4

/**
 * The trait of a type of trait objects.
 *
 * @internal
 */
export function traitOf(type: AnyType): Trait | undefined {
  return (type as Partial<ObjectType>).trait
}

/**
 * Compares trait objects: the name of the trait, which traits their makers must implement, and the methods. The crate does
 * not store how the parameters of methods are called.
 *
 * @see Rule A-38 of the specification.
 *
 * @internal
 */
export function compareTraitObject(pair: DeclaredPair, comparison: DeclaredComparison): void {
  const { type, found, place } = pair
  const trait = traitOf(type)!
  const isErased = found.name === 'DynTrait' || found.name === 'RObject'
  if (!isErased && found.name !== `${trait.name}_TO` && found.name !== trait.name)
    return refuseName(pair, comparison)
  compareRoomOf(pair, comparison, 'A-38')
  const objects = withinObject(found)
  compareTraits(pair, trait, objects, comparison)
  const table = objects.map(referentOf).find(isMethodTable)
  if (table !== undefined && table.data.kind === 'prefix')
    compareMethods(place.path, trait, table.data.fields, comparison)
}

/** The types that an object consists of, the outermost first. */
function withinObject(root: DecodedType): readonly DecodedType[] {
  const found: DecodedType[] = [root]
  let level = [root]
  for (let depth = 0; depth < deepest; depth++) {
    level = level.flatMap(({ data }) => (data.kind === 'struct' ? data.fields.map(({ type }) => type) : []))
    found.push(...level)
  }
  return found
}

function isMethodTable({ data }: DecodedType): boolean {
  return (
    data.kind === 'prefix' && data.fields[0]?.name === '_sabi_tys' && data.fields[1]?.name === '_sabi_vtable'
  )
}

function compareTraits(
  { place }: DeclaredPair,
  trait: Trait,
  objects: readonly DecodedType[],
  comparison: DeclaredComparison,
): void {
  const checks = objects.map((one) => one.checks).find((one) => one?.kind === 'requiredTraits')
  if (checks?.kind !== 'requiredTraits') return
  const declared: readonly string[] = trait.supertraits
  const auto = declared.filter((name) => autoTraits.includes(name))
  const fits =
    [...checks.auto].sort().join() === [...auto].sort().join() &&
    declared.every((name) => auto.includes(name) || name === 'Eq' || checks.regular.includes(name))
  if (fits) return
  const spell = (names: readonly string[]): string => (names.length === 0 ? 'no traits' : names.join(' + '))
  comparison.report(
    'ExtraCheckError',
    'A-38',
    place,
    spell(declared),
    spell([...checks.auto, ...checks.regular]),
  )
}

/** Two fields stand before the methods: a marker and the table of what all objects can do. */
const beforeMethods = 2

function compareMethods(
  path: string,
  trait: Trait,
  fields: readonly DecodedField[],
  comparison: DeclaredComparison,
): void {
  const methods = [...trait.methods]
  const count = fields.length - beforeMethods
  if (methods.length > count && comparison.strict)
    comparison.report('FieldCountMismatch', 'A-38', { path }, `${methods.length} methods`, `${count} methods`)
  methods.forEach(([name, method], index) => {
    const field = fields[index + beforeMethods]
    if (field === undefined) return
    if (declaredName(field.name) === name) return compareMethod(`${path}.${name}`, method, field, comparison)
    comparison.report('UnexpectedField', 'A-38', { path: `${path}.${name}` }, name, field.name)
  })
}

/** The object itself is the first parameter of the function, and no parameter of the method. */
function compareMethod(
  path: string,
  { signature }: Method,
  { functions }: DecodedField,
  comparison: DeclaredComparison,
): void {
  const [fn] = functions
  if (fn === undefined) return
  const given = fn.parameters.slice(1)
  const { params } = (signature.schema() as FunctionNode).fn
  const types: readonly AnyType[] = signature.mentions()
  if (given.length !== params.length) {
    const expected = `${params.length} parameters behind the object`
    comparison.report('FieldCountMismatch', 'A-38', { path }, expected, spellDecodedFunction(fn))
  }
  params.forEach(({ name }, index) => {
    const other = given[index]
    if (other === undefined) return
    const pair = { type: types[index]!, found: other.type, place: { path: `${path} → param ${name}` } }
    comparison.types(pair)
  })
  compareResult(types[params.length]!, fn.returns, { path: `${path} → result` }, comparison)
}
