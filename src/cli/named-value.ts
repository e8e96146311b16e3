import type { AnyType, NamedDefinition, Target } from '../layout/index.js'
import { layoutOf } from '../layout/index.js'
import { isPrefixType, type Declaration } from './load-declarations.js'
import type { Palette } from './palette.js'
import { count } from './text.js'

/**
 * A type without fields that has a name of its own: an enum, or another name for a type.
 *
 * @internal
 */
export interface NamedValue extends AnyType {
  readonly definition: NamedDefinition & { readonly aliasC: readonly string[] }
}

/** @internal */
export function isNamedValue(declaration: Declaration): declaration is NamedValue {
  return !isPrefixType(declaration) && declaration.definition?.aliasC !== undefined
}

/**
 * Draws a type without fields: what it is, and what C calls it.
 *
 * @internal
 */
export function drawNamedValue(type: NamedValue, target: Target, palette: Palette): string {
  const { size, alignment } = layoutOf(type, target)
  const { aliasC, doc } = type.definition
  const what = `${type.definition.schema().kind} ${palette.strong(type.name)}`
  return [
    [what, count(size, 'byte'), `aligned to ${alignment}`, target.name].join(palette.faint(' · ')),
    ...(doc === undefined ? [] : [palette.faint(doc)]),
    '',
    ...aliasC.map((line) => `  ${line}`),
  ].join('\n')
}

/**
 * A type without fields as plain data, for programs.
 *
 * @internal
 */
export function namedValueAsData(type: NamedValue, target: Target): Record<string, unknown> {
  const { size, alignment } = layoutOf(type, target)
  return { name: type.name, kind: type.kind, size, alignment, definition: type.definition.schema() }
}
