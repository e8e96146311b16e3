import { standardType } from '../dynamic/standard-schemas.js'
import { withoutLayout } from '../dynamic/without-layout.js'
import type { Schema, SchemaField } from '../wire/schema.js'
import { badNumber } from '../wire/wire-problem.js'
import type { WireReader } from '../wire/wire-reader.js'
import type { WireWriter } from '../wire/wire-writer.js'
import { Comparison } from './comparison.js'
import { recursionTarget, type EnclosingSchema } from './enclosing-schema.js'
import type { SchemaOfKind } from './schema-of-kind.js'
import { smallestValue, widthOf } from './serialized-size.js'
import { spellSchema } from './spell-schema.js'

/** Takes a value from what was read, and writes what the other side knows of it: nothing where there is nowhere to write. */
export type Adapter = (from: WireReader, to: WireWriter | undefined) => void

/** What is made of a value: the same, without what is new in it, or nothing. */
interface Target {
  readonly path: string
  readonly problems: Comparison
  /** The schema that it lies in, and in the rules for a schema, that schema. */
  readonly around: EnclosingSchema<Adapter> | undefined
  /** How it is found there. */
  readonly step: (parent: Schema) => Schema | undefined
  readonly isCounted: boolean
}

type Rule<Kind extends Schema['kind']> = (
  target: Target,
  native: SchemaOfKind<Kind>,
  effective: SchemaOfKind<Kind>,
) => Adapter

/** The names of types of the crate whose schemas do not say what their values are made of. */
const untold = new Set(['BitVec', 'BitSet'])

const nothing: Adapter = () => undefined

/**
 * How results of a peer of the crate are read that is newer than this side. It writes them in its own version, and says that
 * they were of the older one. What is new in them is left out; what is missing in them cannot be had.
 *
 * @param problems - Where to note what cannot be had.
 * @param path - The result.
 * @param native - What the peer writes.
 * @param effective - What the peer writes in the older version, or so it says.
 * @returns Nothing where both are the same.
 *
 * @see Rule X-46 of the specification.
 *
 * @internal
 */
export function adaptResult(
  problems: Comparison,
  path: string,
  native: Schema,
  effective: Schema,
): ((from: WireReader, to: WireWriter) => void) | undefined {
  if (isAlike(native, effective)) return undefined
  const start: Target = { path, problems, around: undefined, step: () => undefined, isCounted: false }
  return adapterOf(start, native, effective)
}

/**
 * How a value is stepped over that nobody wants.
 *
 * @param schema - What it is made of.
 * @returns Takes it from what is read; `undefined` where the schema does not tell how long it is.
 *
 * @see Rule X-92 of the specification.
 *
 * @internal
 */
export function stepOver(schema: Schema): ((from: WireReader) => void) | undefined {
  const problems = new Comparison()
  const adapt = skip(
    { path: '', problems, around: undefined, step: () => undefined, isCounted: false },
    schema,
  )
  return problems.problems.length === 0 ? (from) => adapt(from, undefined) : undefined
}

/** Whether values are written in the same way, and mean the same. */
function isAlike(native: Schema, effective: Schema): boolean {
  return JSON.stringify(withoutLayout(native)) === JSON.stringify(withoutLayout(effective))
}

function adapterOf(target: Target, native: Schema, effective: Schema): Adapter {
  if (native.kind !== effective.kind) return refuse(target, native, effective)
  const { around: parent, step, isCounted } = target
  const around: EnclosingSchema<Adapter> = { schema: native, parent, step, isCounted, found: undefined }
  const rule = rules[native.kind] as Rule<Schema['kind']>
  return (around.found = rule({ ...target, around }, native, effective))
}

const rules: { readonly [Kind in Schema['kind']]: Rule<Kind> } = {
  struct(target, native, effective) {
    if (untold.has(native.name)) return refuse(target, native, effective)
    return adaptFields(target, native.fields, effective.fields)
  },
  enum: adaptEnum,
  primitive(target, native, effective) {
    if (native.name !== effective.name) return refuse(target, native, effective)
    return native.name === 'string' ? copyText : copyBytes(widthOf(native.name))
  },
  vector(target, native, effective) {
    const item = adapterOf(itemOf(target, native.item), native.item, effective.item)
    const smallest = smallestValue(native.item)
    return (from, to) => {
      const count = from.count(smallest)
      to?.count(count)
      for (let index = 0; index < count; index++) item(from, to)
    }
  },
  array(target, native, effective) {
    if (native.count !== effective.count) return refuse(target, native, effective)
    // Bytes that are missing end a loop; what takes no bytes would not.
    if (smallestValue(native.item) === 0)
      return native.item.kind === 'zeroSize' ? nothing : refuse(target, native, effective)
    const item = adapterOf(itemOf(target, native.item), native.item, effective.item)
    return (from, to) => {
      for (let index = 0; index < native.count; index++) item(from, to)
    }
  },
  option(target, native, effective) {
    const item = adapterOf(inside(target, '', heldItem), native.item, effective.item)
    return (from, to) => {
      const tag = from.u8()
      to?.u8(tag)
      if (tag > 1) throw badNumber('an option', '0 or 1', tag)
      if (tag === 1) item(from, to)
    }
  },
  boxed: copyObject,
  reference: copyObject,
  future: () => copyBytes(packagedSize),
  str: () => copyBytes(16),
  zeroSize: () => nothing,
  ioError() {
    const copyKind = copyBytes(2)
    return (from, to) => {
      copyKind(from, to)
      copyText(from, to)
    }
  },
  utcTimestamp: () => copyBytes(8),
  undefined: refuse,
  custom: refuse,
  slice: refuse,
  trait: refuse,
  closure: refuse,
  recursion(target, native, effective) {
    const found = native.depth === effective.depth ? recursionTarget(target.around!, native.depth) : undefined
    if (found === undefined) return refuse(target, native, effective)
    return (from, to) => {
      from.enter()
      found.found!(from, to)
      from.leave()
    }
  },
  uninitSlice: refuse,
}

/** Bytes of an object on its way. */
const packagedSize = 24

function copyBytes(count: number): Adapter {
  return (from, to) => {
    const bytes = from.raw(count)
    to?.raw(bytes)
  }
}

const copyText: Adapter = (from, to) => {
  const count = from.count(1)
  const bytes = from.raw(count)
  to?.count(count)
  to?.raw(bytes)
}

function copyObject(
  target: Target,
  native: SchemaOfKind<'boxed'>,
  effective: SchemaOfKind<'boxed'>,
): Adapter {
  const { kind } = native.item
  if (kind === 'trait' || kind === 'closure' || kind === 'future') return copyBytes(packagedSize)
  return refuse(target, native, effective)
}

/** The schema of an address with a port does not mention the port: what the values are made of is rule W-15. */
const copySocketAddress: Adapter = (from, to) => {
  const family = from.u8()
  if (family > 1) throw badNumber('a family of addresses', '0 or 1', family)
  to?.u8(family)
  copyBytes(family === 0 ? 6 : 26)(from, to)
}

function isSocketAddress(schema: SchemaOfKind<'enum'>): boolean {
  return standardType(schema) === 'socketAddress'
}

function adaptEnum(target: Target, native: SchemaOfKind<'enum'>, effective: SchemaOfKind<'enum'>): Adapter {
  if (isSocketAddress(native) && isSocketAddress(effective)) return copySocketAddress
  const known = new Map(effective.variants.map((variant, index) => [variant.name, { ...variant, index }]))
  const numbers = numbersOf(native)
  const effectiveNumbers = numbersOf(effective)
  const forms = native.variants.map(({ name, fields }) => {
    const other = known.get(name)
    if (other === undefined) return undefined
    return {
      number: effectiveNumbers[other.index]!,
      adapt: adaptFields(inside(target, `.${name}`), fields, other.fields, name),
    }
  })
  const byNumber = new Map(numbers.map((number, index) => [number, forms[index]]))
  const expected = `one of the ${effective.variants.length} that ${native.name} has in the version of this side`
  return (from, to) => {
    const number = from.unsigned(native.discriminantSize)
    const form = byNumber.get(number)
    if (form === undefined) throw badNumber(`a form of ${native.name}`, expected, number)
    to?.unsigned(form.number, effective.discriminantSize)
    form.adapt(from, to)
  }
}

/** The numbers of the forms as they are written. Those of a result are the other way round. */
function numbersOf({ name, variants }: SchemaOfKind<'enum'>): readonly number[] {
  const isResult =
    name === 'Result' &&
    variants.length === 2 &&
    variants.every((variant, index) => variant.name === ['Ok', 'Err'][index] && variant.discriminant === 0)
  return isResult ? [1, 0] : variants.map((_variant, index) => index)
}

function adaptFields(
  target: Target,
  native: readonly SchemaField[],
  effective: readonly SchemaField[],
  form?: string,
): Adapter {
  let next = 0
  const adapters = native.map(({ name, schema }): Adapter => {
    const field = inside(target, `.${name}`, heldField(name, form), isKey(target, name))
    const wanted = effective[next]
    if (wanted?.name !== name) return skip(field, schema)
    next += 1
    return adapterOf(field, schema, wanted.schema)
  })
  for (const { name, schema } of effective.slice(next)) {
    target.problems.differ(
      `${target.path}.${name}`,
      'X-46',
      'a field that results of the newer peer do not have any more',
      { caller: spellSchema(schema), callee: 'nothing in its place' },
      'declare the trait in the version of the peer, with the field as removed',
    )
  }
  return (from, to) => {
    for (const adapt of adapters) adapt(from, to)
  }
}

/** Steps over what is new. */
function skip(target: Target, schema: Schema): Adapter {
  const adapt = adapterOf(target, schema, schema)
  return (from) => adapt(from, undefined)
}

function inside(
  target: Target,
  segment: string,
  step: Target['step'] = target.step,
  isCounted = false,
): Target {
  return { ...target, path: target.path + segment, step, isCounted }
}

/** An item of a list or an array. What a map holds is counted for itself: the pairs are not. */
function itemOf(target: Target, item: Schema): Target {
  return inside(target, '[]', heldItem, !isPair(item))
}

function isPair(schema: Schema | undefined): boolean {
  return schema?.kind === 'struct' && schema.name === 'KeyValuePair'
}

/** The crate counts the value of a map as its key, so that a recursion to a value cannot be told. */
function isKey({ around }: Target, name: string): boolean {
  return isPair(around?.schema) && name === 'key'
}

const heldItem: Target['step'] = (parent) => ('item' in parent ? parent.item : undefined)

function heldField(name: string, form: string | undefined): Target['step'] {
  return (parent) => {
    if (form === undefined && parent.kind === 'struct') return schemaOf(parent.fields, name)
    if (parent.kind !== 'enum') return undefined
    const variant = parent.variants.find((one) => one.name === form)
    return variant === undefined ? undefined : schemaOf(variant.fields, name)
  }
}

function schemaOf(fields: readonly SchemaField[], name: string): Schema | undefined {
  return fields.find((field) => field.name === name)?.schema
}

function refuse({ path, problems }: Target, native: Schema, effective: Schema): Adapter {
  problems.differ(
    path,
    'X-46',
    'a result that changed in a newer version, of which this side cannot read what the newer peer writes',
    { caller: spellSchema(effective), callee: spellSchema(native) },
    'declare the trait in the version of the peer',
  )
  return nothing
}
