import { DeclarationError } from '../errors/index.js'
import type { AnyType } from './type.js'

/**
 * How a type stands in a schema: scalars by name, types with a name of their own as `{ type: name }`, the others by what
 * they are made of.
 *
 * @see Rule S-2 of the specification.
 */
export type SchemaNode =
  | string
  | { readonly type: string }
  | { readonly pointer: SchemaNode; readonly const?: true; readonly nullable?: true }
  | { readonly array: SchemaNode; readonly length: number }
  | { readonly flexible: SchemaNode }
  | { readonly atomic: SchemaNode }
  | {
      readonly fn: {
        readonly params: readonly SchemaParameter[]
        readonly returns: SchemaNode
        readonly variadic?: true
      }
      readonly nullable?: true
    }

/** A parameter in a schema. Its name is for people and is not compared. */
export interface SchemaParameter {
  /** Name, for messages and headers. */
  readonly name: string
  /** Type. */
  readonly type: SchemaNode
}

/** What a named type is made of, as it stands in a schema. */
export type SchemaDefinition =
  | { readonly kind: 'opaque' }
  | {
      readonly kind: 'struct' | 'union'
      readonly fields: readonly SchemaField[]
      readonly align?: number
      readonly packed?: number
    }
  | { readonly kind: 'alias'; readonly of: SchemaNode }
  | {
      readonly kind: 'enum'
      readonly repr: SchemaNode
      readonly open?: true
      readonly variants: readonly SchemaVariant[]
    }
  | {
      readonly kind: 'taggedUnion'
      readonly repr: readonly SchemaNode[]
      readonly variants: readonly (SchemaVariant & { readonly fields: readonly SchemaField[] })[]
    }
  | ({ readonly kind: 'prefix' } & InterfaceShape)

/** What a prefix type is made of, as it stands in a schema. */
export interface InterfaceShape {
  /** Version of the interface. */
  readonly version: string
  /** Name of the last field of the frozen prefix; `null` where there is none. */
  readonly lastPrefixField: string | null
  /** How an instance says which fields it has; absent where a mask does. */
  readonly presence?: InterfacePresence
  /** Bytes to which the whole is aligned at least, where that was asked for. */
  readonly align?: number
  /** The fields by index. */
  readonly fields: readonly InterfaceField[]
}

/** How the instances of a foreign struct say which fields they have. */
export interface InterfacePresence {
  /** What a field of it says. */
  readonly kind: 'size' | 'version'
  /** Name of the field. */
  readonly field: string
}

/** A field of a prefix type in a schema. */
export interface InterfaceField {
  /** Name. */
  readonly name: string
  /** Version that brought it. */
  readonly since: string
  /** Type. */
  readonly type: SchemaNode
  /** For a field with a condition: whether the condition holds. */
  readonly accessible?: boolean
  /** For a slot that nobody reads yet. */
  readonly reserved?: true
  /** For a field in the place of a slot that older versions reserved: the name of the slot. */
  readonly consumes?: string
}

/** A field in a schema. */
export interface SchemaField {
  /** Its name; of a bit field without one, the key in the declaration, which begins with `$`. */
  readonly name: string
  /** Its type. */
  readonly type: SchemaNode
  /** Its own alignment in bytes. */
  readonly align?: number
  /** Its width, for bit fields. */
  readonly bits?: number
}

/** One of the values of an enum, or one of the forms of a tagged union. */
export interface SchemaVariant {
  /** Its name. */
  readonly name: string
  /** Its discriminant, a decimal number. */
  readonly value: string
}

/**
 * Every type with a name of its own that some types mention, each after the types that it contains by value.
 *
 * @throws {@link DeclarationError} `ABI-L005` where two different types share one name.
 *
 * @internal
 */
export function namedTypesOf(roots: readonly AnyType[]): AnyType[] {
  const visited = new Set<AnyType>()
  const found = new Map<string, AnyType>()
  // What is only pointed to may contain the type that points to it, so it comes later.
  const later = [...roots]
  const visit = (type: AnyType): void => {
    if (visited.has(type)) return
    visited.add(type)
    for (const mentioned of type.mentions()) {
      if (type.passing.kind === 'scalar') later.push(mentioned)
      else visit(mentioned)
    }
    if (type.definition === undefined) return
    const known = found.get(type.name)
    if (known === undefined) found.set(type.name, type)
    else checkSame(known, type)
  }
  for (const type of later) visit(type)
  return [...found.values()]
}

function checkSame(known: AnyType, other: AnyType): void {
  const [first, second] = [known, other].map((type) => canonicalJson(type.definition?.schema()))
  if (first === second) return
  throw new DeclarationError('two different types have this name', {
    code: 'ABI-L005',
    rule: 'L-9',
    path: known.name,
    expected: first,
    found: second,
    hint: 'a name stands for one type in the whole interface: rename one of them',
  })
}

/**
 * The definitions of all named types that some types mention, by name.
 *
 * @internal
 */
export function definitionsOf(roots: readonly AnyType[]): Record<string, SchemaDefinition> {
  return Object.fromEntries(namedTypesOf(roots).map((type) => [type.name, type.definition!.schema()]))
}

/**
 * JSON without white space and with sorted keys: equal data gives equal text.
 *
 * @param value - Plain data.
 *
 * @see Rule S-1 of the specification.
 *
 * @example
 * ```ts
 * import { canonicalJson } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(canonicalJson({ b: 1, a: [true, null] }), '{"a":[true,null],"b":1}')
 * ```
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  // The engine keeps keys that look like numbers in an order of its own, so the text is put together here.
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
}
