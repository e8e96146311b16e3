import { isRecentEngine } from './engine.js'
import { keepShape } from './keep-shape.js'
import type { Memory } from './memory.js'

const classes = new WeakSet<object>()

/**
 * Changes the view of the first memory of a class, and leaves another view of the same bytes there.
 *
 * V8 before version 12 takes a property that never changed out of a loop, and forgets there that it holds a view, for which it
 * then asks in each step. A property that changed it reads in each step, and knows that what it reads is a view.
 *
 * From version 12 on V8 trusts a property that only ever held views, until an object is made: from then on it asks, in each
 * step of a loop that makes one. Of a property that held something else it asks before the loop, and finds that nothing in the
 * loop can change the answer.
 *
 * Another memory of the class is kept, since the first one may be forgotten, and what V8 knows with it.
 *
 * @param memory - A memory that was just made.
 * @param makeAnother - Makes one of the same class over bytes that belong to nobody.
 *
 * @internal
 */
export function changeFirstView(memory: Memory, makeAnother: () => Memory): void {
  const prototype = Object.getPrototypeOf(memory) as object
  if (classes.has(prototype)) return
  classes.add(prototype)
  const { buffer, byteOffset, byteLength } = memory.view
  const writable = memory as { view: DataView | null }
  if (isRecentEngine) writable.view = null
  writable.view = new DataView(buffer, byteOffset, byteLength)
  keepShape(makeAnother())
}
