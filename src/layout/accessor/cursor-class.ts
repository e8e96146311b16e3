import type { Memory } from '../memory.js'
import { compile, mayGenerateCode } from './code-generation.js'

/** An accessor that is moved. */
interface Movable {
  readonly $memory: Memory
  $offset: number
}

/** What iterates by moving one accessor. Both the accessor and the result of `next` are the same objects each time. */
export type CursorClass = new (accessor: Movable, length: number) => IterableIterator<unknown>

/** What all iterators inherit from. */
export const iteratorPrototype: object = Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object

/**
 * Makes the iterator that moves one accessor over the elements of an array.
 *
 * @param size - Bytes from one element to the next.
 * @param generate - Whether to make it from source text; closures otherwise.
 *
 * @see Rule L-19 of the specification.
 *
 * @internal
 */
export function makeCursorClass(size: number, generate = mayGenerateCode()): CursorClass {
  const Cursor = generate && size > 0 ? generateCursor(size) : composeCursor(size)
  Object.setPrototypeOf(Cursor.prototype, iteratorPrototype)
  return Cursor
}

/** Elements without bytes are counted, which closures do; all others end at a place. */
function generateCursor(size: number): CursorClass {
  return compile(
    `return class Cursor {
      constructor(accessor, length) {
        this.accessor = accessor
        this.offset = accessor.$offset
        this.end = this.offset + length * ${size}
        this.result = { value: accessor, done: false }
      }
      next() {
        const { offset, result } = this
        if (offset === this.end) {
          result.value = undefined
          result.done = true
          return result
        }
        this.offset = offset + ${size}
        this.accessor.$offset = offset
        return result
      }
    }`,
    {},
  ) as CursorClass
}

function composeCursor(size: number): CursorClass {
  const Cursor = class {
    readonly start: number
    readonly result: { value: unknown; done: boolean }
    index = 0
    constructor(
      readonly accessor: Movable,
      readonly length: number,
    ) {
      this.start = accessor.$offset
      this.result = { value: accessor, done: false }
    }
    next(): { value: unknown; done: boolean } {
      const { index, result } = this
      if (index < this.length) {
        this.index = index + 1
        this.accessor.$offset = this.start + index * size
      } else {
        result.value = undefined
        result.done = true
      }
      return result
    }
  }
  return Cursor as unknown as CursorClass
}
