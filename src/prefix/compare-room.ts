import { alignUp, type InterfaceField, type InterfaceShape, type Layout } from '../layout/index.js'
import type { SchemaLayouts } from '../layout/schema-layouts.js'
import type { Report } from './compare-interfaces.js'

/** One thing as two sides have it. */
type Sides<T> = readonly [host: T, module: T]

/**
 * Compares how much room a field takes on both sides, where one of them never looks at what it is.
 *
 * @see Rule P-14 of the specification.
 *
 * @internal
 */
export function compareRoom(
  path: string,
  fields: Sides<InterfaceField>,
  layouts: Sides<SchemaLayouts>,
  report: Report,
): void {
  const [expected, found] = fields.map((field, index) => spell(layouts[index]!.layoutOf(field.type)))
  if (expected === found) return
  report('P-14', path, 'a field that is not used takes other room', expected!, found!)
}

function spell(layout: Layout | undefined): string {
  if (layout === undefined) return 'a type of unknown size'
  const bytes = layout.size === 1 ? '1 byte' : `${layout.size} bytes`
  return `${bytes}, aligned to ${layout.alignment}`
}

/**
 * Compares what the place of the first field behind a mask depends on.
 *
 * @see Rule P-15 of the specification.
 *
 * @internal
 */
export function compareStarts(
  path: string,
  shapes: Sides<InterfaceShape>,
  layouts: Sides<SchemaLayouts>,
  report: Report,
): void {
  const [host, module] = shapes
  if (host.presence !== undefined || module.presence !== undefined) return
  if (host.align !== module.align) {
    const [expected, found] = shapes.map(({ align }) => (align === undefined ? 'none' : String(align)))
    return report('P-15', `${path} → align`, 'another alignment', expected!, found!)
  }
  const [expected, found] = shapes.map((shape, index) => startOf(shape, layouts[index]!))
  if (expected === found) return
  const summary = 'the fields begin elsewhere'
  report('P-15', path, summary, `at ${expected}, by their alignment`, `at ${found}`)
}

/** Where the fields begin behind the mask and the pointer. What is not known is taken to move nothing. */
function startOf(shape: InterfaceShape, layouts: SchemaLayouts): number {
  // A foreign struct begins with its first field.
  if (shape.presence !== undefined) return 0
  const { pointerSize } = layouts.target
  const alignments = shape.fields.map((field) => layouts.layoutOf(field.type)?.alignment ?? 1)
  return alignUp(8 + pointerSize, Math.max(pointerSize, shape.align ?? 1, ...alignments))
}
