import { directMemoryOf } from './direct-memory.js'
import { isRecentEngine } from './engine.js'
import { codecOf } from './layout.js'
import { locationOf, typeOfView, type View } from './view.js'

/**
 * Another accessor of the same bytes, whose properties write without checking the value. For loops whose values are
 * known to fit: what does not fit is wrapped, rounded or converted as a DataView does it. Reading, whole values and
 * indexes are checked as ever.
 *
 * @param view - An accessor.
 * @returns An accessor of the same type; so are those of its fields and elements.
 * @throws {@link ValueError} `ABI-V001` for what is no accessor.
 *
 * @see Rule L-36 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, struct, u8, unchecked } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Counter = struct('Counter', { value: u8 })
 * const counter = unchecked(bufferMemory(new ArrayBuffer(64)).allocate(Counter, { value: 255 }))
 * counter.value += 1
 * assert.equal(counter.value, 0)
 * ```
 */
export function unchecked<V extends View>(view: V): V {
  const type = typeOfView(view)
  const { memory, offset } = locationOf(view)
  const direct = isRecentEngine ? undefined : directMemoryOf(memory)
  const codec = codecOf(type, memory.space.target, direct === undefined ? 'unchecked' : 'direct')
  return codec.get(direct ?? memory, offset) as V
}
