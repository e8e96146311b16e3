import type { SchemaOfKind } from '../negotiation/schema-of-kind.js'
import type { Schema, SchemaField } from '../wire/schema.js'
import { WireProblem } from '../wire/wire-problem.js'
import type { CallPlace } from '../wire/wire-type.js'
import type { ConstantName, ContainerName, Draft, Form } from './described.js'
import { fieldNames } from './field-names.js'
import { makePlace, type Place, type PlaceStart } from './place.js'
import { isTuple, mapParts, resultSides, setItem, standardType } from './standard-schemas.js'

/** How objects cross. */
export type Pointer = 'reference' | 'boxed'

/** Describes what stands behind a pointer: the definition of a trait, a closure or a future. */
export type DescribeObject = (
  schema: SchemaOfKind<'closure' | 'trait' | 'future' | 'recursion'>,
  pointer: Pointer,
) => Draft

const constants: Readonly<Record<string, ConstantName>> = { char: 'char32' }

const plain: Readonly<Partial<Record<Schema['kind'], ConstantName>>> = {
  zeroSize: 'unit',
  str: 'str',
  ioError: 'ioError',
  utcTimestamp: 'utcTimestamp',
}

/** Why there is no type for a schema. */
const reasons: Readonly<Partial<Record<Schema['kind'], string>>> = {
  undefined: 'its author does not say what it is made of',
  custom: 'its author describes it by a name alone',
  uninitSlice: 'it is memory of the peer that nobody wrote yet',
  slice: 'a slice stands in a place where none can',
  reference: 'a reference stands in a place where none can',
  boxed: 'a box of a trait stands in a place where none can',
  closure: 'a closure stands in a place where none can',
  trait: 'a trait stands in a place where none can',
  future: 'a future stands in a place where none can',
}

/**
 * Describes the schema of one parameter or result.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export class SchemaDescriber {
  readonly #places: Place[]
  readonly #describeObject: DescribeObject

  /**
   * @param places - Gets all places, each behind the one around it.
   * @param describeObject - Describes what stands behind a pointer.
   */
  constructor(places: Place[], describeObject: DescribeObject) {
    this.#places = places
    this.#describeObject = describeObject
  }

  /** Describes a schema that stands as a parameter or a result. */
  outermost(schema: Schema, place: CallPlace): Draft {
    if (schema.kind === 'future' && place === 'result') return this.#describeObject(schema, 'boxed')
    if (schema.kind === 'boxed') {
      const { item } = schema
      if (isObject(item)) return this.#describeObject(item, 'boxed')
    }
    if (schema.kind === 'reference' && place === 'parameter') {
      const { item } = schema
      if (isObject(item)) return this.#describeObject(item, 'reference')
      if (item.kind === 'slice') return this.#container('slice', [item.item], {}).draft
      return this.#container('ref', [item], {}).draft
    }
    const sides = schema.kind === 'enum' && place === 'result' ? resultSides(schema) : undefined
    if (sides === undefined) return this.value(schema)
    // Each side may be an object, as a result of its own.
    return {
      form: { kind: 'container', name: 'Result' },
      parts: sides.map((side) => this.outermost(side, 'result')),
    }
  }

  /** Describes a schema of what is bytes alone. */
  value(schema: Schema): Draft {
    return this.#describe(schema, {}).draft
  }

  #describe(schema: Schema, start: PlaceStart): Place {
    switch (schema.kind) {
      case 'struct':
        return this.#struct(schema, start)
      case 'enum':
        return this.#enum(schema, start)
      case 'primitive':
        return schema.name === 'canary1'
          ? this.#unknown('it is a canary, which has no value', start)
          : this.#enter(
              { kind: 'constant', name: constants[schema.name] ?? (schema.name as ConstantName) },
              start,
            )
      case 'vector':
        return this.#vector(schema, start)
      case 'array': {
        if (schema.count >= 2 ** 32) return this.#unknown('it is an array without bounds', start)
        const place = this.#enter({ kind: 'fixedList', length: schema.count }, start)
        this.#inside(place, schema.item, { isGuarded: true })
        return place
      }
      case 'option':
        return this.#container('option', [schema.item], start)
      case 'recursion':
        return this.#unknown('it is not said what it is', { ...start, recursion: schema.depth })
      default: {
        const name = plain[schema.kind]
        // `str` is a view of the caller's memory, which stands alone.
        if (name !== undefined && !(name === 'str' && start.parent !== undefined))
          return this.#enter({ kind: 'constant', name }, start)
        return this.#unknown(reasons[schema.kind] ?? 'it stands in a place where it cannot', start)
      }
    }
  }

  #struct(schema: SchemaOfKind<'struct'>, start: PlaceStart): Place {
    const known = standardType(schema)
    if (known !== undefined) return this.#enter({ kind: 'constant', name: known }, start)
    const { name, fields } = schema
    if (isTuple(schema)) return this.#fields(this.#enter({ kind: 'container', name: 'tuple' }, start), fields)
    const form: Form = { kind: 'record', name, fields: fieldNames(fields.map((field) => field.name)) }
    return this.#fields(this.#enter(form, { ...start, label: labelOf(schema, fields) }), fields)
  }

  #enum(schema: SchemaOfKind<'enum'>, start: PlaceStart): Place {
    const known = standardType(schema)
    if (known !== undefined) return this.#enter({ kind: 'constant', name: known }, start)
    const sides = resultSides(schema)
    if (sides !== undefined) return this.#container('Result', sides, start)
    const { name, variants, discriminantSize } = schema
    if (variants.length === 0) return this.#unknown('it is an enum without variants', start)
    // Variants that the version lacks have numbers, too.
    if (variants.some(({ discriminant }, index) => discriminant !== (index & 0xff)))
      return this.#unknown('it is an enum that lacks a variant in between', start)
    const tags = fieldNames(variants.map((variant) => variant.name))
    const fields = variants.flatMap((variant) => variant.fields)
    const label = labelOf(schema, fields)
    if (fields.length === 0)
      return this.#enter({ kind: 'choice', name, names: tags, discriminantSize }, { ...start, label })
    const forms = variants.map((variant, index) => ({
      name: tags[index]!,
      fields: fieldNames(
        variant.fields.map((field) => field.name),
        'tag',
      ),
    }))
    const place = this.#enter({ kind: 'variants', name, forms, discriminantSize }, { ...start, label })
    return this.#fields(place, fields)
  }

  #vector({ item }: SchemaOfKind<'vector'>, start: PlaceStart): Place {
    const pair = mapParts(item)
    if (pair !== undefined) {
      const place = this.#enter({ kind: 'container', name: 'map' }, start)
      const key = this.#inside(place, pair[0], { isGuarded: true })
      this.#inside(place, pair[1], { isGuarded: true, key })
      return place
    }
    const member = setItem(item)
    const isBytes = item.kind === 'primitive' && item.name === 'u8'
    if (isBytes) return this.#enter({ kind: 'constant', name: 'bytes' }, start)
    const place = this.#enter({ kind: 'container', name: member === undefined ? 'list' : 'set' }, start)
    this.#inside(place, member ?? item, { isGuarded: true })
    return place
  }

  #container(name: ContainerName, parts: readonly Schema[], start: PlaceStart): Place {
    const place = this.#enter({ kind: 'container', name }, start)
    for (const part of parts) this.#inside(place, part, {})
    return place
  }

  #fields(place: Place, fields: readonly SchemaField[]): Place {
    for (const { schema } of fields) this.#inside(place, schema, {})
    return place
  }

  #inside(parent: Place, schema: Schema, start: PlaceStart): Place {
    const place = this.#describe(schema, { ...start, parent, index: parent.children.length })
    parent.children.push(place)
    parent.draft.parts.push(place.draft)
    return place
  }

  #unknown(reason: string, start: PlaceStart): Place {
    return this.#enter({ kind: 'unknown', reason }, start)
  }

  #enter(form: Form, start: PlaceStart): Place {
    const place = makePlace(form, start)
    if (this.#places.push(place) > mostPlaces) refuseMany()
    return place
  }
}

function isObject(schema: Schema): schema is SchemaOfKind<'closure' | 'trait' | 'recursion'> {
  return schema.kind === 'closure' || schema.kind === 'trait' || schema.kind === 'recursion'
}

/** How many types one definition is made of at most: far more than any that a person wrote. */
const mostPlaces = 50_000

function refuseMany(): never {
  throw new WireProblem('a definition that is too large to make types of', {
    code: 'ABI-J027',
    rule: 'X-66',
    expected: `at most ${mostPlaces} types`,
    found: 'more',
  })
}

/** Types of one name are told apart by their fields, and by how these lie in memory. */
function labelOf(schema: SchemaOfKind<'struct' | 'enum'>, fields: readonly SchemaField[]): string {
  const inside = fields.map(({ name, offset }) => [name, offset])
  const forms = schema.kind === 'enum' ? schema.variants.map(({ name, fields }) => [name, fields.length]) : []
  return JSON.stringify([schema.kind, schema.name, schema.size, schema.alignment, forms, inside])
}
