import { isRecentEngine } from '../engine.js'
import type { SourcePlace, ValueCheck } from '../type.js'

/**
 * A list of one element. Older engines make most of one that is new: they take it apart, and know how long it is. Where they do
 * not compile, it takes them some 15 ns. It inherits from all arrays, of which nobody gives any an element.
 */
const one = isRecentEngine ? '$one' : '[0]'

/**
 * The class of lists. The native code of Node makes buffers by giving a Uint8Array another prototype; from then on V8 asks of each
 * Uint8Array what it is, also of one that it knows, in every step of a loop that it could not ask before. Nobody changes objects of
 * this class.
 */
class CheckList extends Uint8Array {}

const lists = new Map<number, CheckList>()

/**
 * A list that has an element at some indices and at no other, whatever others inherit: see {@link failsSource}. Its elements lie
 * outside of the heap of V8, which then knows where and how many they are when it compiles.
 *
 * @param count - How many, at most 65 536.
 *
 * @internal
 */
export function listOf(count: number): Uint8Array {
  let list = lists.get(count)
  if (list === undefined) lists.set(count, (list = new CheckList(new ArrayBuffer(count))))
  return list
}

/**
 * An expression that is true where a condition does not hold, for conditions that nearly always do.
 *
 * V8 takes what does not change out of a loop only if no way leads out of the loop but its end. A branch that was never taken
 * is such a way, for it ends in the interpreter. An index that is checked ends there too, but within the loop. So the
 * condition chooses an index within or outside of a list, and V8, which knows that what it finds within is defined, leaves
 * nothing of the branch. Where a check has failed once, it compiles the branch.
 *
 * @param condition - An expression.
 *
 * @internal
 */
export function failsSource(condition: string): string {
  return `${one}[${condition} ? 0 : 1] === undefined`
}

/**
 * The bits of offsets that are near: where V8 sees that an offset has no others it need not ask of a sum with it whether that is
 * too large for a small integer.
 *
 * @internal
 */
export const nearBits = '0x3fffffff'

/**
 * An expression for an offset where others are added to it. V8 knows of nearly all that they are below 2^30, and then need not ask
 * of each sum whether it is too large for a small integer.
 *
 * @param offset - An expression without effects.
 *
 * @internal
 */
export function nearSource(offset: string): string {
  return `${one}[(${offset} | 0) === ${offset} ? ${offset} >>> 30 : 1] === undefined ? ${offset} : ${offset} & ${nearBits}`
}

/**
 * An expression for a number, and for one with a fraction of what is none: V8 has one kind of value to deal with behind it,
 * and a whole number is expected.
 *
 * @internal
 */
export function numberSource(value: string): string {
  return `(typeof ${value} === 'number' ? ${value} : 0.5)`
}

/**
 * The check of whole numbers of which there are few.
 *
 * @param least - The first of them.
 * @param count - How many, at most 65 536.
 * @param set - Writes a value.
 *
 * @internal
 */
export function indexCheck(
  least: number,
  count: number,
  set: (place: SourcePlace, value: string) => string,
): ValueCheck {
  return {
    kind: 'index',
    count,
    written: numberSource,
    // A sum would lose the fraction of a number that is all but whole. It wraps, so that V8 need not ask whether it did.
    indexOf: (number) =>
      least === 0 ? number : `(${number} | 0) === ${number} ? ((${number} | 0) + ${-least}) | 0 : ${count}`,
    set,
  }
}
