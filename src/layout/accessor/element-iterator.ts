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
 * An iterator over numbers, which goes from place to place as well. An element is read between the question whether there is a next
 * one and that of the loop whether it is done. Were both the same, V8 would keep the answer to the first, and ask for what it kept;
 * so they differ. On recent engines a step without a branch is slower, on older ones one with a branch. Older ones store the next offset
 * after they read the element, where V8 may go back to the interpreter: what is stored before, it makes a tagged integer of in every step.
 * The result is made after that too: V8 notes there what it would need to go on, and does four steps in one only of loops in which it
 * notes little.
 */
function scalarsSource(codec: Codec, { behind, place }: OffsetSource, bind: Bind): IteratorSource {
  const first = place('array.$offset')
  const value = readAtStart(codec, bind)
  if (isRecentEngine)
    return {
      state: `iterator.memory = array.$memory
        iterator.offset = ${first} - ${codec.size}
        iterator.last = end - ${codec.size}`,
      next: `const { offset, last } = this
        let start = offset
        if (offset !== last) this.offset = start = ${behind('offset', codec.size)}
        const value = ${value}
        return { value, done: offset >= last }`,
    }
  return {
    state: `iterator.memory = array.$memory
      iterator.offset = ${first}
      iterator.last = ${place('end')} - ${codec.size}`,
    next: `const { offset, last } = this
      const start = Math.min(offset, last)
      const value = ${value}
      this.offset = ${behind('start', codec.size)}
      return { value, done: offset > last }`,
  }
}

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
