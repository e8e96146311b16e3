import { isRecentEngine } from '../engine.js'
import type { Memory } from '../memory.js'
import type { Codec } from '../type.js'
import { compile } from './code-generation.js'
import { collector, readSource } from './field-source.js'
import { iteratePlacesSource, iteratorPrototype, warmUp, warmUpSource } from './iterator-source.js'

/** An accessor that is moved. */
interface Movable {
  readonly $memory: Memory
  $offset: number
}

/** What a cursor goes over. */
interface Elements {
  readonly $memory: Memory
  readonly $offset: number
  readonly length: number
  cursor(): Iterable<unknown>
}

/** Makes what one accessor goes over. */
type MakeCursor = (array: Elements) => Iterable<unknown>

/**
 * Whether the elements are read through accessors of one class, at any time and with no effect, and end at a place: what
 * {@link CursorMaker} asks of them.
 *
 * @internal
 */
export function hasOwnCursor({ size, readsLater, varies }: Codec): boolean {
  return size > 0 && readsLater === true && varies !== true
}

/**
 * Makes the cursors of one class of arrays. Their code is compiled for the first: most arrays are never gone over so. The class does not
 * change then, as V8 throws away all code that relies on one that does, or cannot finish it.
 *
 * @internal
 */
export class CursorMaker {
  /** @param codec - Reads the elements. */
  constructor(private readonly codec: Codec) {}

  /** Makes a cursor. A property of that name takes the place of this method, as that of an accessor's maker does. */
  make(array: Elements): Iterable<unknown> {
    this.make = compileCursor(this.codec)
    warmUp(() => array.cursor())
    return this.make(array)
  }
}

/**
 * Compiles what makes the cursors of one class of arrays, so that V8 knows which accessor is moved. The result of `next` is
 * made at one place of one value: V8 then keeps it, the accessor and the iterator in registers, as it does not with a result
 * that is kept. Of the offset at which the accessor is made it must see too that it is near: the one that is moved was once there.
 * It steps as iterators over accessors do on older engines, with a variable for the end that nobody reads: recent ones do not mind.
 * Of the offsets of the accessor and of the iterator older engines keep one where both are one value; recent ones then calculate with it
 * more than with two.
 *
 * @see Rule L-19 of the specification.
 */
function compileCursor(codec: Codec): MakeCursor {
  const { scope, bind } = collector()
  const iterate = iteratePlacesSource(
    { size: codec.size, length: undefined },
    ({ behind, place }, bind) => {
      const step = isRecentEngine
        ? `{ this.offset = next; accessor.$offset = ${place('next')} }`
        : `this.offset = accessor.$offset = ${place('next')}`
      const first = readSource(codec, { memory: 'array.$memory', offset: 'start', path: 'undefined' }, bind)
      return {
        variables: 'let taggedEnd',
        state: { accessor: first, offset: `start - ${codec.size}`, end: 'taggedEnd = end' },
        next: `const { offset, accessor } = this
          const next = ${behind('offset', codec.size)}
          const done = next === this.end
          if (!done) ${step}
          return { value: accessor, done }`,
      }
    },
    bind,
  )
  return compile(
    `${iterate}
    class Walk {
      constructor(array) { this.array = array }
      get length() { return this.array.length }
      [Symbol.iterator]() {
        ${warmUpSource(bind)}
        return this.length === 0 ? [].values() : iterate(this.array)
      }
    }
    return (array) => new Walk(array)`,
    scope,
  ) as MakeCursor
}

/**
 * Moves one accessor over elements: of any type, also of one that takes no bytes.
 *
 * @see Rule L-19 of the specification.
 *
 * @internal
 */
export class Cursor {
  readonly #start: number
  #index = 0

  /**
   * @param accessor - That of the first element.
   * @param size - Bytes from one element to the next.
   * @param length - Number of elements.
   */
  constructor(
    private readonly accessor: Movable,
    private readonly size: number,
    private readonly length: number,
  ) {
    this.#start = accessor.$offset
  }

  next(): { value: unknown; done: boolean } {
    const done = this.#index >= this.length
    if (!done) this.accessor.$offset = this.#start + this.#index++ * this.size
    return { value: this.accessor, done }
  }
}
Object.setPrototypeOf(Cursor.prototype, iteratorPrototype)
