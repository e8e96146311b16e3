import { placeFields } from '../layout/layout.js'
import type { Target } from '../layout/index.js'
import { isPrefixType } from './load-declarations.js'
import { paddingIn, runsOf, type Measured } from './runs.js'
import { count } from './text.js'

/**
 * Says how much of a type is padding, and which order of the fields would save some of it.
 *
 * @internal
 */
export function summarize(type: Measured, target: Target): string[] {
  const { size } = type.measure(target)
  const padding = paddingIn(runsOf(type, target))
  if (padding === 0) return ['No padding.']
  const percent = (100 * padding) / size
  const share = percent < 1 ? 'less than 1 %' : `${Math.round(percent)} %`
  const better = smallerOrder(type, target)
  return [
    `${count(padding, 'byte')} of ${count(size, 'byte').replace(/ bytes?$/, '')} ${padding === 1 ? 'is' : 'are'} padding (${share}).`,
    ...(better === undefined
      ? []
      : [`In the order ${better.names.join(', ')} it would take ${count(better.size, 'byte')}.`]),
  ]
}

/**
 * The order of the fields in which a struct is smallest, by alignment; `undefined` where it is no smaller than it is. The
 * order of a prefix type is the history of an interface: it cannot be chosen.
 *
 * @internal
 */
export function smallerOrder(type: Measured, target: Target): { names: string[]; size: number } | undefined {
  if (isPrefixType(type)) return undefined
  const { fields, size } = type.measure(target)
  // Sizes are multiples of alignments: with falling alignments there is padding nowhere but at the end.
  const best = placeFields(
    fields.toSorted((a, b) => b.alignment - a.alignment),
    target,
  )
  return best.size < size ? { names: best.fields.map((field) => field.name), size: best.size } : undefined
}
