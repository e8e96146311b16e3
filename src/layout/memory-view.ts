import { isRecentEngine } from './engine.js'
import type { Memory } from './memory.js'

const classes = new WeakSet<object>()

/**
 * Replaces the view of the first memory of a class by another one of the same bytes.
 *
 * V8 before version 12 takes a property that never changes out of a loop, and forgets there that it holds a view, for which it
 * then asks in each step. A property that changed once it reads in each step, and knows that what it reads is a view.
 *
 * @param memory - A memory that was just made.
 *
 * @internal
 */
export function replaceFirstView(memory: Memory): void {
  if (isRecentEngine) return
  const prototype = Object.getPrototypeOf(memory) as object
  if (classes.has(prototype)) return
  classes.add(prototype)
  const { buffer, byteOffset, byteLength } = memory.view
  ;(memory as { view: DataView }).view = new DataView(buffer, byteOffset, byteLength)
}
