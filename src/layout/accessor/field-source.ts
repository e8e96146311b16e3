import { isRecentEngine } from '../engine.js'
import { failsSource, listOf, numberSource } from './check-source.js'
import type { DeferredMake } from './maker.js'
import type { Bind, Codec, CodecSource, SourcePlace, ValueCheck, WriteMode } from '../type.js'

/**
 * An expression that reads a value where generated code is.
 *
 * @internal
 */
export function readSource(codec: Codec, place: SourcePlace, bind: Bind): string {
  if (codec.source !== undefined) return codec.source.get(place, bind)
  const { maker } = codec.get as Partial<DeferredMake>
  if (maker !== undefined) return `${bind(maker)}.make(${place.memory}, ${place.offset})`
  return `${bind(codec)}.get(${place.memory}, ${place.offset}, ${place.path})`
}

/**
 * The statements of a function that checks a value, unless it shall not, and writes it.
 *
 * @internal
 */
export function writeSource(
  codec: Codec,
  place: SourcePlace,
  value: string,
  bind: Bind,
  mode: WriteMode = 'checked',
): string {
  if (codec.source === undefined) {
    if (mode !== 'checked' && codec.setUnchecked !== undefined)
      return `${bind(codec)}.setUnchecked(${place.memory}, ${place.offset}, ${value})`
    return `${bind(codec)}.set(${place.memory}, ${place.offset}, ${value}, ${place.path})`
  }
  const { accepts, refuse, set } = codec.source
  if (mode !== 'checked') return set(place, value, bind)
  const condition = accepts(value, bind)
  if (condition === 'true') return set(place, value, bind)
  // Without `return`, V8 prepares for the case that the refusal comes back, which makes the write twice as slow.
  const refusal = `return ${bind(refuse)}(${value}, ${place.path})`
  const check = checkOf(codec.source)
  if (check === undefined) return `if (!(${condition})) ${refusal}; ${set(place, value, bind)}`
  switch (check.kind) {
    case 'condition':
      return `if (${failsSource(condition)}) ${refusal}; ${set(place, value, bind)}`
    case 'narrowing':
      return `const number = ${numberSource(value)}, narrowed = ${check.narrow('number')}
        if (${failsSource('narrowed === number')}) ${refusal}; ${set(place, 'narrowed', bind)}`
    case 'index':
      return `const written = ${check.written(value)}
        if (${bind(listOf(check.count))}[${check.indexOf('written')}] === undefined) ${refusal}
        ${check.set(place, 'written')}`
  }
}

/**
 * How generated code checks values. Older engines ask in each step of a loop whether a list of the values still is what it was,
 * and check by the condition at less cost.
 */
function checkOf({ check }: CodecSource): ValueCheck | undefined {
  return check === undefined || isRecentEngine ? check : { kind: 'condition' }
}

/**
 * Collects the values that generated code mentions.
 *
 * @internal
 */
export function collector(): { readonly scope: Readonly<Record<string, unknown>>; readonly bind: Bind } {
  const scope: Record<string, unknown> = {}
  const names = new Map<unknown, string>()
  const bind: Bind = (value) => {
    let name = names.get(value)
    if (name === undefined) {
      name = `$${names.size}`
      names.set(value, name)
      scope[name] = value
    }
    return name
  }
  return { scope, bind }
}
