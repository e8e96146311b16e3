import { isRecentEngine } from '../engine.js'
import type { Bind, Codec } from '../type.js'
import { readSource } from './field-source.js'
import {
  isShort,
  iteratePlacesSource,
  iterateSource,
  type IteratorSource,
  type OffsetSource,
} from './iterator-source.js'

/**
 * Statements that declare `iterate(array)`, which makes iterators over the elements of arrays of one class.
 *
 * @param codec - Reads an element.
 * @param length - The number of elements; `undefined` where each array has a length of its own.
 *
 * @internal
 */
export function iterateElementsSource(codec: Codec, length: number | undefined, bind: Bind): string {
  const { size, dataView, readsLater } = codec
  if (size > 0 && dataView !== undefined) {
    const scalarsSource = scalarsSourceFor(codec, length)
    return iteratePlacesSource(size, (offsets, bind) => scalarsSource(codec, offsets, bind), bind)
  }
  if (size > 0 && readsLater === true)
    return iteratePlacesSource(size, (offsets, bind) => accessorsSource(codec, offsets, bind), bind)
  return iterateSource(indicesSource(String(length ?? 'this.array.$length')), bind)
}

/**
 * An iterator over accessors, which goes from place to place. V8 takes its results apart only if each is made at one place of one
 * value: so the result that ends the walk repeats the last element, which no loop looks at. It is no generator, because V8 inlines
 * none.
 *
 * Older engines need a tagged integer of the end wherever they may go back to the interpreter. They make it anew in every step, unless
 * something before the loop needs one: so the end is also kept in a variable that nobody reads. And the next offset is calculated before
 * it is asked whether there is one. That is an instruction more, but it moves those behind it, of which one that lay across two cache
 * lines took over a cycle.
 */
function accessorsSource(codec: Codec, { behind, place }: OffsetSource, bind: Bind): IteratorSource {
  const [memory, offset] = ['array.$memory', `array.$offset - ${codec.size}`]
  if (isRecentEngine)
    return {
      holdsAnything: true,
      state: { memory, offset, last: `end - ${codec.size}` },
      next: `const { offset } = this
        const done = offset === this.last
        let next = offset
        if (!done) next = ${behind('offset', codec.size)}
        const start = ${place('next')}
        const result = { value: ${readAtStart(codec, bind)}, done }
        this.offset = next
        return result`,
    }
  return {
    variables: 'let taggedEnd',
    state: { memory, offset, end: 'taggedEnd = end' },
    next: `let offset = this.offset
      const next = ${behind('offset', codec.size)}
      const done = next === this.end
      if (!done) this.offset = offset = next
      const start = ${place('offset')}
      return { value: ${readAtStart(codec, bind)}, done }`,
  }
}

type ScalarsSource = (codec: Codec, offsets: OffsetSource, bind: Bind) => IteratorSource

/**
 * How iterators over numbers step, which go from place to place as well. Older engines choose between floats where there is one, and of
 * loops over long arrays that may be left by a way that was never taken they make more if the element is read in any case.
 */
function scalarsSourceFor({ dataView }: Codec, length: number | undefined): ScalarsSource {
  const { scalar } = dataView!
  if (scalar.startsWith('Big')) return readAlways
  if (isRecentEngine) return readIfAny
  return scalar.startsWith('Float') || length === undefined || !isShort(length) ? readAlways : readIfAny
}

/**
 * V8 makes one question of whether there is a next element and of the loop's, whether it is done, if between them lies nothing but a
 * choice of one of two values. So an element is read only where there is one; what ends the walk has a zero as its value, which no
 * loop looks at. It then does four steps in one. It does neither where bigints are chosen, which are objects that have to be made.
 */
const readIfAny: ScalarsSource = (codec, { behind, place }, bind) => ({
  holdsAnything: isRecentEngine,
  state: {
    memory: 'array.$memory',
    offset: place('array.$offset'),
    end: place('end'),
  },
  next: `const start = this.offset
    const done = start === this.end
    let value = 0
    let next = start
    if (!done) {
      value = ${readAtStart(codec, bind)}
      next = ${behind('start', codec.size)}
    }
    const result = { value, done }
    this.offset = next
    return result`,
})

/** An element is read in any case: at the lesser of two offsets, so that the last one is read twice. */
const readAlways: ScalarsSource = (codec, { behind, place }, bind) => ({
  state: {
    memory: 'array.$memory',
    offset: place('array.$offset'),
    last: `${place('end')} - ${codec.size}`,
  },
  next: `const { offset, last } = this
    const start = Math.min(offset, last)
    const value = ${readAtStart(codec, bind)}
    this.offset = ${behind('start', codec.size)}
    return { value, done: offset > last }`,
})

function readAtStart(codec: Codec, bind: Bind): string {
  return readSource(codec, { memory: 'this.memory', offset: 'start', path: 'undefined' }, bind)
}

/** An iterator over anything else, by index. */
function indicesSource(limit: string): IteratorSource {
  return {
    state: { array: 'array', index: '0' },
    next: `const index = this.index
      const done = index >= ${limit}
      let value
      if (!done) {
        this.index = index + 1
        value = this.array.at(index)
      }
      return { value, done }`,
  }
}
