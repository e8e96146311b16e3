import { isRecentEngine } from '../engine.js'
import type { Bind, Codec } from '../type.js'
import { readSource } from './field-source.js'
import {
  iteratePlacesSource,
  iterateSource,
  type IteratorSource,
  type OffsetSource,
} from './iterator-source.js'

/**
 * Statements that declare `iterate(array)`, which makes iterators over the elements of arrays of one class.
 *
 * @param codec - Reads an element.
 * @param limit - An expression for the number of elements, where `this.array` is an array.
 *
 * @internal
 */
export function iterateElementsSource(codec: Codec, limit: string, bind: Bind): string {
  const { size, dataView, readsLater } = codec
  if (size > 0 && dataView !== undefined)
    return iteratePlacesSource(size, (offsets, bind) => scalarsSource(codec, offsets, bind), bind)
  if (size > 0 && readsLater === true)
    return iteratePlacesSource(size, (offsets, bind) => accessorsSource(codec, offsets, bind), bind)
  return iterateSource(indicesSource(limit), bind)
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

/**
 * An iterator over numbers, which goes from place to place as well.
 *
 * Recent engines make one question of whether there is a next element and of the loop's, whether it is done, if between them lies
 * nothing but a choice of one of two values. So an element is read only where there is one; what ends the walk has a zero as
 * its value, which no loop looks at. The next offset is stored behind the read, where V8 notes what it would need to go on in the interpreter:
 * of what is stored before, it makes a tagged integer in every step. It does four steps in one only of loops in which it notes little.
 *
 * Older engines keep the answer to the first question, and ask for what they kept. So the two differ there, and the element is read
 * between them. Bigints are read so everywhere, since of two of them V8 would choose as objects, which have to be made.
 */
function scalarsSource(codec: Codec, { behind, place }: OffsetSource, bind: Bind): IteratorSource {
  const value = readAtStart(codec, bind)
  const state = `iterator.memory = array.$memory; iterator.offset = ${place('array.$offset')}`
  if (isRecentEngine && !isBigInt(codec))
    return {
      state: `${state}; iterator.end = ${place('end')}`,
      next: `const start = this.offset
        const done = start === this.end
        let value = 0
        if (!done) {
          value = ${value}
          this.offset = ${behind('start', codec.size)}
        }
        return { value, done }`,
    }
  return {
    state: `${state}; iterator.last = ${place('end')} - ${codec.size}`,
    next: `const { offset, last } = this
      const start = Math.min(offset, last)
      const value = ${value}
      this.offset = ${behind('start', codec.size)}
      return { value, done: offset > last }`,
  }
}

const isBigInt = ({ dataView }: Codec): boolean => dataView!.scalar.startsWith('Big')

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
