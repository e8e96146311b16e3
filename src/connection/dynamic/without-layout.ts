import type { Schema } from '../wire/schema.js'

/**
 * A schema without what it says of memory. Types that were made of schemas know nothing of memory: a wrapper of Rust that
 * vanishes from schemas lies in another way than what it holds.
 *
 * @see Rule X-66 of the specification.
 *
 * @internal
 */
export function withoutLayout(schema: Schema): Schema {
  return strip(schema) as Schema
}

/** What replaces the properties of schemas that speak of memory; `undefined` where nothing does. */
const replaced: Readonly<Record<string, unknown>> = {
  size: undefined,
  alignment: undefined,
  offset: undefined,
  layout: 0,
  hasExplicitRepr: false,
}

function strip(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(strip)
  if (typeof part !== 'object' || part === null) return part
  const entries = Object.entries(part).flatMap(([key, value]) => {
    if (!Object.hasOwn(replaced, key)) return [[key, strip(value)] as const]
    return replaced[key] === undefined ? [] : [[key, replaced[key]] as const]
  })
  return withPlainName(Object.fromEntries(entries))
}

/** Closures and futures are called by a number that their compiler counted up: only their bounds mean something. */
function withPlainName(part: Record<string, unknown>): Record<string, unknown> {
  if (part['kind'] !== 'closure' && part['kind'] !== 'future') return part
  const definition = part['definition'] as { readonly name: string }
  const bounds = /(?:\+\w+)*$/.exec(definition.name)![0]
  return { ...part, definition: { ...definition, name: `__${part['kind']}${bounds}` } }
}
