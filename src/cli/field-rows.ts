import { layoutOf, type AnyType, type FieldLayout, type StructLayout, type Target } from '../layout/index.js'
import { fieldAlignment } from './field-alignment.js'
import { isPrefixType } from './load-declarations.js'
import { runsOf, type Measured } from './runs.js'

/**
 * A row of the list of fields.
 *
 * @internal
 */
export interface FieldRow {
  /** Bytes from the start of the whole, with the bit behind a colon for bit fields. */
  readonly offset: string
  /** Bytes, or bits as in `3 bits`. */
  readonly size: string
  /** Bytes. */
  readonly alignment?: number | undefined
  /** How deep the field is nested. */
  readonly depth: number
  /** Name of the field; `undefined` for padding. */
  readonly name?: string | undefined
  readonly typeName?: string | undefined
  /** Position of the outermost field; `undefined` for what belongs to none. */
  readonly field?: number | undefined
}

/**
 * The fields of a type, those of nested structs and unions below theirs, and the padding between them.
 *
 * @param type - A struct, a union or a prefix type.
 * @param target - The machine.
 *
 * @internal
 */
export function fieldRows(type: Measured, target: Target): FieldRow[] {
  const layout = type.measure(target)
  const start = layout.fields[0]?.offset ?? layout.size
  const header = isPrefixType(type) ? runsOf(type, target).filter((run) => run.offset < start) : []
  const level: Level = {
    type: isPrefixType(type) ? undefined : type,
    layout,
    base: 0,
    start: isPrefixType(type) ? start : 0,
    depth: 0,
    outermost: undefined,
  }
  return [
    ...header.map(({ offset, size, path, typeName }): FieldRow => {
      const alignment = path === undefined ? undefined : size
      return { offset: String(offset), size: String(size), alignment, depth: 0, name: path, typeName }
    }),
    ...rowsOfLevel(level, target),
  ]
}

/** The fields of one struct or union. */
interface Level {
  /** The type; `undefined` for a prefix type. */
  readonly type: AnyType | undefined
  readonly layout: StructLayout
  /** Offset of the whole. */
  readonly base: number
  /** Offset of the first byte that is shown. */
  readonly start: number
  readonly depth: number
  /** Position of the outermost field that all of it belongs to. */
  readonly outermost: number | undefined
}

function rowsOfLevel({ type, layout, base, start, depth, outermost }: Level, target: Target): FieldRow[] {
  const declared = new Map(type?.definition?.fields?.().map((field) => [field.name, field]))
  let end = start
  const padding = (until: number): FieldRow[] =>
    until > end ? [{ offset: String(end), size: String(until - end), depth }] : []
  const rows = layout.fields.flatMap((place, index) => {
    const offset = base + place.offset
    const field = outermost ?? index
    const row: FieldRow = {
      ...placeOf(place, base),
      alignment: fieldAlignment(place, declared.get(place.name), type?.definition?.placement, target),
      depth,
      name: place.name,
      typeName: place.type.name,
      field,
    }
    const rows = [...padding(offset), row, ...innerRows(place, offset, depth + 1, field, target)]
    // The fields of a union begin again at its start.
    end = Math.max(end, offset + place.size)
    return rows
  })
  return [...rows, ...padding(base + layout.size)]
}

function placeOf(place: FieldLayout, base: number): Pick<FieldRow, 'offset' | 'size'> {
  if (place.bitOffset === undefined) return { offset: String(base + place.offset), size: String(place.size) }
  const width = place.bitWidth!
  return {
    offset: `${base + place.offset}:${place.bitOffset % 8}`,
    size: `${width} ${width === 1 ? 'bit' : 'bits'}`,
  }
}

function innerRows(
  place: FieldLayout,
  base: number,
  depth: number,
  outermost: number,
  target: Target,
): FieldRow[] {
  const layout = layoutOf(place.type, target) as Partial<StructLayout>
  if (layout.fields === undefined) return []
  const type = place.type.inner ?? place.type
  return rowsOfLevel({ type, layout: layout as StructLayout, base, start: base, depth, outermost }, target)
}
