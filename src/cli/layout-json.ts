import type { Target } from '../layout/index.js'
import { fieldAlignment } from './field-alignment.js'
import { whenMissing } from './field-table.js'
import { isPrefixType } from './load-declarations.js'
import { paddingIn, runsOf, type Measured } from './runs.js'

/**
 * The layout of a type as plain data, for programs.
 *
 * @internal
 */
export function layoutAsData(type: Measured, target: Target): Record<string, unknown> {
  const { size, alignment, fields } = type.measure(target)
  const runs = runsOf(type, target)
  const prefix = isPrefixType(type) ? type : undefined
  const definition = isPrefixType(type) ? undefined : type.definition
  const declared = new Map(definition?.fields().map((field) => [field.name, field]))
  return {
    name: type.name,
    kind: type.kind,
    ...(prefix === undefined
      ? {}
      : {
          version: prefix.version,
          lastPrefixField: prefix.lastPrefixField ?? null,
          presence: prefix.presence.schema() ?? { kind: prefix.presence.kind },
        }),
    size,
    alignment,
    padding: paddingIn(runs),
    fields: fields.map((place, index) => {
      const field = prefix?.fields[index]
      return {
        name: place.name,
        offset: place.offset,
        size: place.size,
        alignment: fieldAlignment(place, declared.get(place.name), definition?.placement, target),
        ...(place.bitOffset === undefined ? {} : { bitOffset: place.bitOffset, bitWidth: place.bitWidth }),
        type: place.type.name,
        schema: place.type.schema(),
        ...(field === undefined
          ? {}
          : {
              bit: field.index,
              since: field.since,
              missing: whenMissing(field),
              ...(field.isAccessible === false ? { isAccessible: false } : {}),
            }),
      }
    }),
    bytes: runs.map(({ offset, size: length, path, typeName, kind, parts }) => ({
      offset,
      size: length,
      kind,
      path: path ?? null,
      type: typeName ?? null,
      // What one field has for itself is said already.
      ...(parts.length > 1 || parts[0]?.bitOffset !== undefined ? { parts } : {}),
    })),
  }
}
