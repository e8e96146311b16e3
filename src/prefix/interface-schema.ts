import { definitionsOf } from '../layout/schema.js'
import type { SchemaDefinition, SchemaNode } from '../layout/index.js'
import type { PrefixType } from './prefix-type.js'

/** The version of the schema format. */
export const schemaFormat = 1

/**
 * An interface as data: what a module carries and a host compares. Descriptions and policies are no part of it, because
 * modules and hosts may differ in them.
 *
 * @see Rule S-3 of the specification.
 */
export interface InterfaceSchema {
  /** Version of the schema format. */
  readonly abiding: number
  /** Name of the interface. */
  readonly interface: string
  /** Version of the interface. */
  readonly version: string
  /** Name of the last field of the frozen prefix; `null` where there is none. */
  readonly lastPrefixField: string | null
  /** The fields in order. */
  readonly fields: readonly InterfaceField[]
  /** The types with a name of their own, by name. */
  readonly types: Readonly<Record<string, SchemaDefinition>>
}

/** A field in the schema of an interface. */
export interface InterfaceField {
  /** Name. */
  readonly name: string
  /** Version that brought it. */
  readonly since: string
  /** Type. */
  readonly type: SchemaNode
}

/**
 * The schema of a prefix type.
 *
 * @internal
 */
export function interfaceSchema(type: PrefixType): InterfaceSchema {
  return {
    abiding: schemaFormat,
    interface: type.name,
    version: type.version,
    lastPrefixField: type.lastPrefixField ?? null,
    fields: type.fields.map((field) => ({ name: field.name, since: field.since, type: field.type.schema() })),
    types: definitionsOf(type.fields.map((field) => field.type)),
  }
}
