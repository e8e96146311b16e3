import { placeFields } from '../layout/placement/place-fields.js'
import type { Target } from '../layout/index.js'
import { fieldAlignment } from './field-alignment.js'
import { isPrefixType } from './load-declarations.js'
import { paddingIn, runsOf, type Measured } from './runs.js'
import { count } from './text.js'

/**
 * Says how much of a type is padding, and which order of the fields would save some of it.
 *
 * @internal
 */
export function summarize(type: Measured, target: Target): string[] {
  return [
    paddingLine(type, target),
    ...orderLine(type, target),
    ...flexibleLine(type),
    ...inaccessibleLine(type),
  ]
}

function paddingLine(type: Measured, target: Target): string {
  const { size } = type.measure(target)
  if (size === 0) return 'It takes no bytes.'
  const padding = paddingIn(runsOf(type, target))
  if (padding === 0) return 'No padding.'
  const percent = (100 * padding) / size
  const share = percent < 1 ? 'less than 1 %' : `${Math.round(percent)} %`
  return `${count(padding, 'byte')} of ${count(size, 'byte').replace(/ bytes?$/, '')} ${padding === 1 ? 'is' : 'are'} padding (${share}).`
}

function orderLine(type: Measured, target: Target): string[] {
  const better = smallerOrder(type, target)
  if (better === undefined) return []
  return [`In the order ${better.names.join(', ')} it would take ${count(better.size, 'byte')}.`]
}

function flexibleLine(type: Measured): string[] {
  if (isPrefixType(type) || type.endsFlexible?.() !== true) return []
  const last = type.definition.fields().at(-1)!
  return [`Behind it lie the elements of ${last.name}, as many as there is memory for.`]
}

function inaccessibleLine(type: Measured): string[] {
  const hidden = isPrefixType(type) ? type.fields.filter(({ isAccessible }) => isAccessible === false) : []
  if (hidden.length === 0) return []
  const names = hidden.map(({ name }) => name).join(', ')
  return [
    `Inaccessible, because ${hidden.length === 1 ? 'its condition does' : 'their conditions do'} not hold: ${names}.`,
  ]
}

/**
 * The order of the fields in which a struct is smallest, by alignment; `undefined` where it is no smaller than it is, and
 * where the order cannot be chosen: that of a prefix type is the history of an interface, bit fields share their bytes
 * with their neighbours, a flexible array stands last, and in a union or a packed struct the order saves nothing.
 *
 * @internal
 */
export function smallerOrder(type: Measured, target: Target): { names: string[]; size: number } | undefined {
  if (isPrefixType(type)) return undefined
  const { schema, placement } = type.definition
  const fields = type.definition.fields()
  const isPlain = schema().kind === 'struct' && placement?.packed === undefined
  const isFixed = fields.some((field) => field.bitWidth !== undefined || field.type.isFlexible === true)
  if (!isPlain || isFixed) return undefined
  const { size } = type.measure(target)
  const alignments = new Map(
    type
      .measure(target)
      .fields.map((place, index) => [place.name, fieldAlignment(place, fields[index], placement, target)]),
  )
  // With falling alignments there is padding at the end only, and behind fields with an alignment of their own.
  const best = placeFields(
    fields.toSorted((a, b) => alignments.get(b.name)! - alignments.get(a.name)!),
    target,
    placement,
  )
  return best.size < size ? { names: best.fields.map((field) => field.name), size: best.size } : undefined
}
