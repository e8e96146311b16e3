import { isRecentEngine } from '../engine.js'
import type { Bind, Codec, DataViewAccess } from '../type.js'
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
  const source = placesSourceFor(codec, length)
  if (source !== undefined)
    return iteratePlacesSource(
      { size: codec.size, length },
      (offsets, bind) => source(codec, offsets, bind),
      bind,
    )
  return iterateSource(indicesSource(String(length ?? 'this.array.$length')), bind)
}

type PlacesSource = (codec: Codec, offsets: OffsetSource, bind: Bind) => IteratorSource

/** How iterators step that go from place to place; `undefined` for elements that take no bytes, or are neither numbers nor accessors. */
function placesSourceFor(
  { size, dataView, readsLater }: Codec,
  length: number | undefined,
): PlacesSource | undefined {
  if (size === 0) return undefined
  if (dataView !== undefined) return scalarsSourceFor(dataView, length)
  return readsLater === true ? accessorsSource : undefined
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
  const [memory, offset] = ['array.$memory', `start - ${codec.size}`]
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

/**
 * How iterators over numbers step, which go from place to place as well. Older engines choose between floats where there is one, and make
 * more of bytes, and of loops over long arrays that may be left by a way that was never taken, if the element is read in any case.
 */
function scalarsSourceFor({ scalar }: DataViewAccess, length: number | undefined): PlacesSource {
  if (scalar.startsWith('Big')) return readAlways
  if (isRecentEngine) return readIfAny
  if (!/int(16|32)$/i.test(scalar)) return readAlways
  return length !== undefined && isShort(length) ? readIfAny : readAlwaysByOneQuestion
}

/**
 * V8 makes one question of whether there is a next element and of the loop's, whether it is done, if between them lies nothing but a
 * choice of one of two values. So an element is read only where there is one; what ends the walk has a zero as its value, which no
 * loop looks at. It then does four steps in one. It does neither where bigints are chosen, which are objects that have to be made.
 *
 * Older engines ask in each step whether the memory is what it was, as soon as one was withdrawn anywhere. If they ask before they choose,
 * loops over short arrays take 1.2 times as long as by hand, and up to 1.6 times otherwise.
 */
const readIfAny: PlacesSource = (codec, { behind }, bind) => ({
  holdsAnything: isRecentEngine,
  state: { memory: 'array.$memory', offset: 'start', end: 'end' },
  next: `${isRecentEngine ? '' : 'this.memory.view'}
    const start = this.offset
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
function readLesser(lesser: string, holdsAnything: boolean): PlacesSource {
  return (codec, { behind }, bind) => ({
    holdsAnything,
    state: { memory: 'array.$memory', offset: 'start', last: `end - ${codec.size}` },
    next: `const { offset, last } = this
      const start = ${lesser}
      const value = ${readAtStart(codec, bind)}
      this.offset = ${behind('start', codec.size)}
      return { value, done: offset > last }`,
  })
}

const readAlways = readLesser('Math.min(offset, last)', true)

/** V8 compares once for both, the offset and the end of the walk; floats gain nothing by it, and loops within loops lose. */
const readAlwaysByOneQuestion = readLesser('offset > last ? last : offset', false)

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
