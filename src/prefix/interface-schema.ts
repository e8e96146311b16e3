import { definitionsOf } from '../layout/schema.js'
import type { InterfaceShape, SchemaDefinition } from '../layout/index.js'
import type { PrefixType } from './prefix-type.js'

/** The version of the schema format. */
export const schemaFormat = 1

/**
 * An interface as data: what a module carries and a host compares. Descriptions and policies are no part of it, because
 * modules and hosts may differ in them.
 *
 * @see Rule S-3 of the specification.
 */
export interface InterfaceSchema extends InterfaceShape {
  /** Version of the schema format. */
  readonly abiding: number
  /** Name of the interface. */
  readonly interface: string
  /** The types with a name of their own, by name. */
  readonly types: Readonly<Record<string, SchemaDefinition>>
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
    ...interfaceShape(type),
    types: definitionsOf(type.fields.map((field) => field.type)),
  }
}

/**
 * What a prefix type is made of: the part of its schema that also stands in the schemas of others that mention it.
 *
 * @internal
 */
export function interfaceShape(type: PrefixType): InterfaceShape {
  const presence = type.presence.schema()
  return {
    version: type.version,
    lastPrefixField: type.lastPrefixField ?? null,
    ...(presence === undefined ? {} : { presence }),
    ...(type.align === undefined ? {} : { align: type.align }),
    fields: type.fields.map((field) => ({
      name: field.name,
      since: field.since,
      type: field.type.schema(),
      ...(field.isAccessible === undefined ? {} : { accessible: field.isAccessible }),
      ...(field.isReserved ? { reserved: true as const } : {}),
      ...(field.consumes === undefined ? {} : { consumes: field.consumes.name }),
    })),
  }
}

/**
 * The part of a schema that says what the interface is made of.
 *
 * @internal
 */
export function shapeOf(schema: InterfaceSchema): InterfaceShape {
  const { version, lastPrefixField, presence, align, fields } = schema
  return {
    version,
    lastPrefixField,
    ...(presence === undefined ? {} : { presence }),
    ...(align === undefined ? {} : { align }),
    fields,
  }
}
