import type { AnyType, Target } from '../layout/index.js'
import type { PrefixType } from '../prefix/index.js'
import { drawByteMap } from './byte-map.js'
import { drawFieldTable } from './field-table.js'
import { isPrefixType } from './load-declarations.js'
import type { Palette } from './palette.js'
import { runsOf, type Measured } from './runs.js'
import { summarize } from './summary.js'
import { count } from './text.js'

/**
 * Draws a type: what it is, the map of its bytes, the list of its fields, and how much of it is padding.
 *
 * @param type - A struct, a union or a prefix type.
 * @param target - The machine.
 * @param columns - Width of the terminal in characters.
 * @param palette - Colours.
 * @returns Text without a line break at its end.
 *
 * @internal
 */
export function drawType(type: Measured, target: Target, columns: number, palette: Palette): string {
  const { size, alignment } = type.measure(target)
  const what = isPrefixType(type)
    ? `prefix type ${palette.strong(type.name)} ${type.version}${presenceOf(type)}`
    : `${kindOf(type)} ${palette.strong(type.name)}`
  const doc = isPrefixType(type) ? type.doc : type.definition.doc
  const runs = runsOf(type, target)
  return [
    [what, count(size, 'byte'), `aligned to ${alignment}`, target.name].join(palette.faint(' · ')),
    ...(doc === undefined ? [] : [palette.faint(doc)]),
    '',
    ...(runs.length > 0 ? [...drawByteMap(runs, columns, palette), ''] : []),
    ...drawFieldTable(type, target, palette),
    '',
    ...summarize(type, target).map((line) => `  ${line}`),
  ].join('\n')
}

/** Which field of a struct of somebody else's says what it has. */
function presenceOf({ presence }: PrefixType): string {
  return presence.field === undefined ? '' : `, by its ${presence.kind} in ${presence.field}`
}

/** What people call a named type. */
function kindOf(type: AnyType): string {
  const kind = type.definition!.schema().kind
  return kind === 'taggedUnion' ? 'tagged union' : kind
}
