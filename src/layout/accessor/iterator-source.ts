import { isRecentEngine } from '../engine.js'
import type { Bind } from '../type.js'
import { nearBits } from './check-source.js'
import { compile } from './code-generation.js'
import { collector } from './field-source.js'

/** What all iterators inherit from. */
export const iteratorPrototype: object = Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object

/** An iterator over what an array holds. */
export interface IteratorSource {
  /** Statements that declare what all iterators share. */
  readonly variables?: string
  /** Statements that give `iterator` at most four properties, made of those of `array`, or return another iterator. */
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
export function iterateSource({ variables = '', state, next }: IteratorSource, bind: Bind): string {
  return `const prototype = { __proto__: ${bind(iteratorPrototype)}, next() { ${next} } }
    const { create } = Object
    let isCold = true
    ${variables}
    function iterate(array) {
      const iterator = create(prototype)
      ${state}
      return iterator
    }`
}

/** How an iterator calculates with offsets. */
export interface OffsetSource {
  /** An expression for the offset that lies some bytes behind another one. */
  readonly behind: (offset: string, byteLength: number) => string
  /** An expression for an offset to which those of fields are added. */
  readonly place: (offset: string) => string
}

/** Of offsets that are near V8 sees that every sum is an integer of 32 bits. */
const nearOffsets: OffsetSource = {
  behind: (offset, byteLength) => `(${offset} + ${byteLength}) | 0`,
  place: (offset) => `(${offset} & ${nearBits})`,
}

const anyOffsets: OffsetSource = {
  behind: (offset, byteLength) => `${offset} + ${byteLength}`,
  place: (offset) => offset,
}

/**
 * A statement after which V8 knows what the memory and its view are, and how long that is. Otherwise it asks in each step of a loop
 * that may be left by a way that was never taken, as by a `throw`: what it asks in the first step of others it asks before them. It
 * forgets what it knew when an object is made, so this follows on all that makes the iterator. Older engines forget it in each step.
 */
const askBeforeLoop = isRecentEngine ? 'array.$memory.view.byteLength' : ''

/**
 * Statements that declare `iterate(array)`, which makes iterators that go from place to place. Arrays that do not end near get others,
 * of text of their own: most programs have none.
 *
 * @param size - Of an element, in bytes.
 * @param iterator - The iterator; in the statements of its state `end` is the offset behind the array.
 *
 * @internal
 */
export function iteratePlacesSource(
  size: number,
  iterator: (offsets: OffsetSource, bind: Bind) => IteratorSource,
  bind: Bind,
): string {
  const declare = (offsets: OffsetSource, bind: Bind, otherwise = ''): string => {
    const { state, ...source } = iterator(offsets, bind)
    const end = `const end = array.$offset + array.length * ${size}`
    return iterateSource({ ...source, state: `${end}; ${otherwise}; ${state}; ${askBeforeLoop}` }, bind)
  }
  let iterateFar: ((array: unknown) => unknown) | undefined
  const far = bind((array: unknown) => {
    if (iterateFar === undefined) {
      const { scope, bind } = collector()
      iterateFar = compile(`${declare(anyOffsets, bind)} return iterate`, scope) as typeof iterateFar
    }
    return iterateFar!(array)
  })
  return declare(nearOffsets, bind, `if ((end & ${nearBits}) !== end) return ${far}(array)`)
}

/** How long an array is whose loop V8 may compile before it has seen many loops. */
const long = 256

/**
 * Whether V8 sees many loops over arrays of a length before it compiles one.
 *
 * @internal
 */
export function isShort(length: number): boolean {
  return length < long
}

/** How often a short method is called before V8 notes what it calls. */
const callsBeforeNotes = 64

function warmUp(list: Iterable<unknown>): void {
  for (let call = 0; call < callsBeforeNotes; call++) list[Symbol.iterator]()
}

/**
 * Statements for the beginning of the method `[Symbol.iterator]` of what has a length, where `isCold` is declared and true: they call
 * it some more times, once.
 *
 * V8 inlines a method only if it has noted what it calls, for which it must have been called for a while. One loop over a long
 * array is compiled earlier; it would call the method then, and take twice as long, for as long as the program runs. The calls are made
 * elsewhere: V8 does not take an array apart that is there in a loop of the method.
 *
 * @param length - How long all of them are; `undefined` if not all are of one length.
 *
 * @internal
 */
export function warmUpSource(bind: Bind, length?: number): string {
  if (length !== undefined && isShort(length)) return ''
  return `if (isCold && this.length >= ${long}) { isCold = false; ${bind(warmUp)}(this) }`
}
