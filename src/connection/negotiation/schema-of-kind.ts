import type { Schema } from '../wire/schema.js'

/** The schemas that may be of a kind. */
export type SchemaOfKind<Kind extends Schema['kind']> = WithKind<Schema, Kind>

type WithKind<One, Kind> = One extends Schema ? (Kind extends One['kind'] ? One : never) : never
