import type { AnyType, SchemaDefinition, SchemaField } from '../../../layout/index.js'
import { canonicalJson } from '../../../layout/schema.js'
import { compareRoomOf, refuseName } from './declared-reports.js'
import type { DeclaredComparison, DeclaredPair } from './declared-comparison.js'
import { declaredName } from './declared-name.js'
import { isNumbered, visibleFields } from './decoded-queries.js'
import type { DecodedData, DecodedEnum, DecodedField, DecodedRepr } from './decoded-type.js'
import { spellRepr } from './compare-decoded.js'
import type { ComparedPlace } from './layout-difference.js'
import { spellDecodedField } from './spell-decoded-type.js'

type DefinitionOf<Kind extends SchemaDefinition['kind']> = Extract<SchemaDefinition, { readonly kind: Kind }>

/** What kind of type a definition is in Rust. */
const kinds: Readonly<Record<string, DecodedData['kind']>> = {
  struct: 'struct',
  union: 'union',
  alias: 'struct',
  enum: 'enum',
  taggedUnion: 'enum',
}

/**
 * Compares a declared type that has a name of its own: a struct, a union, an enum, a tagged union, or another name for a type.
 *
 * @see Rule A-36 of the specification.
 *
 * @internal
 */
export function compareNamedType(pair: DeclaredPair, comparison: DeclaredComparison): void {
  const { type, found, place } = pair
  const definition = type.definition?.schema()
  if (definition === undefined) return refuseName(pair, comparison)
  if (type.abiStable === undefined && found.name !== type.name) return refuseName(pair, comparison)
  // What is hidden on one of the sides is taken at its word.
  if (definition.kind === 'opaque' || definition.kind === 'prefix' || found.data.kind === 'opaque') return
  const kind = kinds[definition.kind]
  if (kind !== found.data.kind)
    return comparison.report('TLDataDiscriminant', 'A-36', place, kind, found.data.kind)
  compareRoomOf(pair, comparison, 'A-36')
  const lookUp = lookUpTypes(type)
  switch (definition.kind) {
    case 'alias':
      return compareAlias(pair, comparison)
    case 'struct':
    case 'union': {
      const fields = 'fields' in found.data ? found.data.fields : []
      return compareFields({ place, declared: definition.fields, found: fields, lookUp }, comparison)
    }
    case 'enum':
      return compareEnum(pair, definition, found.data as DecodedEnum, comparison)
    case 'taggedUnion':
      return compareTaggedUnion(pair, definition, found.data as DecodedEnum, lookUp, comparison)
  }
}

type LookUp = (node: SchemaField['type']) => AnyType | undefined

/** Finds types that a named type is made of by how they stand in its schema. */
function lookUpTypes(root: AnyType): LookUp {
  let known: Map<string, AnyType> | undefined
  return (node) => {
    known ??= mentionedTypes(root)
    return known.get(canonicalJson(node))
  }
}

/** Forms of a tagged union are structs within unions within structs, perhaps behind other names. */
const deepest = 6

function mentionedTypes(root: AnyType): Map<string, AnyType> {
  const found = new Map<string, AnyType>()
  let level: readonly AnyType[] = root.mentions()
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const next: AnyType[] = []
    for (const type of level) {
      const key = canonicalJson(type.schema())
      if (found.has(key)) continue
      found.set(key, type)
      next.push(...type.mentions())
    }
    level = next
  }
  return found
}

interface FieldLists {
  readonly place: ComparedPlace
  readonly declared: readonly SchemaField[]
  readonly found: readonly DecodedField[]
  readonly lookUp: LookUp
}

function compareFields({ place, declared, found, lookUp }: FieldLists, comparison: DeclaredComparison): void {
  const visible = visibleFields(found, new Set(declared.map(({ name }) => name)))
  if (declared.length !== visible.length)
    comparison.report('FieldCountMismatch', 'A-36', place, declared.length, visible.length)
  declared.forEach((field, index) => {
    const other = visible[index]
    if (other === undefined) return
    const at = { path: `${place.path}.${field.name}` }
    if (field.name !== declaredName(other.name) && !isNumbered(other)) {
      comparison.report(
        'UnexpectedField',
        'A-36',
        at,
        field.name,
        `${other.name}: ${spellDecodedField(other)}`,
      )
      return
    }
    const type = lookUp(field.type)
    if (type === undefined) return
    const pair = { type, found: other.type, place: at, functions: other.functions }
    comparison.types(pair)
  })
}

/** Another name is a struct of one field that takes room, laid out like the field. */
function compareAlias({ type, found, place }: DeclaredPair, comparison: DeclaredComparison): void {
  if (found.repr.kind !== 'transparent')
    comparison.report('ReprAttr', 'A-36', place, 'repr(transparent)', spellRepr(found.repr))
  const inner: AnyType | undefined = type.mentions()[0]
  const [field] = 'fields' in found.data ? visibleFields(found.data.fields, new Set()) : []
  if (inner === undefined || field === undefined) return
  const pair = { type: inner, found: field.type, place, functions: field.functions }
  comparison.types(pair)
}

function compareEnum(
  pair: DeclaredPair,
  { repr, open, variants }: DefinitionOf<'enum'>,
  data: DecodedEnum,
  comparison: DeclaredComparison,
): void {
  const { place, found } = pair
  compareRepr(place, [repr], found.repr, comparison)
  const grows = data.nonExhaustive !== undefined
  if (grows && open !== true)
    comparison.report('MismatchedExhaustiveness', 'A-36', place, 'no more variants', 'perhaps more variants')
  compareVariants(place, variants, data, grows || open === true, comparison)
}

function compareTaggedUnion(
  { place, found }: DeclaredPair,
  { repr, variants }: DefinitionOf<'taggedUnion'>,
  data: DecodedEnum,
  lookUp: LookUp,
  comparison: DeclaredComparison,
): void {
  compareRepr(place, repr, found.repr, comparison)
  const grows = data.nonExhaustive !== undefined
  compareVariants(place, variants, data, grows, comparison)
  variants.forEach(({ name, fields }, index) => {
    const other = data.variants[index]
    if (other === undefined) return
    const at = { path: `${place.path}.${name}` }
    compareFields({ place: at, declared: fields, found: other.fields, lookUp }, comparison)
  })
}

function compareVariants(
  place: ComparedPlace,
  variants: readonly { readonly name: string; readonly value: string }[],
  data: DecodedEnum,
  mayGrow: boolean,
  comparison: DeclaredComparison,
): void {
  const [count, other] = [variants.length, data.variants.length]
  // An older plugin gives none of the later ones, and keeps those that it is given.
  const mayLack = mayGrow && !comparison.strict
  if ((count > other && !mayLack) || (count < other && !mayGrow))
    comparison.report('TooManyVariants', 'A-36', place, `${count} variants`, `${other} variants`)
  variants.forEach(({ name, value }, index) => {
    const found = data.variants[index]
    if (found === undefined) return
    const at = { path: `${place.path}.${name}` }
    if (name !== declaredName(found.name))
      comparison.report('UnexpectedVariant', 'A-36', at, name, found.name)
    if (value !== String(found.discriminant))
      comparison.report('EnumDiscriminant', 'A-36', at, value, found.discriminant)
  })
}

/** With `repr(C)` alone, the tag is an int of C. */
function compareRepr(
  place: ComparedPlace,
  declared: readonly SchemaField['type'][],
  found: DecodedRepr,
  comparison: DeclaredComparison,
): void {
  const expected = `repr(${declared.map((node) => (typeof node === 'string' ? rustInteger(node) : '?')).join(', ')})`
  const cInts = ['repr(i32)', 'repr(u32)', 'repr(C, i32)', 'repr(C, u32)']
  const fits = found.kind === 'C' ? cInts.includes(expected) : spellRepr(found) === expected
  if (!fits) comparison.report('ReprAttr', 'A-36', place, expected, spellRepr(found))
}

/** Integers that are named as C names them. */
function rustInteger(name: string): string {
  return { int: 'i32', c_int: 'i32', c_uint: 'u32' }[name] ?? name
}
