import { isRecentEngine } from '../engine.js'
import { keepShape } from '../keep-shape.js'
import type { Bind } from '../type.js'
import { nearBits } from './check-source.js'
import { compile } from './code-generation.js'
import { collector } from './field-source.js'

/** What all iterators inherit from. */
export const iteratorPrototype: object = Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object

/**
 * An iterator over what an array holds.
 *
 * On recent engines its method `next` makes the result before it stores where the next element lies. Otherwise V8 notes between the two
 * what it would need to go on in the interpreter: of the loop, of all iterators that it took apart, and of those of loops around it. If
 * that is much, it asks twice whether there is an element, and does not do several steps in one.
 */
export interface IteratorSource {
  /** Statements that declare what all iterators share. */
  readonly variables?: string
  /**
   * Whether V8 shall not rely on what kind of value the properties hold. Of those that always held small integers it does: wherever it
   * may go back to the interpreter it then needs the integer as it lies in memory, and makes it so in every step. Older engines make more
   * of small integers all the same, but where elements are read in any case.
   */
  readonly holdsAnything?: boolean
  /** The properties of an iterator, at most four, and an expression for each, of those of `array`. */
  readonly state: Readonly<Record<string, string>>
  /** The body of its method `next`. */
  readonly next: string
}

/** Statements that set the properties of an iterator. */
function assignSource(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .map(([name, value]) => `iterator.${name} = ${value}`)
    .join('; ')
}

/** The same properties without a value. */
function emptied(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(properties).map((name) => [name, 'null']))
}

/**
 * Statements that declare `iterate(array)`, which makes iterators.
 *
 * V8 keeps an iterator in registers if it knows that a loop got an object. It knows so of what `Object.create` gives, and not of
 * what a constructor gives, which could have returned something else.
 *
 * @param before - Statements before an iterator is made, which may return another one.
 * @param behind - Statements that follow on it.
 *
 * @internal
 */
export function iterateSource(
  { variables = '', holdsAnything = false, state, next }: IteratorSource,
  bind: Bind,
  { before = '', behind = '' } = {},
): string {
  const nothing = holdsAnything
    ? `{ const iterator = create(prototype); ${assignSource(emptied(state))}; ${bind(keepShape)}(iterator) }`
    : ''
  return `const prototype = { __proto__: ${bind(iteratorPrototype)}, next() { ${next} } }
    const { create } = Object
    let isCold = true
    ${variables}
    ${nothing}
    function iterate(array) {
      ${before}
      const iterator = create(prototype)
      ${assignSource(state)}
      ${behind}
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
 * Statements that declare `iterate(array)`, which makes iterators that go from place to place. Arrays that do not lie near get others,
 * of text of their own: most programs have none.
 *
 * @param size - Of an element, in bytes.
 * @param length - The number of elements; `undefined` where each array has a length of its own.
 * @param iterator - The iterator; in the expressions of its state `start` is the offset of the array, and `end` the one behind it.
 *
 * @internal
 */
export function iteratePlacesSource(
  { size, length }: { readonly size: number; readonly length: number | undefined },
  iterator: (offsets: OffsetSource, bind: Bind) => IteratorSource,
  bind: Bind,
): string {
  const byteLength = length === undefined ? `array.length * ${size}` : String(length * size)
  const declare = (offsets: OffsetSource, bind: Bind, otherwise = ''): string => {
    const { place } = offsets
    // Of a sum with a constant V8 sees by itself that it is an integer of 32 bits.
    const end = `start + ${byteLength}`
    const before = `const start = ${place('array.$offset')}
      ${otherwise}
      const end = ${length === undefined ? place(end) : end}`
    return iterateSource(iterator(offsets, bind), bind, { before, behind: askBeforeLoop })
  }
  let iterateFar: ((array: unknown) => unknown) | undefined
  const far = bind((array: unknown) => {
    if (iterateFar === undefined) {
      const { scope, bind } = collector()
      iterateFar = compile(`${declare(anyOffsets, bind)} return iterate`, scope) as typeof iterateFar
    }
    return iterateFar!(array)
  })
  return declare(nearOffsets, bind, `if (array.$offset > ${nearBits} - ${byteLength}) return ${far}(array)`)
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

/**
 * Calls a short method until V8 has noted what it calls. V8 inlines it only then, and a loop that it compiles earlier stays as it is.
 *
 * @internal
 */
export function warmUp(call: () => unknown): void {
  for (let calls = 0; calls < callsBeforeNotes; calls++) call()
}

function warmUpIterator(list: Iterable<unknown>): void {
  warmUp(() => list[Symbol.iterator]())
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
  return `if (isCold && this.length >= ${long}) { isCold = false; ${bind(warmUpIterator)}(this) }`
}
