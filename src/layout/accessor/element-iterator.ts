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
  const result = `const start = ${place('offset')}
      return { value: ${readAtStart(codec, bind)}, done }`
  if (isRecentEngine)
    return {
      state: `iterator.memory = array.$memory
        iterator.offset = array.$offset - ${codec.size}
        iterator.last = end - ${codec.size}`,
      next: `let offset = this.offset
        const done = offset === this.last
        if (!done) this.offset = offset = ${behind('offset', codec.size)}
        ${result}`,
    }
  return {
    variables: 'let taggedEnd',
    state: `iterator.memory = array.$memory
      iterator.offset = array.$offset - ${codec.size}
      iterator.end = taggedEnd = end`,
    next: `let offset = this.offset
      const next = ${behind('offset', codec.size)}
      const done = next === this.end
      if (!done) this.offset = offset = next
      ${result}`,
  }
}

type ScalarsSource = (codec: Codec, offsets: OffsetSource, bind: Bind) => IteratorSource

/**
 * How iterators over numbers step, which go from place to place as well. What V8 makes of each way depends on its version, and on how
 * much it notes in a loop of what it would need to go on in the interpreter: little in loops over long arrays, and more in those over
 * short ones, which lie within other loops.
 */
function scalarsSourceFor({ dataView }: Codec, length: number | undefined): ScalarsSource {
  if (!isRecentEngine || dataView!.scalar.startsWith('Big')) return readLesser
  return length !== undefined && isShort(length) ? readAlways : readIfAny
}

/**
 * V8 makes one question of whether there is a next element and of the loop's, whether it is done, if between them lies nothing but a
 * choice of one of two values. So an element is read only where there is one; what ends the walk has a zero as its value, which no
 * loop looks at. The next offset is stored behind the read, where V8 may go back to the interpreter: of what is stored before, it makes a
 * tagged integer in every step. It then does four steps in one. Where it notes much, it chooses in every step, and asks for what it
 * chose; and of bigints it chooses as objects, which have to be made.
 */
const readIfAny: ScalarsSource = (codec, { behind, place }, bind) => ({
  state: `iterator.memory = array.$memory
    iterator.offset = ${place('array.$offset')}
    iterator.end = ${place('end')}`,
  next: `const start = this.offset
    const done = start === this.end
    let value = 0
    if (!done) {
      value = ${readAtStart(codec, bind)}
      this.offset = ${behind('start', codec.size)}
    }
    return { value, done }`,
})

/**
 * An element is read between the question whether there is a next one and that of the loop; the last one is read twice. Were both the
 * same question, V8 would keep the answer to the first, and ask for what it kept; so they differ.
 */
const readAlways: ScalarsSource = (codec, { behind, place }, bind) => ({
  state: `iterator.memory = array.$memory
    iterator.offset = ${place('array.$offset')} - ${codec.size}
    iterator.last = end - ${codec.size}`,
  next: `const { offset, last } = this
    let start = offset
    if (offset !== last) this.offset = start = ${behind('offset', codec.size)}
    const value = ${readAtStart(codec, bind)}
    return { value, done: offset >= last }`,
})

/** As {@link readAlways}, with the lesser of two offsets in place of a branch, and the next one stored behind the read. */
const readLesser: ScalarsSource = (codec, { behind, place }, bind) => ({
  state: `iterator.memory = array.$memory
    iterator.offset = ${place('array.$offset')}
    iterator.last = ${place('end')} - ${codec.size}`,
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
    state: 'iterator.array = array; iterator.index = 0',
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
