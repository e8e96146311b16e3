import type { Schema, TraitDefinition } from '../wire/schema.js'
import { boundsOf, nameOf } from './bounds.js'
import type { SchemaOfKind } from './schema-of-kind.js'

/** How many types within each other are spelled out. */
const deepestSpelled = 4

/** How many characters of a name are told. */
const longestName = 60

/** How many of several things are named. */
const mostNamed = 8

/** The names of schemas that hold nothing worth telling. */
const plainNames = {
  undefined: 'a type that nobody describes',
  zeroSize: '()',
  str: '&str',
  ioError: 'std::io::Error',
  uninitSlice: 'UninitSlice',
  utcTimestamp: 'DateTime<Utc>',
} as const

/**
 * A schema as an author of Rust would write the type, as far as it can be known: boxes and cells are not told from what they
 * hold.
 *
 * @param schema - The schema.
 * @param depth - How many types are around it.
 *
 * @internal
 */
export function spellSchema(schema: Schema, depth = 0): string {
  if (depth > deepestSpelled) return '…'
  const inner = (item: Schema): string => spellSchema(item, depth + 1)
  switch (schema.kind) {
    case 'struct':
      return `struct ${shorten(schema.name)}`
    case 'enum':
      return spellEnum(schema.name, schema.variants, inner)
    case 'primitive':
      return schema.name === 'string' ? 'String' : schema.name === 'canary1' ? 'Canary1' : schema.name
    case 'vector':
      return `Vec<${inner(schema.item)}>`
    case 'option':
      return `Option<${inner(schema.item)}>`
    case 'boxed':
      return `Box<${inner(schema.item)}>`
    case 'slice':
      return `[${inner(schema.item)}]`
    case 'reference':
      return `&${inner(schema.item)}`
    case 'array':
      return `[${inner(schema.item)}; ${schema.count}]`
    case 'custom':
      return `the custom type ${JSON.stringify(shorten(schema.name))}`
    case 'trait':
      return `${schema.isMut ? 'mut ' : ''}dyn ${spellTrait(schema.definition)}`
    case 'closure':
      return spellClosure(schema.isMut, schema.definition, inner)
    case 'future':
      return spellFuture(schema, inner)
    case 'recursion':
      return `the type ${schema.depth} levels up`
    default:
      return plainNames[schema.kind]
  }
}

/**
 * A number of named things: `2 fields: left, right`.
 *
 * @internal
 */
export function spellNames(names: readonly string[], thing: string): string {
  const count = `${names.length} ${thing}${names.length === 1 ? '' : 's'}`
  if (names.length === 0) return `no ${thing}s`
  return `${count}: ${names.slice(0, mostNamed).map(shorten).join(', ')}${names.length > mostNamed ? ', …' : ''}`
}

/**
 * A trait by its name and its bounds.
 *
 * @internal
 */
export function spellTrait(definition: TraitDefinition): string {
  return spellBounds(shorten(nameOf(definition)), definition)
}

/**
 * The beginning of a name: a peer may call its things whatever it likes.
 *
 * @internal
 */
export function shorten(name: string): string {
  return name.length <= longestName ? name : `${name.slice(0, longestName)}…`
}

type Inner = (item: Schema) => string

function spellEnum(
  name: string,
  variants: readonly { readonly name: string; readonly fields: readonly { readonly schema: Schema }[] }[],
  inner: Inner,
): string {
  const held = variants.map(({ fields }) => fields)
  if (name !== 'Result' || held.length !== 2 || held.some(({ length }) => length !== 1))
    return `enum ${shorten(name)}`
  return `Result<${held.map(([field]) => inner(field!.schema)).join(', ')}>`
}

function spellClosure(isMut: boolean, definition: TraitDefinition, inner: Inner): string {
  const { parameters = [], returns = { kind: 'zeroSize' } as const } = definition.methods[0] ?? {}
  const result = returns.kind === 'zeroSize' ? '' : ` -> ${inner(returns)}`
  const taken = parameters.slice(0, mostNamed).map(inner)
  return `dyn ${spellBounds(`${isMut ? 'FnMut' : 'Fn'}(${taken.join(', ')})${result}`, definition)}`
}

function spellFuture(future: SchemaOfKind<'future'>, inner: Inner): string {
  const polled = future.definition.methods[0]?.returns
  const output = polled?.kind === 'option' ? inner(polled.item) : '…'
  const bounds = [future.isSend && 'Send', future.isSync && 'Sync', future.isUnpin && 'Unpin']
  return ['dyn Future<Output = ' + output + '>', ...bounds.filter((bound) => bound !== false)].join(' + ')
}

function spellBounds(text: string, definition: TraitDefinition): string {
  return [text, ...boundsOf(definition).slice(0, mostNamed).map(shorten)].join(' + ')
}
