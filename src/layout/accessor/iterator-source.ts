import type { Bind } from '../type.js'

/** What all iterators inherit from. */
export const iteratorPrototype: object = Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object

/** An iterator over what an array holds. */
export interface IteratorSource {
  /** Statements that give `iterator` at most four properties, made of those of `array`. */
  readonly state: string
  /** The body of its method `next`. */
  readonly next: string
}

/**
 * Statements that declare `iterate(array)`, which makes iterators.
 *
 * V8 keeps an iterator in registers if it knows that a loop got an object. It knows so of what `Object.create` gives, and not of
 * what a constructor gives, which could have returned something else.
 *
 * @internal
 */
export function iterateSource({ state, next }: IteratorSource, bind: Bind): string {
  return `const prototype = { __proto__: ${bind(iteratorPrototype)}, next() { ${next} } }
    const { create } = Object
    let isCold = true
    function iterate(array) {
      const iterator = create(prototype)
      ${state}
      return iterator
    }`
}

/** How long an array is whose loop V8 may compile before it has seen many loops. */
const long = 256

/** How often a short method is called before V8 notes what it calls. */
const callsBeforeNotes = 64

/**
 * Statements for the beginning of the method `[Symbol.iterator]` of what has a length, where `iterate` is declared: they call it some
 * more times, once.
 *
 * V8 inlines a method only if it has noted what it calls, for which it must have been called for a while. One loop over a long
 * array is compiled earlier; it would call the method then, and take twice as long, for as long as the program runs.
 *
 * @internal
 */
export const warmUpSource = `if (isCold && this.length >= ${long}) {
    isCold = false
    for (let call = 0; call < ${callsBeforeNotes}; call++) this[Symbol.iterator]()
  }`
